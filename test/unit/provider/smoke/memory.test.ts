/** What agents remember of the conversations of a smoke test. */
import type { Api } from "../../../../provider/client";
import type { SmokeCase } from "../../../../provider/inputs/smoke-test";
import type { SmokeReport } from "../../../../provider/smoke";
import { closeStages, openStage, over, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(closeStages);

const APPROVED = [{ tool: "write_file", decision: "approve" }] as const;
const TEACH: SmokeCase = { name: "teach", prompt: "remember tea", expect: { interrupts: [...APPROVED] } };
const KNOW: SmokeCase = { name: "know", prompt: "recall", expect: { toolsCalled: ["read_file"] } };
/** Passes at a second attempt, if the first one can be remembered. */
const LEARN: SmokeCase = {
  name: "learn",
  turns: ["recall", "remember tea"],
  expect: { interrupts: [...APPROVED], toolsCalled: ["read_file"] },
};

const candidate = { isCandidate: true, concurrency: 1 };

function outcomes({ cases }: SmokeReport): Record<string, string> {
  return Object.fromEntries(cases.map(({ name, outcome, attempts }) => [name, `${outcome} (${String(attempts)})`]));
}

async function memory(): Promise<Record<string, unknown>> {
  const { files = {} } = await stage.connect().agents.get(stage.agent.id, { includeFiles: true });
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("memories/")));
}

describe("a candidate", () => {
  it.each([
    ["after", [TEACH, KNOW]],
    ["before", [KNOW, TEACH]],
  ])("does not know in one case what another one taught it, %s it", async (_, cases) => {
    expect(outcomes(await stage.test(cases, candidate))).toEqual({ teach: "passed (1)", know: "failed (1)" });
  });

  it("does not know at a second attempt what it learnt in the first", async () => {
    expect(outcomes(await stage.test([LEARN], { ...candidate, retries: 1 }))).toEqual({ learn: "failed (2)" });
  });

  it("knows what it did when it was deployed, in every case", async () => {
    const deployed = { "memories/tea.md": { type: "file", content: "black" } } as const;
    await stage.connect().agents.update(stage.agent.id, { files: deployed });
    const forget: SmokeCase = {
      name: "forget",
      prompt: "forget",
      expect: { interrupts: [{ tool: "edit_file", decision: "approve" }] },
    };
    const report = await stage.test([forget, KNOW, { ...KNOW, name: "know again" }], candidate);
    expect(outcomes(report)).toEqual({ forget: "passed (1)", know: "passed (1)", "know again": "passed (1)" });
    expect(await memory()).toMatchObject(deployed);
  });

  it("counts what it writes in a conversation in the same conversation", async () => {
    const both: SmokeCase = {
      name: "both",
      turns: ["remember tea", "recall"],
      expect: { interrupts: [...APPROVED], toolsCalled: ["read_file"] },
    };
    expect(outcomes(await stage.test([both, KNOW], candidate))).toEqual({ both: "passed (1)", know: "failed (1)" });
  });

  it("has cases again, alone, that were under way while its memory changed", async () => {
    const report = await withFirstCaseAhead([TEACH, KNOW], { isCandidate: true, concurrency: 2 });
    expect(outcomes(report)).toEqual({ teach: "passed (1)", know: "failed (1)" });
    expect(stage.lines()).toEqual([
      "2 cases, 2 at once",
      'the agent\'s memory changed while "teach", "know" ran at once: each runs again, alone',
      expect.stringMatching(/^\[1\/2\] "teach" passed/),
      expect.stringMatching(/^\[2\/2\] "know" failed \(toolsCalled\)/),
    ]);
    expect(await stage.threads()).toEqual([report.cases[1]?.threadId]);
  });

  it("has many cases at once, and each that may have seen another one's memory exactly once more", async () => {
    const cases = Array.from({ length: 12 }, (_, index) => ({
      ...(index % 3 ? KNOW : TEACH),
      name: `case ${String(index)}`,
    }));
    const report = await stage.test(cases, { isCandidate: true, concurrency: 4 });
    expect(report.cases.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(
      cases.map((_, index) => (index % 3 ? "failed" : "passed")),
    );
  });

  it("costs one request a case as long as its memory does not change", async () => {
    const requests = (): number => stage.emulator.requests.filter(({ path }) => path.includes(stage.agent.id)).length;
    const sunny = (name: string): SmokeCase => ({ name, prompt: "weather?" });
    await stage.test([sunny("a"), sunny("b"), sunny("c")]);
    const plain = requests();
    await stage.test([sunny("a"), sunny("b"), sunny("c")], { isCandidate: true });
    expect(requests() - plain).toBe(plain + 3);
  });

  it("that is deleted meanwhile is reported as gone", async () => {
    const report = await withFirstCaseAhead([TEACH, KNOW], { isCandidate: true, concurrency: 2 }, stage.deleteAgent);
    expect(outcomes(report)).toEqual({ teach: "agentGone (1)", know: "agentGone (1)" });
  });
});

describe("the memory of any other agent", () => {
  it("is not touched", async () => {
    const report = await stage.test([TEACH, KNOW], { concurrency: 1 });
    expect(outcomes(report)).toEqual({ teach: "passed (1)", know: "passed (1)" });
    expect(await memory()).toMatchObject({ "memories/tea.md": { content: "green" } });
  });
});

/** Holds back the second case's thread until the first case has ended and the memory was looked at. */
async function withFirstCaseAhead(
  cases: readonly SmokeCase[],
  options: object,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<SmokeReport> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reads = 0;
  const connect = (): Api => {
    const api = stage.connect();
    const { agents, threads } = api;
    const get: typeof agents.get = async (...args) => {
      const found = await agents.get(...args).catch((error: unknown) => error as Error);
      reads += 1;
      if (reads === 2) {
        await between();
        release();
      }
      if (found instanceof Error) {
        throw found;
      }
      return found;
    };
    const create: typeof threads.create = async (request, ...rest) => {
      if (request.metadata?.["smoke_case"] === "know") {
        await released;
      }
      return threads.create(request, ...rest);
    };
    return { ...api, agents: over(agents, { get }), threads: over(threads, { create }) };
  };
  return stage.test(cases, options, connect);
}
