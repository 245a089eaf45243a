/** What a smoke test may say, and what `check` answers to what it may not. */
import { check } from "../../../../provider/inputs/check";
import { SmokeTestFileSchema, SMOKE_TEST_RULES } from "../../../../provider/inputs/smoke-test";
import { jsonSchemaMismatches } from "../../../../provider/inputs/json-schema";
import { patternOf } from "../../../../provider/helpers/text";
import { pathSteps, propertyPath } from "../../../../provider/helpers/property-path";
import { UNKNOWN } from "../../../../provider/helpers/json";

const found = (inputs: unknown): string[] =>
  check(SmokeTestFileSchema, SMOKE_TEST_RULES, inputs).map(({ property, reason }) => `${property} ${reason}`);
const ofCase = (smokeCase: unknown): string[] => found({ cases: [smokeCase] });
const ofExpect = (expect_: unknown): string[] => ofCase({ name: "a", prompt: "b", expect: expect_ });

const FULL = {
  timeoutSeconds: 3600,
  concurrency: 64,
  retries: 10,
  keepThreads: "never",
  cases: [
    { name: "a", prompt: "b" },
    {
      name: "A",
      turns: ["b", "c"],
      expect: {
        contains: "x",
        notContains: ["y", "z"],
        matches: ["(?i)^x", "\\p{Lu}"],
        equals: "x",
        jsonSchema: { $schema: "https://json-schema.org/draft/2020-12/schema", type: "array", prefixItems: [{}] },
        toolsCalled: ["t", { name: "u" }, { name: "u", args: { q: null } }],
        inOrder: true,
        toolsNotCalled: ["v"],
        subagentsUsed: ["s"],
        filesWritten: ["/a.md"],
        interrupts: [{ tool: "t", decision: "reject", message: "no" }],
        maxSeconds: 0.5,
        maxToolCalls: 0,
        maxTokens: 1,
      },
    },
  ],
};

it("accepts a test with every option", () => {
  expect(found(FULL)).toEqual([]);
});

it.each([
  ["all cases", { cases: UNKNOWN }],
  ["a case", { cases: [UNKNOWN, { name: "a", prompt: "b" }] }],
  ["the fields of a case", { cases: [{ name: UNKNOWN, prompt: UNKNOWN, expect: UNKNOWN }] }],
  [
    "two names",
    {
      cases: [
        { name: UNKNOWN, prompt: "a" },
        { name: UNKNOWN, turns: UNKNOWN },
      ],
    },
  ],
  [
    "expectations",
    {
      cases: [
        {
          name: "a",
          prompt: "b",
          expect: {
            matches: UNKNOWN,
            contains: [UNKNOWN],
            jsonSchema: { type: UNKNOWN },
            toolsCalled: UNKNOWN,
            inOrder: true,
            toolsNotCalled: [UNKNOWN],
            interrupts: [{ tool: UNKNOWN, decision: UNKNOWN }],
            maxTokens: UNKNOWN,
          },
        },
      ],
      timeoutSeconds: UNKNOWN,
      keepThreads: UNKNOWN,
    },
  ],
])("accepts that of %s nothing is known yet", (_, inputs) => {
  expect(found(inputs)).toEqual([]);
});

