/** How the cases of a smoke test run: their threads, retries, concurrency and progress. */
import { deleteTestThreads, type SmokeReport } from "../../../../provider/smoke";
import type { UpdateAgentRequest } from "../../../../provider/wire";
import { closeStages, METADATA, openStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(closeStages);

const RUN = { method: "POST", path: "/threads/{thread_id}/runs/stream" } as const;
const SUNNY = { name: "sunny", prompt: "weather?", expect: { contains: "sunny" } };
const RAINY = { name: "rainy", prompt: "weather?", expect: { contains: "rain" } };

describe("threads", () => {
  it("are test runs that name the test and the case", async () => {
    const report = await stage.test([SUNNY], { keepThreads: "always" });
    const threads = await stage.threads();
    expect(threads).toEqual([report.cases[0]?.threadId]);
    expect(await stage.connect().threads.get(threads[0] ?? "")).toMatchObject({
      metadata: { ...METADATA, smoke_case: "sunny", is_test_run: true },
    });
  });

  it.each([
    ["never", []],
    ["onFailure", ["rainy"]],
    [undefined, ["rainy"]],
    ["always", ["sunny", "rainy"]],
  ] as const)("are kept as keepThreads %s says", async (keepThreads, kept) => {
    const report = await stage.test([SUNNY, RAINY], { keepThreads });
    const expected = report.cases.filter(({ name }) => (kept as readonly string[]).includes(name));
    expect((await stage.threads()).sort()).toEqual(expected.map(({ threadId }) => threadId).sort());
    expect(report.cases.map(({ name, threadKept }) => [name, threadKept])).toEqual(
      report.cases.map((one) => [one.name, expected.includes(one)]),
    );
    expect(report.cases.every(({ threadId }) => threadId !== undefined)).toBe(true);
  });

  it("of an earlier run are deleted first, but not those of other tests and of people", async () => {
    const { threads } = stage.connect();
    const make = (metadata: object, testRun = true): Promise<{ id: string }> =>
      threads.create({ agent_id: stage.agent.id, metadata: { ...metadata }, options: { test_run: testRun } });
    const leftovers = await Promise.all(Array.from({ length: 45 }, () => make({ ...METADATA, smoke_case: "old" })));
    const other = await make({ ...METADATA, test: "another" });
    const person = await make(METADATA, false);
    await stage.test([SUNNY], { leftoverAgeSeconds: 3600 });
    expect(await stage.threads()).toHaveLength(leftovers.length + 1);
    stage.lines();
    await stage.test([SUNNY]);
    expect(stage.lines()[0]).toBe("deleted 45 threads of an earlier run");
    expect(await stage.threads()).toEqual([other.id]);
    expect(await threads.get(person.id)).toMatchObject({ thread_id: person.id });
  });

  it("of an earlier run are kept if all are", async () => {
    await stage.test([RAINY]);
    await stage.test([RAINY], { keepThreads: "always" });
    expect(await stage.threads()).toHaveLength(2);
  });

  it("that cannot be deleted are noted and deleted by the next run", async () => {
    stage.emulator.injectFault({
      method: "DELETE",
      path: "/threads/{thread_id}",
      fault: { kind: "status", status: 403 },
    });
    const report = await stage.test([SUNNY]);
    const id = report.cases[0]?.threadId ?? "";
    expect(report).toMatchObject({ passed: true });
    expect(report.notes).toEqual([
      expect.stringMatching(
        `^thread ${id} could not be deleted \\(the next run tries again\\): DELETE /threads/${id} answered 403`,
      ),
    ]);
    expect(await stage.threads()).toEqual([id]);
    await stage.test([SUNNY]);
    expect(await stage.threads()).toEqual([]);
  });

  it("that cannot be listed are noted", async () => {
    stage.emulator.injectFault({ method: "GET", path: "/threads", fault: { kind: "status", status: 403 } });
    const report = await stage.test([SUNNY]);
    expect(report.passed).toBe(true);
    expect(report.notes).toEqual([
      expect.stringMatching(/^threads of an earlier run could not be deleted: GET \/threads\?.* answered 403/),
    ]);
  });

  it("are found by metadata, and never deleted without", async () => {
    await stage.test([RAINY]);
    await expect(deleteTestThreads(stage.connect(), stage.agent.id, {})).rejects.toThrow(/every test/);
    expect(await deleteTestThreads(stage.connect(), stage.agent.id, { stack: "prod" })).toBe(0);
    expect(await deleteTestThreads(stage.connect(), stage.agent.id, METADATA)).toBe(1);
    await stage.deleteAgent();
    expect(await deleteTestThreads(stage.connect(), stage.agent.id, METADATA)).toBe(0);
  });
});

it("a thread that is being created when the test is stopped is deleted once it is there", async () => {
  stage.emulator.injectFault({ method: "POST", path: "/threads", fault: { kind: "delay", ms: 300 } });
  const stop = new AbortController();
  const testing = stage.test([SUNNY], { signal: stop.signal });
  while (!stage.emulator.requests.some(({ method, path }) => method === "POST" && path.endsWith("/threads"))) {
    await stage.connect().agents.get(stage.agent.id);
  }
  stop.abort();
  expect(await testing).toMatchObject({ cases: [{ outcome: "cancelled" }] });
  expect(await stage.threads()).toEqual([]);
});

describe("retries", () => {
  it("run a flaky case again on a new thread and say so", async () => {
    stage.emulator.injectFault({ ...RUN, times: 2, fault: { kind: "status", status: 502 } });
    const report = await stage.test([SUNNY], { retries: 2 });
    expect(report).toMatchObject({ passed: true, cases: [{ outcome: "passed", attempts: 3, failures: [] }] });
    expect(await stage.threads()).toEqual([]);
    expect(stage.lines()).toEqual([
      "1 case, 1 at once",
      expect.stringMatching(/^"sunny" could not be run after \d+\.\d s; trying again$/),
      expect.stringMatching(/^"sunny" could not be run after \d+\.\d s, attempt 2; trying again$/),
      expect.stringMatching(/^\[1\/1\] "sunny" passed after \d+\.\d s, attempt 3$/),
    ]);
  });

  it("keep only the thread of the last attempt", async () => {
    const report = await stage.test([RAINY], { retries: 1 });
    expect(report).toMatchObject({ passed: false, cases: [{ outcome: "failed", attempts: 2, threadKept: true }] });
    expect(await stage.threads()).toEqual([report.cases[0]?.threadId]);
  });

  it("are off by default", async () => {
    expect((await stage.test([RAINY])).cases).toMatchObject([{ attempts: 1 }]);
  });
});

describe("concurrency", () => {
  const cases = Array.from({ length: 7 }, (_, index) => ({
    name: `case ${String(index)}`,
    prompt: 'use search_notes {"query":"tea"}',
    expect: { contains: "1 note about tea" },
  }));
  const busy = async () => (await stage.connect().threads.search({ status: "busy", limit: 100 })).length;

  it.each([1, 3])("is at most %d", async (concurrency) => {
    const own = cases.slice(0, concurrency === 1 ? 3 : 7);
    // Each run waits in its tool until the test lets it go on.
    const gates = own.map(() => stage.notes.hold("tools/call"));
    const testing = stage.test(own, { concurrency });
    for (const [index, gate] of gates.entries()) {
      await gate.reached;
      if (index >= concurrency - 1) {
        expect(await busy()).toBe(concurrency);
        gates[index - concurrency + 1]?.open();
      }
    }
    gates.forEach((gate) => gate.open());
    expect((await testing).passed).toBe(true);
  });

  it("keeps the order of the cases in the report", async () => {
    const slow = stage.notes.hold("tools/call");
    const lines: string[] = [];
    const log = (line: string): void => {
      lines.push(line);
      if (line.includes('"sunny" passed')) {
        slow.open();
      }
    };
    const slowFirst = [{ name: "slow", prompt: 'use search_notes {"query":"tea"}' }, SUNNY];
    const report = await stage.test(slowFirst, { concurrency: 2, log });
    expect(report.cases.map(({ name }) => name)).toEqual(["slow", "sunny"]);
    expect(lines.at(-1)).toMatch(/"slow" passed/);
  });
});

it("reports durations in whole milliseconds", async () => {
  const { durationSeconds, cases } = await stage.test([SUNNY]);
  for (const seconds of [durationSeconds, ...cases.map((one) => one.durationSeconds)]) {
    expect(seconds).toBeGreaterThan(0);
    expect(String(seconds)).toMatch(/^\d+(\.\d{1,3})?$/);
  }
});

describe("the revision", () => {
  it("is reported", async () => {
    const { revision, notes } = await stage.test([SUNNY], { revision: stage.agent.revision });
    expect(revision).toBe(stage.agent.revision);
    expect(notes).toEqual([]);
  });

  it("is noted if the agent has a different one by now", async () => {
    const { passed, notes } = await stage.test([SUNNY], { revision: "abc" });
    expect(passed).toBe(true);
    expect(notes).toEqual([
      `agent ${stage.agent.id} has revision ${stage.agent.revision ?? ""}, not abc: it has changed since, and the ` +
        "current agent was tested",
    ]);
  });
});

it("logs the names of cases and expectations, and quotes nothing", async () => {
  const secret = "canary-weather-71c2";
  await stage.test(
    [
      { name: "first", prompt: `weather ${secret}`, expect: { contains: secret, equals: secret } },
      { name: "second", prompt: "break", expect: { contains: secret } },
    ],
    { concurrency: 1 },
  );
  const lines = stage.lines();
  expect(lines).toEqual([
    "2 cases, 1 at once",
    expect.stringMatching(/^\[1\/2\] "first" failed \(contains, equals\) after \d+\.\d s$/),
    expect.stringMatching(/^\[2\/2\] "second" ended with an agent error after \d+\.\d s$/),
  ]);
  expect(lines.join("\n")).not.toMatch(/canary|sunny|model is down/i);
});

describe("an agent that changes while it is tested", () => {
  async function changedBy(change: UpdateAgentRequest | "delete"): Promise<SmokeReport> {
    const { id } = stage.agent;
    let changed: Promise<unknown> | undefined;
    const log = (line: string): void => {
      if (line.includes("at once")) {
        const { agents } = stage.connect();
        changed = change === "delete" ? agents.delete(id) : agents.update(id, change);
      }
    };
    const report = await stage.test([{ name: "case", prompt: "half a second" }], { log });
    await changed;
    return report;
  }

  it("has not passed, though its answers were right", async () => {
    expect(await changedBy({ system_prompt: "Another one." })).toMatchObject({
      passed: false,
      cases: [
        {
          outcome: "failed",
          failures: [
            {
              expectation: "agent",
              text: expect.stringMatching(/^system_prompt, files of the agent changed while the test ran/) as string,
            },
          ],
        },
      ],
    });
  });

  it("has passed if only its memory changed, which agents write themselves", async () => {
    const files = { "memories/notes.md": { content: "Remembered." } };
    expect(await changedBy({ files })).toMatchObject({ passed: true });
  });

  it("has not passed if it is gone", async () => {
    expect(await changedBy("delete")).toMatchObject({ passed: false, cases: [{ outcome: "agentGone" }] });
  });
});
