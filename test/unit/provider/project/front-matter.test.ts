import { parseSkill } from "../../../../provider/project/front-matter";

function description(...lines: string[]): string | undefined {
  const skill = parseSkill(["---", "name: s", ...lines, "---", "Do."].join("\n"));
  return Array.isArray(skill) ? undefined : skill.description.value;
}

it.each([
  ["as it is", ["description: Does it."], "Does it."],
  ["with a colon", ["description: Use when asked: often"], "Use when asked: often"],
  ["with what YAML takes for a comment", ["description: Fixes issue #12 # now"], "Fixes issue #12 # now"],
  ["with quotes inside", ['description: Says "hi"'], 'Says "hi"'],
  ["that YAML takes for a number", ["description: 2024"], "2024"],
  ["that YAML takes for a list", ["description: [a], b"], "[a], b"],
  ["in quotes", ['description: "Does it: well"'], "Does it: well"],
  ["in quotes, with quotes inside", [`description: "Says \\"hi\\""`], 'Says "hi"'],
  ["in single quotes", ["description: 'It''s it'"], "It's it"],
  ["that only starts with a quotation", ['description: "It" and "that"'], '"It" and "that"'],
  ["folded", ["description: >", "  Does it", "  well.", "license: MIT"], "Does it well."],
  ["on lines of its own", ["description: |", "  One.", "", "  Two.", "license: MIT"], "One.\n\nTwo."],
  ["continued on another line", ["description: Does it", "  well."], "Does it well."],
  ["despite one below another key", ["description: Mine", "metadata:", "  description: theirs"], "Mine"],
])("reads a description %s", (_, lines, expected) => {
  expect(description(...lines)).toBe(expected);
});

it("refuses a field that is given twice, with both lines", () => {
  expect(parseSkill("---\nname: s\ndescription: a\nlicense: MIT\ndescription: b\n---\nDo.")).toEqual([
    { reason: "description is written twice, first in line 3: drop one of them", line: 5 },
  ]);
});

it.each(["|", ">", "|-", ">-", "|2"])("takes %s with nothing below it for an empty value", (start) => {
  expect(parseSkill(`---\nname: s\ndescription: ${start}\n---\nDo.`)).toEqual([
    { reason: "description must not be blank", line: 3 },
  ]);
});

it("takes the rest as the body, without blank lines around it", () => {
  expect(parseSkill("---\nname: s\ndescription: d\n---\n\nOne.\n\n---\n\nTwo.\n\n")).toEqual({
    name: { value: "s", line: 2 },
    description: { value: "d", line: 3 },
    frontMatter: "",
    body: "One.\n\n---\n\nTwo.",
  });
});

it.each([
  ["between the two", ["license: MIT", "name: s", "metadata:", "  name: x", "description: d"]],
  [
    "after a text on several lines",
    ["name: s", "description: >", "  d", "", "  e", "", "license: MIT", "metadata:", "  name: x"],
  ],
])("passes on other keys as they are: %s", (_, keys) => {
  expect(parseSkill(["---", ...keys, "---", "Do."].join("\n"))).toMatchObject({
    frontMatter: "license: MIT\nmetadata:\n  name: x",
  });
});

it("reads front matter that ends with the file", () => {
  expect(parseSkill("---\nname: s\ndescription: d\n---")).toMatchObject({ body: "" });
});

it("reports a long text without an end", () => {
  expect(parseSkill(`---\n${"x\n".repeat(500_000)}`)).toEqual([
    { reason: expect.stringMatching("end") as string, line: 1 },
  ]);
});
