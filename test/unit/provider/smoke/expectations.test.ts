/** Each kind of expectation, met and not met, in real runs. */
import type { Expectations } from "../../../../provider/inputs/smoke-expectations";
import { closeStages, openStage, type Stage } from "./support";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(closeStages);

interface Row {
  readonly prompt: string;
  readonly met: Expectations;
  readonly missed: Expectations;
  /** The failure's text. */
  readonly text: string;
}

const BOTH = "look for tea and coffee";
const TEA = { query: "tea", page: { size: 5, after: [1, 2] } };
const CALLS = `the calls were search_notes ${JSON.stringify(TEA)}, search_notes {"query":"coffee"}`;

const ROWS: readonly [says: string, row: Row][] = [
  [
    "contains",
    {
      prompt: "weather?",
      met: { contains: "sunny" },
      missed: { contains: ["sunny", "rain", "snow"] },
      text: 'expected the reply to contain "rain" and "snow", but it is "It is sunny."',
    },
  ],
  [
    "contains, with different letter case",
    {
      prompt: "weather?",
      met: { contains: ["It", "sunny"] },
      missed: { contains: "SUNNY" },
      text: 'expected the reply to contain "SUNNY", but it is "It is sunny."',
    },
  ],
  [
    "notContains",
    {
      prompt: "weather?",
      met: { notContains: ["rain", "snow"] },
      missed: { notContains: ["rain", "sunny"] },
      text: 'expected the reply not to contain "sunny", but it is "It is sunny."',
    },
  ],
  [
    "matches",
    {
      prompt: "weather?",
      met: { matches: ["^It is \\w+\\.$", "(?i)SUNNY"] },
      missed: { matches: "^Sunny" },
      text: 'expected the reply to match "^Sunny", but it is "It is sunny."',
    },
  ],
  [
    "equals",
    {
      prompt: "weather?",
      met: { equals: "It is sunny.\n" },
      missed: { equals: "It is sunny" },
      text: 'expected the reply to be "It is sunny", but it is "It is sunny."',
    },
  ],
  [
    "jsonSchema",
    {
      prompt: "as json",
      met: { jsonSchema: { type: "object", required: ["city"], properties: { degrees: { type: "integer" } } } },
      missed: { jsonSchema: { type: "object", required: ["wind"], properties: { degrees: { type: "string" } } } },
      text:
        "expected the reply to fit the schema, but the reply must have required property 'wind'; /degrees must be " +
        'string; it is "{\\"city\\":\\"Rome\\",\\"degrees\\":21}"',
    },
  ],
  [
    "toolsCalled",
    {
      prompt: BOTH,
      met: { toolsCalled: ["search_notes", { name: "search_notes", args: { query: "coffee" } }] },
      missed: { toolsCalled: ["search_notes", "delete_note"] },
      text: `expected a call of delete_note, but ${CALLS}`,
    },
  ],
  [
    "toolsCalled with arguments",
    {
      prompt: BOTH,
      met: { toolsCalled: [{ name: "search_notes", args: { page: { after: [1, 2] } } }] },
      missed: { toolsCalled: [{ name: "search_notes", args: { page: { after: [1] } } }] },
      text: `expected a call of search_notes {"page":{"after":[1]}}, but ${CALLS}`,
    },
  ],
  [
    "toolsCalled in order",
    {
      prompt: BOTH,
      met: {
        toolsCalled: [
          { name: "search_notes", args: { query: "tea" } },
          { name: "search_notes", args: { query: "coffee" } },
        ],
        inOrder: true,
      },
      missed: {
        toolsCalled: [
          { name: "search_notes", args: { query: "coffee" } },
          { name: "search_notes", args: { query: "tea" } },
        ],
        inOrder: true,
      },
      text: 'expected a call of search_notes {"query":"tea"} after search_notes {"query":"coffee"}, ' + `but ${CALLS}`,
    },
  ],
  [
    "toolsCalled of a subagent",
    {
      prompt: "ask the helper",
      met: { toolsCalled: ["write_file"] },
      missed: { toolsCalled: ["search_notes"] },
      text:
        'expected a call of search_notes, but the calls were task {"description":"please take a note",' +
        '"subagent_type":"helper"}, write_file {"file_path":"/notes/tea.md","content":"green"}',
    },
  ],
  [
    "toolsNotCalled",
    {
      prompt: BOTH,
      met: { toolsNotCalled: ["delete_note"] },
      missed: { toolsNotCalled: ["delete_note", "search_notes"] },
      text:
        "expected no call of delete_note, search_notes, but there was search_notes " +
        `${JSON.stringify(TEA)}, search_notes {"query":"coffee"}`,
    },
  ],
  [
    "subagentsUsed",
    {
      prompt: "ask the helper",
      met: { subagentsUsed: ["helper"] },
      missed: { subagentsUsed: ["helper", "critic"] },
      text: "expected the subagent critic to be used, but only helper was",
    },
  ],
  [
    "filesWritten",
    {
      prompt: "take a note",
      met: { filesWritten: ["/notes/tea.md", "notes/tea.md"] },
      missed: { filesWritten: ["/notes/coffee.md"] },
      text: "expected the file /notes/coffee.md to be written, but only /notes/tea.md was",
    },
  ],
  [
    "filesWritten by a subagent",
    {
      prompt: "ask the helper",
      met: { filesWritten: ["/notes/tea.md"] },
      missed: { filesWritten: ["/notes/tea.txt"] },
      text: "expected the file /notes/tea.txt to be written, but only /notes/tea.md was",
    },
  ],
  [
    "interrupts",
    {
      prompt: 'use delete_note {"id": "n1"}',
      met: { interrupts: [{ tool: "delete_note", decision: "approve" }], contains: "deleted n1" },
      missed: {
        interrupts: [
          { tool: "delete_note", decision: "approve" },
          { tool: "search_notes", decision: "approve" },
        ],
      },
      text: "expected a pause for the approval of search_notes, but the only pauses were for delete_note",
    },
  ],
  [
    "maxSeconds",
    {
      prompt: "half a second",
      met: { maxSeconds: 25 },
      missed: { maxSeconds: 0.4 },
      text: "expected an answer within 0.4 s, but it took ",
    },
  ],
  [
    "maxToolCalls",
    {
      prompt: BOTH,
      met: { maxToolCalls: 2 },
      missed: { maxToolCalls: 1 },
      text: "expected at most 1 tool call, but there were 2: search_notes, search_notes",
    },
  ],
  [
    "maxTokens",
    {
      prompt: "weather?",
      met: { maxTokens: 100_000 },
      missed: { maxTokens: 10 },
      text: "expected at most 10 tokens, but there were ",
    },
  ],
];

