import { frontMatterProblem, otherFrontMatter, splitFrontMatter } from "../../../../provider/helpers/front-matter";

it.each([
  ["with LF", "---\na: 1\n---\nBody\n", { frontMatter: "a: 1\n", rest: "Body\n" }],
  ["with CRLF", "---\r\na: 1\r\n---\r\nBody", { frontMatter: "a: 1\r\n", rest: "Body" }],
  ["with space after its fences", "--- \na: 1\n---\t\n", { frontMatter: "a: 1\n", rest: "" }],
  ["that is empty", "---\n---\nBody", { frontMatter: "", rest: "Body" }],
  ["that ends with the text", "---\na: 1\n---", { frontMatter: "a: 1\n", rest: "" }],
  ["with a line separator in a value", "---\na: x\u2028---\n---\n", { frontMatter: "a: x\u2028---\n", rest: "" }],
  ["before a body with fences", "---\na: 1\n---\n---\n", { frontMatter: "a: 1\n", rest: "---\n" }],
])("splits front matter %s", (_, text, expected) => {
  expect(splitFrontMatter(text)).toEqual(expected);
});

it.each(["", "Body", "----\na: 1\n---\n", "\n---\na: 1\n---\n", "\uFEFF---\na: 1\n---\n"])(
  "finds no front matter in %j",
  (text) => {
    expect(splitFrontMatter(text)).toBe("none");
  },
);

it.each(["---", "---\na: 1\n", "---\na: 1\n ---\n"])("reports front matter without an end in %j", (text) => {
  expect(splitFrontMatter(text)).toBe("unclosed");
});

describe("the other keys of a file", () => {
  const file = (...lines: string[]): string => ["---", ...lines, "---", "", "Body", "---", "a: 1"].join("\n");

  it.each([
    ["none", file("name: s", "description: d"), ""],
    ["no front matter", "license: MIT", ""],
    [
      "with line ends of Windows",
      file("name: s", "license: MIT", "b: |", "  c").replaceAll("\n", "\r\n"),
      "license: MIT\nb: |\n  c",
    ],
    ["with a byte order mark", `\uFEFF${file("name: s", "a: 1")}`, "a: 1"],
    ["beside a description that is not YAML", file("description: use it: always", "a: 1 # one"), "a: 1 # one"],
    [
      "with two keys in quotes",
      file('"name": s', "'description': d", "a: 1 # one", "b:", "  - c"),
      "a: 1 # one\nb:\n  - c",
    ],
    ["in braces", file("{ name: s, a: 1, b: { c: 2 } }"), "a: 1\nb: { c: 2 }"],
    ["in braces, of which there are none", file("{ name: s }"), ""],
    ["that are not YAML", file("name: s", "a: [", "b"), "a: [\nb"],
  ])("%s", (_, text, expected) => {
    expect(otherFrontMatter(text)).toBe(expected);
  });

  it("are wrong where they are, counted in lines", () => {
    expect(frontMatterProblem("a: 1\n\nb: c: d\n")).toMatchObject({ line: 3 });
    expect(frontMatterProblem("a: 1\nb: 2\na: 3")).toMatchObject({ line: 3 });
    expect(frontMatterProblem("a: 1\nb: 2")).toBeUndefined();
  });
});
