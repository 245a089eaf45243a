/**
 * Whatever is killed, and whenever: after `pulumi cancel` and another try, state and server agree. No duplicate, no
 * orphan. Half of the kills come at a random moment; the other half while the answer to a write is on its way, when the
 * object is there and the state does not know it. All from a seed that a failure names.
 *
 * DEEPAGENTS_KILL_TRIALS sets how many kills there are (24 by default), DEEPAGENTS_KILL_SEED the seed.
 */
import { AGENTS, type Kill, KilledStack, SERVERS, VICTIMS } from "../engine/support/killed-stack";

const TRIALS = Number(process.env.DEEPAGENTS_KILL_TRIALS ?? 24);
const SEED = Number(process.env.DEEPAGENTS_KILL_SEED ?? 20261122);
/** From here on after its start a command has something to do, and until there it is usually done. */
const [EARLIEST_MS, LATEST_MS] = [300, 4_500];

let stack: KilledStack;
/** What the deployments after a kill printed. */
let printed = "";

beforeAll(async () => {
  stack = await KilledStack.create();
});
afterAll(() => stack.dispose());

const random = mulberry32(SEED);
const kills = Array.from({ length: TRIALS }, (_, index): [number, string, Kill] => {
  const command = index % 2 === 0 ? "up" : "destroy";
  // Each victim in turn, so that a short run has them all; the moment is chance.
  const victim = VICTIMS[Math.floor(index / 2) % VICTIMS.length] ?? "the provider";
  const path = random() < 0.3 ? "/mcp-servers" : "/agents";
  const nth = 1 + Math.floor(random() * (path === "/agents" ? AGENTS : SERVERS));
  const ms = Math.round(EARLIEST_MS + random() * (LATEST_MS - EARLIEST_MS));
  const at = command === "up" && Math.floor(index / 2) % 3 !== 2 ? { method: "POST", path, nth } : { ms };
  const when = "ms" in at ? `after ${String(at.ms)} ms` : `during POST ${at.path}, no. ${String(at.nth)}`;
  return [index + 1, `${command}, ${victim} ${when}`, { command, victim, at }];
});

// Pairs: an interrupted up that is completed, and an interrupted destroy of that stack.
it.each(kills)(`after kill %i (seed ${String(SEED)}), %s, the next deployment converges`, async (...[, , kill]) => {
  const output = await stack.survives(kill);
  if (kill.command === "up") {
    printed += output;
  }
});

it("some of the kills left something behind, and it was taken over", () => {
  expect(printed).toMatch(/taking over the (agent|MCP server) \S+: this stack created it/);
});

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
