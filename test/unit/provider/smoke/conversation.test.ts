/** Cases of recording a conversation and of answering interrupts that no scripted model produces. */
import type { RunEvent } from "../../../../provider/client";
import { failuresOf } from "../../../../provider/smoke/expectations";
import { type Conversation, Recorder } from "../../../../provider/smoke/conversation";
import { answerTo } from "../../../../provider/smoke/interrupts";
import { failureText } from "../../../../provider/smoke";

type Values = Extract<RunEvent, { event: "values" }>["data"];

const values = (data: Values, namespace: string[] = []): RunEvent => ({ event: "values", namespace, data });

function recorded(...events: RunEvent[]): { recorder: Recorder; conversation: Conversation } {
  const recorder = new Recorder();
  recorder.runStarts();
  events.forEach((event) => {
    recorder.take(event);
  });
  return { recorder, conversation: recorder.conversation() };
}

const human = { type: "human", content: "hi" };

describe("the reply", () => {
  it("is put together from text blocks only", () => {
    const content = [{ type: "thinking" }, { type: "text", text: " Hello," }, " you.\n"];
    expect(recorded(values({ messages: [human, { type: "ai", content }] })).conversation.reply).toBe("Hello, you.");
  });

  it("is the agent's own, not a subagent's", () => {
    const { conversation, recorder } = recorded(
      values({ messages: [human, { type: "ai", content: "mine", id: "1" }] }),
      values({ messages: [{ type: "ai", content: "not mine", id: "2" }] }, ["tools:1"]),
    );
    expect(conversation.reply).toBe("mine");
    expect(recorder.hasAnswered).toBe(true);
    expect(conversation.transcript.at(-1)).toEqual({ type: "ai", text: "not mine", inSubagent: true });
  });

  it("is missing if the last message is from a person or a tool", () => {
    const call = { type: "ai", content: "let me see", tool_calls: [{ name: "t", args: {}, id: "c" }] };
    for (const messages of [[human], [human, call], [human, call, { type: "tool", content: "x", tool_call_id: "c" }]]) {
      expect(recorded(values({ messages })).recorder.hasAnswered).toBe(false);
    }
  });
});

it("tells messages without ids apart by their position, and takes a growing one for one message", () => {
  const { conversation } = recorded(
    values({ messages: [human, { type: "ai", content: "Hel" }] }),
    values({ messages: [human, { type: "ai", content: "Hello" }] }),
  );
  expect(conversation.transcript.map(({ text }) => text)).toEqual(["hi", "Hello"]);
});

it("keeps messages that a summary removes from the state", () => {
  const first = { ...human, id: "1" };
  const { conversation } = recorded(
    values({
      messages: [first, { type: "ai", content: "a", id: "2", tool_calls: [{ name: "t", args: {}, id: "c" }] }],
    }),
    values({
      messages: [
        { type: "human", content: "summary", id: "3" },
        { type: "ai", content: "b", id: "4" },
      ],
    }),
  );
  expect(conversation.toolCalls.map(({ name }) => name)).toEqual(["t"]);
  expect(conversation.reply).toBe("b");
});

it("keeps the results of an agent's and a subagent's calls with the same id apart", () => {
  const call = (id: string) => ({ type: "ai", content: "", id, tool_calls: [{ name: "t", args: {}, id: "c" }] });
  const result = (id: string, status: "error" | "success") =>
    ({ type: "tool", content: id, id, tool_call_id: "c", status }) as const;
  const { conversation } = recorded(
    values({ messages: [call("1")] }),
    values({ messages: [call("2"), result("3", "error")] }, ["tools:x"]),
    values({ messages: [call("1"), result("4", "success")] }),
  );
  expect(conversation.toolCalls).toEqual([
    { name: "t", args: {}, outcome: "answered", result: "4" },
    { name: "t", args: {}, outcome: "failed", result: "3" },
  ]);
});

it("counts files of the state that change, but not those that were there at the start", () => {
  const { conversation } = recorded(
    values({ files: { "/old.md": { content: "a" }, "/edited.md": { content: "a" } } }),
    values({ files: { "/old.md": { content: "a" }, "/edited.md": { content: "b" }, "/new.md": {}, "/gone.md": null } }),
  );
  expect(conversation.files).toEqual(["/edited.md", "/new.md"]);
});

describe("tokens", () => {
  it("are added up, from their parts if there is no total", () => {
    const usages = [{ total_tokens: 5 }, { input_tokens: 2, output_tokens: 1 }, undefined];
    const messages = usages.map((usage_metadata) => ({
      type: "ai",
      content: "x",
      ...(usage_metadata ? { usage_metadata } : {}),
    }));
    expect(recorded(values({ messages })).conversation.tokens).toBe(8);
  });

  it("fail a limit if the model does not report them", () => {
    const { conversation } = recorded(values({ messages: [{ type: "ai", content: "x" }] }));
    expect(failuresOf({ maxTokens: 5 }, conversation)).toEqual([
      {
        expectation: "maxTokens",
        text: "expected at most 5 tokens, but the model does not report how many it used: drop maxTokens",
      },
    ]);
  });
});

