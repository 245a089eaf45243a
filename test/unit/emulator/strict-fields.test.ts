import { findUnknownField } from "../../../emulator/validation";

it.each([
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: 1, b: 2 }, { a: 1 }, "b"],
  [{ a: { b: { c: 1 } } }, { a: { b: {} } }, "a.b.c"],
  [{ a: [{ b: 1 }, { b: 1, c: 2 }] }, { a: [{ b: 1 }, { b: 1 }] }, "a[1].c"],
  [{ files: { "a/b.md": { content: "", size: 1 } } }, { files: { "a/b.md": { content: "" } } }, "files.a/b.md.size"],
  [JSON.parse('{"__proto__":{"a":1}}'), {}, "__proto__"],
  [{ a: null }, { a: null }, undefined],
])("in the body %j, kept as %j, the first unknown field is %s", (sent: unknown, kept: unknown, expected) => {
  expect(findUnknownField(sent, kept)).toBe(expected);
});
