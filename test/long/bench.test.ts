/** The benchmark, as small as can be: that it works, not what it measures. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { descendantsOf, untilGone } from "../engine/support/processes";
import { REPOSITORY } from "../engine/support/project";

const LINUX = process.platform === "linux";

let folder: string;
let temporary: string;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "deepagents-bench-test-"));
  temporary = await mkdtemp(join(folder, "tmp-"));
});
afterEach(async () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
  await rm(folder, { recursive: true });
});

function bench(...args: string[]) {
  const child = spawn(process.execPath, ["tools/bootstrap/run.js", "bench", "--out", join(folder, "out"), ...args], {
    cwd: REPOSITORY,
    // Without the cache that Node.js keeps of compiled modules, which stays on purpose.
    env: { ...process.env, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  }
  const ended = once(child, "close").then(([code]: unknown[]) => {
    running.delete(child);
    return { code, output: Buffer.concat(chunks).toString() };
  });
  return { pid: child.pid ?? 0, child, ended };
}

it("measures everything, once, and leaves nothing behind but its report", async () => {
  const { code, output } = await bench("--quick").ended;
  expect({ code, output }).toMatchObject({ code: 0 });
  const report = JSON.parse(await readFile(join(folder, "out", "results.json"), "utf8")) as {
    suites: {
      name: string;
      measurements: { name: string; value?: number; met?: boolean; detail?: string }[];
      skipped?: string;
    }[];
  };
  for (const { name, measurements, skipped } of report.suites) {
    expect({ name, any: measurements.length > 0 || skipped !== undefined }).toEqual({ name, any: true });
    // Memory is known on Linux only.
    for (const { name, value } of measurements.filter(({ name }) => LINUX || !name.startsWith("peak "))) {
      expect([name, Number.isFinite(value)]).toEqual([name, true]);
    }
  }
  // What does not depend on how fast the machine is.
  const all = report.suites.flatMap(({ measurements }) => measurements);
  const counted = all.filter(({ name }) => / agents, requests$/.test(name));
  expect(counted.map(({ name, value, met }) => [name, value, met])).toEqual([
    ["create, 2 agents, requests", 5, undefined],
    ["unchanged up, 2 agents, requests", 0, true],
    ["preview, 2 agents, requests", 0, true],
    ["refresh, 2 agents, requests", 2, true],
    ["change of one agent, 2 agents, requests", 1, true],
    ["destroy, 2 agents, requests", 3, undefined],
  ]);
  const change = counted.find(({ name }) => name.startsWith("change of one agent"));
  expect(change?.detail).toBe("1 PATCH agents");
  // The floor that sends requests sends those of the provider, but for its two lists.
  const bare = all.find(({ name }) => name === "create, 2 agents, beside a floor that sends requests");
  expect(bare?.detail).toMatch(/; 1 POST mcp-servers, 2 POST agents$/);
  expect(output).toContain("| create, 2 agents");
  expect(await readdir(temporary)).toEqual([]);
});

it("takes everything down when it is interrupted", async () => {
  const { pid, child, ended } = bench("--quick", "--only", "operations");
  // Until the engine is in the middle of a deployment.
  while (running.has(child) && !descendantsOf(pid).some(({ command }) => command.includes("dynamic-provider"))) {
    await sleep(50);
  }
  const started = descendantsOf(pid).map((process) => process.pid);
  expect(started.length).toBeGreaterThan(2);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, output: expect.stringContaining("Stopped by SIGINT") as string });
  await untilGone(started, Infinity);
  expect(descendantsOf(1).filter((process) => started.includes(process.pid))).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
});