describe.each(ROWS)("%s", (_, { prompt, met, missed, text }) => {
  it("is met", async () => {
    expect(await stage.testOne({ prompt, expect: met })).toMatchObject({ outcome: "passed", failures: [] });
  });

  it("is not met", async () => {
    const { outcome, failures } = await stage.testOne({ prompt, expect: missed });
    expect(outcome).toBe("failed");
    expect(failures).toHaveLength(1);
    expect(Object.hasOwn(missed, failures[0]?.expectation ?? "")).toBe(true);
    expect(failures[0]?.text.startsWith(text) ? text : failures[0]?.text).toBe(text);
  });
});

it("covers every expectation", () => {
  const kinds: Record<Exclude<keyof Expectations, "inOrder">, true> = {
    contains: true,
    notContains: true,
    matches: true,
    equals: true,
    jsonSchema: true,
    toolsCalled: true,
    toolsNotCalled: true,
    subagentsUsed: true,
    filesWritten: true,
    interrupts: true,
    maxSeconds: true,
    maxToolCalls: true,
    maxTokens: true,
  };
  expect([...new Set(ROWS.flatMap(([, { missed }]) => Object.keys(missed)))].sort()).toEqual(
    [...Object.keys(kinds), "inOrder"].sort(),
  );
});

it("reports each expectation that is not met", async () => {
  expect(Object.keys(await stage.failures("weather?", { contains: "rain", equals: "x", toolsCalled: ["a"] }))).toEqual([
    "contains",
    "equals",
    "toolsCalled",
  ]);
});

