/** What keeps a case from ending: it is not reported as a wrong answer and does not stop the other cases. */
import { type Api, NotFoundError, type RunEvent } from "../../../../provider/client";
import type { Outcome, SmokeReport } from "../../../../provider/smoke";
import { holdWaits } from "../../emulator/support";
import { closeStages, HELD_LIMIT, holdTimeLimits, openStage, over, type Stage } from "./support";

let stage: Stage;
let limits: ReturnType<typeof holdTimeLimits>;
let delays: ReturnType<typeof holdWaits>;
beforeEach(async () => {
  limits = holdTimeLimits();
  delays = holdWaits();
  stage = await openStage({}, { sleep: delays.sleep });
});
afterEach(async () => {
  limits.release();
  await closeStages();
});

const RUN = { method: "POST", path: "/threads/{thread_id}/runs/stream" } as const;

interface Trouble {
  readonly arrange?: () => void;
  readonly meanwhile?: () => Promise<void>;
  readonly prompt: string;
  readonly outcome: Outcome;
  readonly text: RegExp;
}

it.each<[says: string, trouble: Trouble]>([
  [
    "an agent error",
    { prompt: "break", outcome: "agentError", text: /^the agent's run ended with an error: .*The model is down\.$/ },
  ],
  [
    "a stream that breaks",
    {
      arrange: () => stage.emulator.injectFault({ ...RUN, fault: { kind: "truncated" } }),
      prompt: "weather?",
      outcome: "brokenStream",
      text: /^the answer did not arrive whole: POST \/threads\/.*\/runs\/stream broke off/,
    },
  ],
  [
    "a gateway's 502 instead of an answer",
    {
      arrange: () =>
        stage.emulator.injectFault({ ...RUN, fault: { kind: "status", status: 502, body: "<h1>Bad</h1>" } }),
      prompt: "weather?",
      outcome: "apiError",
      text: /^POST \/threads\/.*\/runs\/stream answered 502/,
    },
  ],
  [
    "a 502 instead of a thread",
    {
      arrange: () =>
        stage.emulator.injectFault({ method: "POST", path: "/threads", fault: { kind: "status-after", status: 502 } }),
      prompt: "weather?",
      outcome: "apiError",
      text: /^POST \/threads answered 502/,
    },
  ],
  [
    "a connection that is reset",
    {
      arrange: () => stage.emulator.injectFault({ ...RUN, fault: { kind: "reset-before" } }),
      prompt: "weather?",
      outcome: "apiError",
      text: /^POST \/threads\/.*\/runs\/stream got no usable answer/,
    },
  ],
  [
    "a run that does not end",
    {
      meanwhile: async () => {
        await runUnderWay();
        limits.expire();
      },
      prompt: "slow",
      outcome: "timedOut",
      text: /^the case was not over within 997 s, and its run was cancelled: raise timeoutSeconds/,
    },
  ],
  [
    "a thread that is not created in time",
    {
      arrange: () =>
        stage.emulator.injectFault({ method: "POST", path: "/threads", fault: { kind: "delay", ms: 3_000 } }),
      meanwhile: async () => {
        await delays.begun.take();
        limits.expire();
      },
      prompt: "weather?",
      outcome: "timedOut",
      text: /^the case was not over within 997 s/,
    },
  ],
])("%s is reported and does not stop the other cases", async (_, { arrange, meanwhile, prompt, outcome, text }) => {
  arrange?.();
  const testing = stage.test(
    [
      { name: "troubled", prompt, expect: { contains: "sunny" } },
      { name: "fine", prompt: "weather?" },
      { name: "wrong", prompt: "weather?", expect: { contains: "rain" } },
    ],
    { timeoutSeconds: HELD_LIMIT, concurrency: 1, keepThreads: "never" },
  );
  await meanwhile?.();
  const report = await testing;
  expect(report.cases.map((one) => [one.name, one.outcome])).toEqual([
    ["troubled", outcome],
    ["fine", "passed"],
    ["wrong", "failed"],
  ]);
  expect(report.passed).toBe(false);
  const [troubled] = report.cases;
  expect(troubled?.failures).toEqual([{ expectation: outcome, text: expect.stringMatching(text) as string }]);
  expect(await stage.threads()).toEqual([]);
});

it("a run that takes too long is cancelled", async () => {
  const testing = stage.testOne({ prompt: "slow" }, { timeoutSeconds: HELD_LIMIT, keepThreads: "always" });
  await runUnderWay();
  limits.expire();
  const { threadId = "", outcome } = await testing;
  expect(outcome).toBe("timedOut");
  let thread = await stage.connect().threads.get(threadId);
  while (thread.status === "busy") {
    thread = await stage.connect().threads.get(threadId);
  }
  expect(thread.status).toBe("idle");
});

it("an agent that is deleted during the test is reported as gone", async () => {
  const testing = stage.test(
    [
      { name: "under way", prompt: "slow" },
      { name: "to come", prompt: "weather?" },
    ],
    { concurrency: 1, retries: 2, timeoutSeconds: HELD_LIMIT },
  );
  await runUnderWay();
  await stage.deleteAgent();
  limits.expire();
  const { cases } = await testing;
  const text = `agent ${stage.agent.id} was deleted while the test ran`;
  const failures = [{ expectation: "agentGone", text }];
  expect(cases).toMatchObject([
    { name: "under way", outcome: "agentGone", failures, attempts: 1, threadKept: false },
    { name: "to come", outcome: "agentGone", failures, attempts: 1, threadKept: false },
  ]);
});

it("a test of an agent that does not exist fails", async () => {
  await stage.deleteAgent();
  await expect(stage.test([{ name: "a", prompt: "b" }])).rejects.toBeInstanceOf(NotFoundError);
});

it("a test that is stopped cancels its runs, deletes its threads and starts no others", async () => {
  const stop = new AbortController();
  const testing = stage.test(
    [
      { name: "under way", prompt: "slow" },
      { name: "to come", prompt: "weather?" },
    ],
    { concurrency: 1, retries: 3, signal: stop.signal },
  );
  await requested((path) => path === "/v1/deepagents/threads");
  stop.abort();
  const { cases } = await testing;
  const failures = [{ expectation: "cancelled", text: "the test was stopped" }];
  expect(cases).toMatchObject([
    { outcome: "cancelled", failures, attempts: 1 },
    { outcome: "cancelled", failures, attempts: 1 },
  ]);
  expect(await stage.threads()).toEqual([]);
});

function runUnderWay(): Promise<void> {
  return requested((path) => path.endsWith("/runs/stream"));
}

/** Waits until the emulator has begun to answer such a request. */
async function requested(isIt: (path: string) => boolean): Promise<void> {
  while (!stage.emulator.requests.some(({ path }) => isIt(path))) {
    // The request takes a while; looking again at once would keep the emulator busy.
    await stage.connect().agents.get(stage.agent.id);
  }
}

/** One case, whose run sends these events. */
async function caseWith(...events: readonly object[]): Promise<{ report: SmokeReport; text: string | undefined }> {
  const connect = (): Api => {
    const api = stage.connect();
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* stream(): AsyncGenerator<RunEvent> {
      yield* events as readonly RunEvent[];
    }
    return { ...api, runs: over(api.runs, { stream }) };
  };
  const report = await stage.test([{ name: "one", prompt: "weather?" }], {}, connect);
  return { report, text: report.cases[0]?.failures[0]?.text };
}

it.each([
  ["a text", "Overloaded", "Overloaded"],
  ["two texts", { error: "ValueError", message: "no such model" }, "ValueError: no such model"],
  ["a nested one", { error: { type: "overloaded_error", message: "Overloaded" } }, "overloaded_error: Overloaded"],
  ["a detail", { detail: "quota" }, "quota"],
  ["anything", { code: 7 }, '{"code":7}'],
  ["nothing", {}, "it does not say which"],
])("an error event shows its text, whatever its shape: %s", async (_, data, said) => {
  const { text } = await caseWith({ event: "error", namespace: [], data });
  expect(text).toBe(`the agent's run ended with an error: ${said}`);
});

it("a pause that is no approval shows what it holds, and that a case cannot answer it", async () => {
  const value = [{ action_request: { action: "search", args: {} }, description: "May I?" }];
  const { text } = await caseWith({ event: "values", namespace: [], data: { __interrupt__: [{ id: "i", value }] } });
  expect(text).toBe(
    "expected no pause, but the agent paused for something that is no approval of a tool, which a case cannot answer: " +
      JSON.stringify(value),
  );
  const approval = { id: "i", value: { action_requests: [{ name: "search", args: null }] } };
  const paused = await caseWith({ event: "values", namespace: [], data: { __interrupt__: [approval] } });
  expect(paused.text).toContain("paused for the approval of search; nothing was approved");
});

it("an event that cannot be read is a note, and the answer beside it counts", async () => {
  const problem = 'the data of event "values" is not JSON';
  const { report } = await caseWith(
    { event: "other", name: "values", data: "{", problem },
    { event: "values", namespace: [], data: { messages: [{ type: "ai", content: "It is sunny." }] } },
  );
  expect(report).toMatchObject({ passed: true, notes: [`"one": ${problem}, and was left out`] });
});
