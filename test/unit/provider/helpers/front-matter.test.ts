import { splitFrontMatter } from "../../../../provider/helpers/front-matter";

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