it("explains why a reply is not JSON", async () => {
  expect(await stage.failures("weather?", { jsonSchema: {} })).toEqual({
    jsonSchema: expect.stringMatching(/^expected the reply to be JSON, but .*; it is "It is sunny\."$/) as string,
  });
  expect(await stage.failures("as fenced json", { jsonSchema: {} })).toEqual({
    jsonSchema: expect.stringContaining("it is in a code fence: tell the agent to omit it") as string,
  });
});

it("does not count a call that the tool answered with an error", async () => {
  expect(await stage.failures("search wrongly", { toolsCalled: ["search_notes"] })).toEqual({
    toolsCalled: expect.stringMatching(
      /^expected a call of search_notes, but the tool answered with an error: "/,
    ) as string,
  });
});

it("expects a reply if a case has no expectations", async () => {
  expect(await stage.testOne({ prompt: "weather?" })).toMatchObject({ outcome: "passed" });
  expect(await stage.testOne({ prompt: "silence" })).toMatchObject({
    outcome: "failed",
    failures: [
      {
        expectation: "reply",
        text: 'expected a reply, but the agent said nothing (if it should, write equals: "")',
      },
    ],
  });
});

it.each<[says: string, expect: Expectations]>([
  ["notContains", { notContains: "rain" }],
  ["toolsNotCalled", { toolsNotCalled: ["delete_note"] }],
  ["maxSeconds", { maxSeconds: 60 }],
])("does not take silence for an answer: %s", async (_, expected) => {
  expect(Object.keys(await stage.failures("silence", expected))).toEqual(["reply"]);
});

it("takes silence for an answer where that is expected", async () => {
  expect(await stage.failures("silence", { equals: "" })).toEqual({});
  expect(Object.keys(await stage.failures("weather?", { equals: "" }))).toEqual(["equals"]);
});

it("wants as many calls as are expected, whatever their order", async () => {
  const tea = { name: "search_notes", args: { query: "tea" } };
  expect(await stage.failures(BOTH, { toolsCalled: ["search_notes", "search_notes"] })).toEqual({});
  expect(await stage.failures(BOTH, { toolsCalled: ["search_notes", tea] })).toEqual({});
  expect(await stage.failures(BOTH, { toolsCalled: [tea, "search_notes", "search_notes"] })).toEqual({
    toolsCalled: `expected 2 calls of search_notes, but ${CALLS}`,
  });
  expect(await stage.failures(BOTH, { toolsCalled: [tea, tea] })).toEqual({
    toolsCalled: `expected 2 calls of search_notes {"query":"tea"}, but ${CALLS}`,
  });
});

