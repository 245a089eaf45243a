import { parseCases } from "../../../cli/smoke/cases-file";

it("reads YAML", () => {
  const text = `
timeoutSeconds: 30
keepThreads: always
cases:
  - name: a
    turns: [hello, bye]
    expect: { contains: [x, y], toolsCalled: [{ name: t, args: { q: 1 } }] }
`;
  expect(parseCases(text, "c.yaml")).toEqual({
    timeoutSeconds: 30,
    keepThreads: "always",
    cases: [
      {
        name: "a",
        turns: ["hello", "bye"],
        expect: { contains: ["x", "y"], toolsCalled: [{ name: "t", args: { q: 1 } }] },
      },
    ],
  });
});

it("reads JSON, even with tabs", () => {
  expect(parseCases('{\n\t"cases": [\n\t\t{ "name": "a", "prompt": "b" }\n\t]\n}\n', "c.json")).toEqual({
    cases: [{ name: "a", prompt: "b" }],
  });
});

it.each([
  ["an empty file", "", ["c.yaml:1:1: cases is missing: write [{ name, prompt, expect }]"]],
  ["a list", "- name: a\n", ["c.yaml:1:1: the file must be an object"]],
  ["text that is not YAML", "cases: [\n  { name: a\n", [/^c\.yaml:\d+:\d+: .*$/]],
  ["a key twice", "cases: []\ncases: []\n", ["c.yaml:2:1: cases is written twice, first in line 1: drop one of them"]],
  [
    "a nested key twice",
    "cases:\n  - name: a\n    prompt: b\n    prompt: c\n",
    ["c.yaml:4:5: prompt is written twice, first in line 3: drop one of them"],
  ],
  [
    "a second document",
    "cases: []\n---\ncases: []\n",
    [/^c\.yaml:2:1: a second document starts here: write all cases into one, and drop the line ---$/],
  ],
  [
    "a merge key",
    "cases:\n  - &a { name: a, prompt: b }\n  - <<: *a\n    name: c\n",
    ["c.yaml:3:5: merge keys (<<) are not read: write the fields out"],
  ],
  [
    "a misspelt key",
    "cases:\n  - name: a\n    promt: hi\n",
    [
      'c.yaml:2:5: cases[0].prompt is missing: write what the person says, or turns: ["…", "…"]',
      "c.yaml:3:5: cases[0].promt is not an argument: did you mean prompt?",
    ],
  ],
  [
    "misspelt expectations, deep inside",
    "cases:\n  - name: a\n    prompt: b\n    expect:\n      contain: x\n      matches: '('\n",
    [
      "c.yaml:5:7: cases[0].expect.contain is not an argument: did you mean contains?",
      "c.yaml:6:7: cases[0].expect.matches is not a valid regular expression: Unterminated group",
    ],
  ],
  [
    "a name that repeats",
    "cases:\n- { name: a, prompt: b }\n- { name: a, prompt: c }\n",
    ['c.yaml:3:5: cases[1].name repeats cases[0].name ("a"): write another name'],
  ],
  [
    "an item of a list",
    "cases:\n- name: a\n  prompt: b\n  expect:\n    toolsNotCalled:\n    - ok\n    - ''\n",
    ["c.yaml:7:7: cases[0].expect.toolsNotCalled[1] must not be blank: write a tool's name"],
  ],
])("says where %s is wrong", (_, text, problems) => {
  let message = "";
  try {
    parseCases(text, "c.yaml");
  } catch (error) {
    message = (error as Error).message;
  }
  const lines = message.split("\n");
  expect(lines).toHaveLength(problems.length);
  for (const [index, problem] of problems.entries()) {
    if (typeof problem === "string") {
      expect(lines[index]?.slice(0, problem.length)).toBe(problem);
    } else {
      expect(lines[index]).toMatch(problem);
    }
  }
});
