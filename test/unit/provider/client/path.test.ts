import { path, withQuery } from "../../../../provider/client/path";

it("encodes each inserted value as one segment", () => {
  expect(path`/agents/${"a/b?c"}/clone`).toBe("/agents/a%2Fb%3Fc/clone");
});

it.each(["", ".", ".."])("refuses %j, which would name another resource", (id) => {
  expect(() => path`/agents/${id}`).toThrow(/cannot be part of a request path/);
});

it("omits parameters that are undefined", () => {
  expect(withQuery("/agents", { name: "a b", cursor: undefined })).toBe("/agents?name=a+b");
  expect(withQuery("/agents", { cursor: undefined })).toBe("/agents");
});