describe("what became of a call", () => {
  const asks = (id: string) => ({ type: "ai", content: "", id, tool_calls: [{ name: "t", args: { a: 1 }, id }] });
  const answers = (id: string, status: "error" | "success") =>
    ({ type: "tool", content: id, id: `of ${id}`, tool_call_id: id, status }) as const;
  const rejected = { tool: "t", args: { a: 1 }, decision: "reject", entry: { tool: "t", decision: "reject" } } as const;

  it("is that it was rejected once, and failed when it was made again", () => {
    const recorder = new Recorder();
    recorder.runStarts();
    recorder.decided([rejected]);
    recorder.take(values({ messages: [asks("1"), answers("1", "error"), asks("2"), answers("2", "error")] }));
    const conversation = recorder.conversation();
    expect(conversation.toolCalls.map(({ outcome }) => outcome)).toEqual(["rejected", "failed"]);
    expect(failuresOf({ toolsCalled: ["t", "t"], equals: "" }, conversation)).toHaveLength(1);
  });

  it("is not that it was made, as long as nothing answered it", () => {
    const { conversation } = recorded(values({ messages: [asks("1")] }));
    expect(failuresOf({ toolsCalled: ["t"], equals: "" }, conversation)).toEqual([
      { expectation: "toolsCalled", text: "expected a call of t, but the tool did not answer" },
    ]);
  });
});

describe("interrupts", () => {
  it("are one, whether an event names its id or not, and two where one event has both", () => {
    const value = { action_requests: [{ name: "t", args: {} }] };
    const update = (...all: object[]): RunEvent => ({ event: "updates", namespace: [], data: { __interrupt__: all } });
    expect(recorded(update({ value }), update({ value, id: "1" })).recorder.interrupts).toHaveLength(1);
    expect(recorded(update({ value, id: "1" }), update({ value })).recorder.interrupts).toHaveLength(1);
    expect(recorded(update({ value }, { value }), update({ value }, { value })).recorder.interrupts).toHaveLength(2);
    const two = [
      { value, id: "1" },
      { value, id: "2" },
    ];
    expect(recorded(update({ value }), update(...two)).recorder.interrupts).toEqual(two);
  });

  const asking = (id: string, ...tools: string[]) => ({
    id,
    value: { action_requests: tools.map((name) => ({ name, args: { of: id } })) },
  });

  it("that arrive in several modes and places count once", () => {
    const { recorder } = recorded(
      { event: "updates", namespace: ["tools:1"], data: { __interrupt__: [asking("i", "t")] } },
      { event: "updates", namespace: [], data: { __interrupt__: [asking("i", "t")], model: null } },
      values({ __interrupt__: [asking("i", "t")] }),
    );
    expect(recorder.interrupts).toEqual([asking("i", "t")]);
    recorder.runStarts();
    expect(recorder.interrupts).toEqual([]);
  });

  it("are answered in the order of the calls, with the expected decisions in their order", () => {
    const expected = [
      { tool: "t", decision: "approve" as const },
      { tool: "u", decision: "reject" as const, message: "no" },
      { tool: "t", decision: "reject" as const },
    ];
    const { resume, approvals, unexpected } = answerTo([asking("i", "u", "t", "t")], expected);
    expect(resume).toEqual({ decisions: [{ type: "reject", message: "no" }, { type: "approve" }, { type: "reject" }] });
    expect(approvals.map(({ tool, decision }) => [tool, decision])).toEqual([
      ["u", "reject"],
      ["t", "approve"],
      ["t", "reject"],
    ]);
    expect([unexpected, expected]).toEqual([[], []]);
  });

  it("of parallel subagents are answered by id", () => {
    const expected = [
      { tool: "t", decision: "approve" as const },
      { tool: "u", decision: "reject" as const },
    ];
    expect(answerTo([asking("i", "u"), asking("j", "t")], expected).resume).toEqual({
      i: { decisions: [{ type: "reject" }] },
      j: { decisions: [{ type: "approve" }] },
    });
  });

  it("that do not ask for an approval are never expected", () => {
    expect(answerTo([{ id: "i", value: "How old are you?" }], []).unexpected).toEqual([{ value: "How old are you?" }]);
  });
});

it("shows the end of a failed conversation, shortened and without control characters", () => {
  const transcript = [
    ...Array.from({ length: 8 }, (_, index) => ({ type: "human", text: `message ${String(index)}` })),
    { type: "ai", text: "", toolCalls: [{ name: "t", args: { q: "x" } }], inSubagent: true as const },
    { type: "tool", name: "t", text: "y".repeat(1000), failed: true as const },
    { type: "ai", text: "two\nlines\u001b[2J\u0007" },
  ];
  const report = {
    agentId: "a",
    revision: "r",
    passed: false,
    durationSeconds: 2,
    notes: ["something else"],
    cases: [
      {
        name: "one",
        outcome: "failed" as const,
        failures: [{ expectation: "contains", text: "expected this, but it is that" }],
        attempts: 2,
        durationSeconds: 1.25,
        threadId: "t1",
        threadKept: true,
        runIds: ["r1", "r2"],
        toolCalls: 1,
        transcript,
      },
      {
        name: "two",
        outcome: "apiError" as const,
        failures: [{ expectation: "apiError", text: "POST /threads answered 502" }],
        attempts: 1,
        durationSeconds: 0.1,
        threadKept: false,
        runIds: [],
        toolCalls: 0,
        transcript: [],
      },
    ],
  };
  expect(failureText(report)).toBe(
    `2 of 2 cases did not pass (agent a, revision r)

✗ one: failed after 1.3 s, in 2 attempts
    contains: expected this, but it is that
  The conversation ended with
    human: message 5
    human: message 6
    human: message 7
    subagent's ai: calls t {"q":"x"}
    tool t (failed): ${"y".repeat(400)}… (600 more characters)
    ai: two lines [2J
  Thread t1, runs r1, r2: kept until the next run. Open it among the test runs of agent a, or read GET /v1/deepagents/threads/t1.

✗ two: could not be run after 0.1 s
    apiError: POST /threads answered 502
  There was no conversation.

note: something else`,
  );
});
