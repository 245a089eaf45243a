/**
 * Whatever is killed, and whenever: after `pulumi cancel` and another try, state and server agree. No duplicate, no
 * orphan. Half of the kills come at a random moment; the other half while the answer to a write is on its way, when the
 * object is there and the state does not know it. All from a seed that a failure names.
 *
 * DEEPAGENTS_KILL_TRIALS sets how many kills there are (8 by default), DEEPAGENTS_KILL_SEED the seed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { descendantsOf, killNow, untilGone } from "./support/processes";
import { Project } from "./support/project";
import { ServerProcess } from "./support/server-process";

const TRIALS = Number(process.env.DEEPAGENTS_KILL_TRIALS ?? 8);
const SEED = Number(process.env.DEEPAGENTS_KILL_SEED ?? 20261122);
/** From here on after its start a command has something to do, and until there it is usually done. */
const [EARLIEST_MS, LATEST_MS] = [300, 4_500];
/** How long the answer to a write is held back while the kill comes. */
const ANSWER_TAKES_MS = 1_500;
const AGENTS = 6;
const VICTIMS = ["the engine and all it started", "the engine alone", "the provider", "the emulator"] as const;

const program = `
  const servers = [0, 1].map((n) => new deepagents.McpServer("server" + n, {
    url: "https://mcp" + n + ".example.com",
    headers: { Authorization: "Bearer " + n },
  }));
  for (let n = 0; n < ${String(AGENTS)}; n += 1) {
    new deepagents.Agent("agent" + n, { systemPrompt: "I am " + n, tools: [{ name: "t", mcpServer: servers[n % 2] }] });
  }
`;

interface Kill {
  readonly command: "up" | "destroy";
  readonly victim: (typeof VICTIMS)[number];
  /** When a write of this kind is being answered, or so many milliseconds after the start. */
  readonly at: { readonly write: string; readonly nth: number } | { readonly ms: number };
}

let server: ServerProcess;
let project: Project;
/** What the deployments after a kill printed. */
let printed = "";

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
  const command = index % 2 === 0 ? "up" : "destroy";
  // Each victim in turn, so that a short run has them all; the moment is chance.
  const victim = VICTIMS[Math.floor(index / 2) % VICTIMS.length] ?? "the provider";
  const write = random() < 0.3 ? "/mcp-servers" : "/agents";
  const nth = 1 + Math.floor(random() * (write === "/agents" ? AGENTS : 2));
  const ms = Math.round(EARLIEST_MS + random() * (LATEST_MS - EARLIEST_MS));
  const at = command === "up" && Math.floor(index / 2) % 3 !== 2 ? { write, nth } : { ms };
  const when = "ms" in at ? `after ${String(at.ms)} ms` : `during POST ${at.write}, no. ${String(at.nth)}`;
  return [index + 1, `${command}, ${victim} ${when}`, { command, victim, at }];
});

// Pairs: an interrupted up that is completed, and an interrupted destroy of that stack.
it.each(kills)(`kill %i (seed ${String(SEED)}): %s`, async (...[, , kill]) => {
  await interrupted(kill);
  if (kill.command === "up") {
    printed += await project.up();
    expect(await onServer("agents")).toEqual(await idsInState("Agent"));
    expect(await onServer("mcp-servers")).toEqual(await idsInState("McpServer"));
    expect(await onServer("agents")).toHaveLength(AGENTS);
    expect(await project.up()).toMatch(/10 unchanged/);
  } else {
    await project.destroy();
    expect([await onServer("agents"), await onServer("mcp-servers")]).toEqual([[], []]);
  }
});

it("some of the kills left something behind, and it was taken over", () => {
  expect(printed).toMatch(/taking over the (agent|MCP server) \S+, which an interrupted deployment left behind/);
});

/** Runs a command, kills the victim at the given moment, and cleans up behind it as a user would. */
async function interrupted({ command, victim, at }: Kill): Promise<void> {
  if ("write" in at) {
    const fault = { kind: "slow-body", ms: ANSWER_TAKES_MS };
    await control("POST", { method: "POST", path: at.write, nth: at.nth, fault });
  }
  const { process: engine, result } = project.start(command, "--yes", "--skip-preview");
  await Promise.race(["ms" in at ? sleep(at.ms) : faultFired(result), result]);

  const pid = engine.pid ?? 0;
  const children = descendantsOf(pid);
  const pids = children.map((child) => child.pid);
  if (victim === "the emulator") {
    await server.kill();
  } else if (victim === "the provider") {
    children.filter((child) => child.command.includes("dynamic-provider")).forEach((child) => killNow(child.pid));
  } else if (victim === "the engine alone") {
    killNow(pid);
    // What it started goes on for a while, and finishes what it is at; nobody deploys again before that is over.
    await untilGone(pids, 2 * ANSWER_TAKES_MS);
    pids.forEach(killNow);
  } else {
    [pid, ...pids].forEach(killNow);
  }
  await result;
  if (victim === "the emulator") {
    await server.restart();
  }
  await control("DELETE");
  await project.pulumi("cancel", "--yes");
}

/** Until the injected fault has fired, or the command is over without it. */
async function faultFired(result: Promise<unknown>): Promise<void> {
  let over = false;
  void result.then(() => (over = true));
  while (!over) {
    const [fault] = (await control("GET")) as { fired: number }[];
    if (fault === undefined || fault.fired > 0) {
      return;
    }
    await sleep(10);
  }
}

async function control(method: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}/_emulator/faults`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.ok).toBe(true);
  return response.status === 200 ? response.json() : undefined;
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