it("knows a failure of the harness's own tools, which have no status for one", async () => {
  const expected: Expectations = { toolsCalled: ["edit_file"], filesWritten: ["/nowhere.md"], contains: "edited" };
  const failures = await stage.failures("edit a file that is not there", expected);
  expect(Object.keys(failures)).toEqual(["toolsCalled", "filesWritten"]);
  expect(failures.toolsCalled).toMatch(/but the tool answered with an error: "Error: File '\/nowhere.md' not found/);
});

it("compares texts that look the same, whichever of Unicode's forms they are in", async () => {
  const composed = "caf\u00e9";
  const decomposed = "cafe\u0301";
  for (const text of [composed, decomposed]) {
    const expected = { contains: text, equals: text, matches: `^${text}$` };
    expect(await stage.failures(`say ${decomposed}`, expected)).toEqual({});
    expect(await stage.failures(`say ${composed}`, expected)).toEqual({});
    expect(Object.keys(await stage.failures(`say ${composed}`, { notContains: text }))).toEqual(["notContains"]);
  }
});

it("does not count as the agent's time what the API has it wait", async () => {
  stage.emulator.injectFault({ method: "POST", path: "/threads", fault: { kind: "delay", ms: 1500 } });
  const report = await stage.testOne({ prompt: "weather?", expect: { maxSeconds: 1.4 } });
  expect(report).toMatchObject({ outcome: "passed" });
  expect(report.durationSeconds).toBeGreaterThan(1.4);
});

describe("approvals", () => {
  it("do not make a rejected call, but count it as called and continue the conversation", async () => {
    const deleted = stage.notes.deleted.length;
    const expected: Expectations = {
      interrupts: [{ tool: "delete_note", decision: "reject", message: "not this one" }],
      toolsCalled: ["delete_note"],
      contains: "not this one",
    };
    const report = await stage.testOne({ prompt: 'use delete_note {"id": "n1"}', expect: expected });
    expect(report).toMatchObject({ outcome: "passed", failures: [] });
    expect(report.runIds).toHaveLength(2);
    expect(stage.notes.deleted).toHaveLength(deleted);
  });

  it("may change a call", async () => {
    const before = stage.notes.deleted.length;
    const expected: Expectations = {
      interrupts: [{ tool: "delete_note", decision: "edit", editedArgs: { id: "n2" } }],
      toolsCalled: [{ name: "delete_note", args: { id: "n2" } }],
    };
    const report = await stage.testOne({ prompt: 'use delete_note {"id": "n1"}', expect: expected });
    expect(report).toMatchObject({ outcome: "passed", failures: [] });
    expect(stage.notes.deleted.slice(before)).toEqual(["n2"]);
  });

  it("are told apart by the arguments of the calls, in whatever order they are written", async () => {
    const before = stage.notes.deleted.length;
    const expected: Expectations = {
      interrupts: [
        { tool: "delete_note", decision: "approve" },
        { tool: "delete_note", args: { id: "n1" }, decision: "edit", editedArgs: { id: "n3" } },
      ],
    };
    const report = await stage.testOne({ prompt: "delete everything", expect: expected });
    expect(report).toMatchObject({ outcome: "passed", failures: [] });
    expect(stage.notes.deleted.slice(before).sort()).toEqual(["n2", "n3"]);
    const other: Expectations = { interrupts: [{ tool: "delete_note", args: { id: "n9" }, decision: "reject" }] };
    const missed = await stage.testOne({ prompt: 'use delete_note {"id": "n1"}', expect: other });
    expect(missed).toMatchObject({ outcome: "failed" });
    expect(stage.notes.deleted.slice(before)).toHaveLength(2);
  });

  it("decide all calls of one message together", async () => {
    const before = stage.notes.deleted.length;
    const approve = { tool: "delete_note", decision: "approve" } as const;
    const expected = { interrupts: [approve, approve], contains: "Done with deleting" };
    const report = await stage.testOne({ prompt: "delete everything", expect: expected });
    expect(report).toMatchObject({ outcome: "passed", failures: [] });
    expect(stage.notes.deleted.slice(before).sort()).toEqual(["n1", "n2"]);
  });

  it.each([
    ["is not expected", undefined],
    ["happens more often than expected", [{ tool: "delete_note", decision: "approve" as const }]],
  ])("fail the case and approve nothing if a pause %s", async (_, interrupts) => {
    const before = stage.notes.deleted.length;
    const report = await stage.testOne(
      {
        turns: ["delete everything", "weather?"],
        expect: { contains: "sunny", ...(interrupts ? { interrupts } : {}) },
      },
      { keepThreads: "onFailure" },
    );
    expect(report).toMatchObject({ outcome: "failed", failures: [{ expectation: "interrupts" }] });
    expect(report.failures[0]?.text).toMatch(
      /^expected no pause, but the agent paused for the approval of delete_note.*; nothing was approved\. To expect it, write interrupts: \[\{ tool: "delete_note", decision: "approve" \}\]$/,
    );
    expect(stage.notes.deleted).toHaveLength(before);
    const thread = await stage.connect().threads.get(report.threadId ?? "");
    expect(thread.status).toBe("idle");
    expect(report.transcript.some(({ text }) => text === "weather?")).toBe(false);
  });
});

it("judges a conversation of several turns by its last reply and by everything that was done", async () => {
  const expected: Expectations = {
    equals: "It is sunny.",
    filesWritten: ["/notes/tea.md"],
    toolsCalled: ["write_file"],
  };
  const report = await stage.testOne({ turns: ["take a note", "as json", "weather?"], expect: expected });
  expect(report).toMatchObject({ outcome: "passed", toolCalls: 1 });
  expect(report.runIds).toHaveLength(3);
  expect(report.transcript.map(({ type }) => type)).toEqual([
    "human",
    "ai",
    "tool",
    "ai",
    "human",
    "ai",
    "human",
    "ai",
  ]);
});
