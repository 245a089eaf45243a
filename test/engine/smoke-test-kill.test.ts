/** Whatever is killed in the middle of a smoke test: the next `up` leaves neither a test thread nor a candidate. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../emulator/index";
import { descendantsOf, killNow } from "./support/processes";
import { Project } from "./support/project";
import { agentsOn, requestsTo, runsAmong, threadsOn } from "./support/server-state";

const program = (prompt: string): string => `
  const smokeTest = {
    concurrency: 2,
    cases: [1, 2, 3].map((n) => ({ name: "case " + n, prompt: "Slowly.", expect: { contains: "Done" } })),
  };
  const plain = new deepagents.Agent("plain", { systemPrompt: "${prompt}" });
  new deepagents.SmokeTest("plain", { agent: plain, ...smokeTest });
  new deepagents.GatedAgent("gated", { systemPrompt: "${prompt}", smokeTest });
`;

let emulator: Emulator;
let project: Project;
/** Of providers that outlive their engine. */
const orphans: number[] = [];

beforeAll(async () => {
  // Slow enough to be killed in the middle.
  const script = { replies: [{ when: { contains: "slowly" }, say: "Done.", delay_ms: 1_500 }] };
  emulator = await startEmulator({ strict: true, script });
  project = await Project.create({ emulator, program: program("First.") });
});
afterAll(async () => {
  orphans.forEach(killNow);
  await project.dispose();
  await emulator.close();
});

/** Deploys, and kills when so many runs are under way. */
async function killDuring(victim: "engine" | "all", runs: number): Promise<void> {
  requestsTo(emulator);
  const { process: engine, result } = project.start("up", "--yes", "--skip-preview");
  let over = false;
  void result.then(() => (over = true));
  while (!over && runsAmong(emulator.requests.map(({ method, path }) => route(method, path))) < runs) {
    await sleep(10);
  }
  expect(over).toBe(false);
  const pid = engine.pid ?? 0;
  const pids = descendantsOf(pid).map((child) => child.pid);
  (victim === "all" ? [pid, ...pids] : [pid]).forEach(killNow);
  orphans.push(...pids);
  await result;
  await project.pulumi("cancel", "--yes");
}

const route = (method: string, path: string): string =>
  `${method} ${path.replace("/v1/deepagents/", "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "*")}`;

it.each([
  ["all", "First.", 1],
  ["all", "Second.", 4],
  // The provider goes on beside the next deployment, until it notices.
  ["engine", "Third.", 2],
] as const)("after the %s was killed, with the prompt %j, in run %i", async (victim, prompt, runs) => {
  await project.write(program(prompt));
  await killDuring(victim, runs);
  expect(await threadsOn(emulator)).not.toEqual([]);
  await project.up();
  expect(await threadsOn(emulator)).toEqual([]);
  expect(await agentsOn(emulator)).toMatchObject({
    plain: { system_prompt: prompt },
    gated: { system_prompt: prompt },
  });
  expect(Object.keys(await agentsOn(emulator)).sort()).toEqual(["gated", "plain"]);
});

it("afterwards there is nothing left to do", async () => {
  emulator.clearRequests();
  await project.up();
  expect(requestsTo(emulator)).toEqual([]);
});
