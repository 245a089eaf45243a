/** What keeps a case from ending: it is not reported as a wrong answer and does not stop the other cases. */
import { NotFoundError } from "../../../../provider/client";
import type { Outcome } from "../../../../provider/smoke";
import { closeStages, openStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(closeStages);

const RUN = { method: "POST", path: "/threads/{thread_id}/runs/stream" } as const;

interface Trouble {
  readonly arrange?: () => void;
  readonly prompt: string;
  readonly timeoutSeconds?: number;
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
      prompt: "slow",
      timeoutSeconds: 1,
      outcome: "timedOut",
      text: /^the case was not over within 1 s, and its run was cancelled: raise timeoutSeconds/,
    },
  ],
  [
    "a thread that is not created in time",
    {
      arrange: () =>
        stage.emulator.injectFault({ method: "POST", path: "/threads", fault: { kind: "delay", ms: 3_000 } }),
      prompt: "weather?",
      timeoutSeconds: 1,
      outcome: "timedOut",
      text: /^the case was not over within 1 s/,
    },
  ],
])(
  "%s is reported and does not stop the other cases",
  async (_, { arrange, prompt, timeoutSeconds = 30, outcome, text }) => {
    arrange?.();
    const report = await stage.test(
      [
        { name: "troubled", prompt, expect: { contains: "sunny" } },
        { name: "fine", prompt: "weather?" },
        { name: "wrong", prompt: "weather?", expect: { contains: "rain" } },
      ],
      { timeoutSeconds, concurrency: 1, keepThreads: "never" },
    );
    expect(report.cases.map((one) => [one.name, one.outcome])).toEqual([
      ["troubled", outcome],
      ["fine", "passed"],
      ["wrong", "failed"],
    ]);
    expect(report.passed).toBe(false);
    const [troubled] = report.cases;
    expect(troubled?.failures).toEqual([{ expectation: outcome, text: expect.stringMatching(text) as string }]);
    expect(await stage.threads()).toEqual([]);
  },
);

it("a run that takes too long is cancelled", async () => {
  const { threadId, outcome } = await stage.testOne({ prompt: "slow" }, { timeoutSeconds: 1, keepThreads: "always" });
  expect(outcome).toBe("timedOut");
  await expect(settledStatus(threadId ?? "")).resolves.toBe("idle");
});

it("an agent that is deleted during the test is reported as gone", async () => {
  // The first run of a process loads the harness, which takes longer than the case may.
  await stage.testOne({ prompt: "weather?" });
  stage.emulator.clearRequests();
  const testing = stage.test(
    [
      { name: "under way", prompt: "slow" },
      { name: "to come", prompt: "weather?" },
    ],
    { concurrency: 1, retries: 2, timeoutSeconds: 3 },
  );
  await until(() => stage.emulator.requests.some(({ path }) => path.endsWith("/runs/stream")) || undefined, stage);
  await stage.deleteAgent();
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
  await until(() => stage.emulator.requests.some(({ path }) => path === "/v1/deepagents/threads") || undefined, stage);
  stop.abort();
  const { cases } = await testing;
  const failures = [{ expectation: "cancelled", text: "the test was stopped" }];
  expect(cases).toMatchObject([
    { outcome: "cancelled", failures, attempts: 1 },
    { outcome: "cancelled", failures, attempts: 1 },
  ]);
  expect(await stage.threads()).toEqual([]);
});

async function settledStatus(threadId: string): Promise<string | undefined> {
  return until(async () => {
    const { status } = await stage.connect().threads.get(threadId);
    return status === "busy" ? undefined : status;
  }, stage);
}

/** What `look` returns once it returns something, within ten seconds. */
async function until<T>(look: () => T | undefined | Promise<T | undefined>, { connect, agent }: Stage): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    // The request takes a while; looking again at once would keep the emulator busy.
    await connect().agents.get(agent.id);
  }
  throw new Error("it did not happen in time");
}