it.each<[says: string, failures: string[], expected: string[]]>([
  ["no cases", found({}), ["cases is missing: write [{ name, prompt, expect }]"]],
  ["an empty list of cases", found({ cases: [] }), ["cases must have a case: write [{ name, prompt, expect }]"]],
  [
    "a timeout of zero",
    found({ ...FULL, timeoutSeconds: 0 }),
    ["timeoutSeconds must be a whole number from 1 to 3600"],
  ],
  ["half a retry", found({ ...FULL, retries: 0.5 }), ["retries must be a whole number from 0 to 10"]],
  [
    "another word for keeping",
    found({ ...FULL, keepThreads: "onfailure" }),
    ["keepThreads must be never, onFailure or always: did you mean onFailure?"],
  ],
  [
    "a misspelt option",
    found({ ...FULL, concurency: 3 }),
    ["concurency is not an argument: did you mean concurrency?"],
  ],
  [
    "neither prompt nor turns",
    ofCase({ name: "a" }),
    ['cases[0].prompt is missing: write what the person says, or turns: ["…", "…"]'],
  ],
  [
    "both prompt and turns",
    ofCase({ name: "a", prompt: "b", turns: ["c"] }),
    ["cases[0].turns cannot be combined with prompt: make the prompt the first turn and drop prompt"],
  ],
  ["no turn", ofCase({ name: "a", turns: [] }), ["cases[0].turns must have a turn: write what the person says"]],
  [
    "a blank turn",
    ofCase({ name: "a", turns: [" "] }),
    ["cases[0].turns[0] must not be blank: write what the person says to the agent"],
  ],
  [
    "no name, twice the same name",
    found({ cases: [{ prompt: "b" }, { name: "x", prompt: "b" }, { name: "x ", prompt: "b" }] }),
    [
      "cases[0].name is missing: write a name that says what the case shows",
      'cases[2].name repeats cases[1].name ("x"): write another name',
    ],
  ],
  [
    "a misspelt expectation",
    ofExpect({ toolCalled: ["t"] }),
    ["cases[0].expect.toolCalled is not an argument: did you mean toolsCalled?"],
  ],
  [
    "an expression that is not valid",
    ofExpect({ matches: ["ok", "[a"] }),
    ["cases[0].expect.matches[1] is not a valid regular expression: Unterminated character class"],
  ],
  [
    "a schema that is not valid",
    ofExpect({ jsonSchema: { type: "strin" } }),
    [
      "cases[0].expect.jsonSchema is not a valid JSON Schema: schema is invalid: data/type must be equal to one of the allowed " +
        "values, data/type must be array, data/type must match a schema in anyOf",
    ],
  ],
  [
    "a misspelt argument of a tool call",
    ofExpect({ toolsCalled: [{ name: "t", arg: {} }] }),
    ["cases[0].expect.toolsCalled[0].arg is not an argument: did you mean args?"],
  ],
  [
    "a number for a tool",
    ofExpect({ toolsCalled: [1] }),
    ["cases[0].expect.toolsCalled[0] must be a tool's name or { name, args? }"],
  ],
  [
    "an order without tools",
    ofExpect({ inOrder: true }),
    ["cases[0].expect.inOrder needs toolsCalled: add it, or drop inOrder"],
  ],
  [
    "a tool that has to be called and must not be called",
    ofExpect({ toolsCalled: [{ name: "t", args: {} }], toolsNotCalled: ["u", "t"] }),
    ['cases[0].expect.toolsNotCalled[1] is also in toolsCalled ("t"): drop one of them'],
  ],
  [
    "a number that JSON does not have",
    ofExpect({ toolsCalled: [{ name: "t", args: { q: [NaN] } }] }),
    ["cases[0].expect.toolsCalled[0].args.q[0] must be a finite number or null: JSON has no NaN and no Infinity"],
  ],
  [
    "a keyword that JSON Schema does not have",
    ofExpect({ jsonSchema: { type: "object", propertys: {} } }),
    [
      'cases[0].expect.jsonSchema has "propertys", which is no keyword of JSON Schema and would not be checked: correct or ' +
        "drop it",
    ],
  ],
  [
    "a format that is not known",
    ofExpect({ jsonSchema: { type: "string", format: "licence-plate" } }),
    [
      'cases[0].expect.jsonSchema has the format "licence-plate", which is not known and would not be checked: write a ' +
        "pattern, or drop it",
    ],
  ],
  [
    "an asynchronous schema",
    ofExpect({ jsonSchema: { $async: true } }),
    ["cases[0].expect.jsonSchema must not have $async, which is not of JSON Schema: drop it"],
  ],
  ...(["contains", "notContains", "matches", "toolsNotCalled", "subagentsUsed", "filesWritten"] as const).map(
    (name): [string, string[], string[]] => [
      `nothing in ${name}`,
      ofExpect({ [name]: [] }),
      [`cases[0].expect.${name} must not be empty: leave it out`],
    ],
  ),
  [
    "no tools that are called",
    ofExpect({ toolsCalled: [] }),
    ["cases[0].expect.toolsCalled must not be empty: to expect no call, write maxToolCalls: 0"],
  ],
  [
    "an edit without arguments",
    ofExpect({ interrupts: [{ tool: "t", decision: "edit" }] }),
    [
      "cases[0].expect.interrupts[0].editedArgs is missing: write the arguments that the tool is to be called with instead",
    ],
  ],
  [
    "arguments of an edit that is none",
    ofExpect({ interrupts: [{ tool: "t", decision: "reject", editedArgs: {} }] }),
    ['cases[0].expect.interrupts[0].editedArgs is only for decision: "edit": write that, or drop it'],
  ],
  [
    "an unknown decision",
    ofExpect({ interrupts: [{ tool: "t", decision: "aprove" }] }),
    ["cases[0].expect.interrupts[0].decision must be approve, edit or reject: did you mean approve?"],
  ],
  ["no time at all", ofExpect({ maxSeconds: 0 }), ["cases[0].expect.maxSeconds must be a number of seconds above 0"]],
  [
    "half a call",
    ofExpect({ maxToolCalls: 0.5 }),
    ["cases[0].expect.maxToolCalls must be a whole number of tool calls, 0 or more"],
  ],
])("names %s", (_, failures, expected) => {
  expect(failures).toEqual(expected);
});

it("a regular expression may start with flags", () => {
  expect(patternOf("(?is)^a.b$").test("A\nB")).toBe(true);
  expect(patternOf("^a.b$").test("A\nB")).toBe(false);
  expect(() => patternOf("(?x)a")).toThrow(SyntaxError);
});

it("checks the formats of a schema", () => {
  expect(jsonSchemaMismatches({ type: "string", format: "date" }, "2026-02-30")).toEqual([
    'the reply must match format "date"',
  ]);
  expect(jsonSchemaMismatches({ type: "string", format: "date" }, "2026-02-28")).toEqual([]);
});

it("a schema is read by the rules of its draft", () => {
  const items = { type: "array", prefixItems: [{ type: "string" }] };
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  expect(jsonSchemaMismatches({ $schema, ...items }, [1])).toEqual(["/0 must be string"]);
  expect(ofExpect({ jsonSchema: items })).toEqual([
    `cases[0].expect.jsonSchema has "prefixItems", a keyword of a later draft: add $schema: "${$schema}"`,
  ]);
  expect(jsonSchemaMismatches({ type: "object" }, [])).toEqual(["the reply must be object"]);
});

it.each([[["cases", 0, "expect"]], [["a b", "c", 12, 'x"]y', "$d"]], [[]]])("a path can be read back: %j", (steps) => {
  expect(pathSteps(propertyPath(steps))).toEqual(steps);
});
