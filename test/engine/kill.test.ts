/**
 * Whatever is killed, and whenever: after `pulumi cancel` and another try, state and server agree. No duplicate, no
 * orphan. The moments are random, from a seed that a failure names.
 *
 * DEEPAGENTS_KILL_TRIALS sets how many kills there are (12 by default), DEEPAGENTS_KILL_SEED the seed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { descendantsOf, killNow } from "./support/processes";
import { Project } from "./support/project";
import { ServerProcess } from "./support/server-process";

const TRIALS = Number(process.env.DEEPAGENTS_KILL_TRIALS ?? 12);
const SEED = Number(process.env.DEEPAGENTS_KILL_SEED ?? 20261122);
/** From here on after its start a command has something to do, and until there it is usually done. */
const [EARLIEST_MS, LATEST_MS] = [300, 4_500];
const VICTIMS = ["engine", "provider", "emulator"] as const;

const program = `
  const servers = [0, 1].map((n) => new deepagents.McpServer("server" + n, {
    url: "https://mcp" + n + ".example.com",
    headers: { Authorization: "Bearer " + n },
  }));
  for (let n = 0; n < 6; n += 1) {
    new deepagents.Agent("agent" + n, { systemPrompt: "I am " + n, tools: [{ name: "t", mcpServer: servers[n % 2] }] });
  }
`;

interface Kill {
  readonly victim: (typeof VICTIMS)[number];
  readonly afterMs: number;
}

let server: ServerProcess;
let project: Project;

beforeAll(async () => {
  server = await ServerProcess.start("kill-test-key");
  project = await Project.create({ emulator: server, program });
  // A killed emulator is gone for good as far as a command is concerned: no use in waiting long for it.
  await project.configure({ "deepagents:maxRetries": "2" });
});
afterAll(async () => {
  await project.dispose();
  await server.dispose();
});

const random = mulberry32(SEED);
const kills = Array.from({ length: TRIALS }, (_, index): [number, string, Kill] => {
  const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? "engine";
  const afterMs = Math.round(EARLIEST_MS + random() * (LATEST_MS - EARLIEST_MS));
  return [
    index + 1,
    `${index % 2 === 0 ? "up" : "destroy"}, ${victim} after ${String(afterMs)} ms`,
    { victim, afterMs },
  ];
});

// Pairs: an interrupted up that is completed, and an interrupted destroy of that stack.
it.each(kills)(`kill %i (seed ${String(SEED)}): %s`, async (number, _, kill) => {
  if (number % 2 === 1) {
    await interrupted(kill, "up", "--yes", "--skip-preview");
    await project.up();
    const ids = (type: string): Promise<string[]> => idsInState(type);
    expect(await onServer("agents")).toEqual(await ids("Agent"));
    expect(await onServer("mcp-servers")).toEqual(await ids("McpServer"));
    expect(await onServer("agents")).toHaveLength(6);
    expect(await project.up()).toMatch(/10 unchanged/);
  } else {
    await interrupted(kill, "destroy", "--yes", "--skip-preview");
    await project.destroy();
    expect([await onServer("agents"), await onServer("mcp-servers")]).toEqual([[], []]);
  }
});

/** Runs a command, kills the victim at the given moment, and cleans up behind it as a user would. */
async function interrupted({ victim, afterMs }: Kill, ...command: string[]): Promise<void> {
  const { process: engine, result } = project.start(...command);
  const pid = engine.pid ?? 0;
  await Promise.race([sleep(afterMs), result]);
  const children = descendantsOf(pid);
  if (victim === "emulator") {
    await server.kill();
  } else if (victim === "provider") {
    children.filter(({ command: line }) => line.includes("dynamic-provider")).forEach((child) => killNow(child.pid));
  } else {
    // All of it, as when the machine goes down: a provider that lived on would act behind the next deployment's back.
    [pid, ...children.map((child) => child.pid)].forEach(killNow);
  }
  await result;
  if (victim === "emulator") {
    await server.restart();
  }
  await project.pulumi("cancel", "--yes");
}

async function idsInState(type: string): Promise<string[]> {
  const resources = await project.resources();
  return resources.flatMap(({ type: token, id }) => (token.endsWith(`:${type}`) && id ? [id] : [])).sort();
}

async function onServer(group: "agents" | "mcp-servers"): Promise<string[]> {
  const url = `${server.url}/v1/deepagents/${group}${group === "agents" ? "?page_size=100" : ""}`;
  const answer: unknown = await (await fetch(url, { headers: { "x-api-key": server.apiKey } })).json();
  const items = (group === "agents" ? (answer as { items: unknown }).items : answer) as { id: string }[];
  return items.map(({ id }) => id).sort();
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
