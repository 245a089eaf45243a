/**
 * How close a smoke test of many cases comes to the ideal time: every case takes what its model takes, and the cases are
 * spread over the places that there are. Exits with 1 above 1.3.
 * npm run build, then: node --no-warnings tools/bench/smoke-concurrency.ts [cases] [concurrency]
 */
import { startEmulator } from "../../emulator/dist/emulator/index.js";
import { ApiClient, apiOver } from "../../dist/provider/client/index.js";
import { resolveConfig } from "../../dist/provider/config/config.js";
import { runSmokeTest } from "../../dist/provider/smoke/index.js";

const MOST = 1.3;
const [count = 20, concurrency = 8] = process.argv.slice(2).map(Number);

// Between one and three seconds, as models are: not all alike, and the same each time.
const delays = Array.from({ length: count }, (_, index) => 1000 + ((index * 7) % 5) * 500);
const replies = delays.map((delay_ms, index) => ({
  when: { matches: `^case ${String(index)}$` },
  delay_ms,
  say: `answer ${String(index)}`,
}));
const emulator = await startEmulator({ script: { replies } });
const env = { LANGSMITH_API_KEY: emulator.apiKey, LANGSMITH_ENDPOINT: emulator.url };
const client = new ApiClient(resolveConfig(undefined, env));
const connect = () => apiOver(client.withinBudget());
const agent = await connect().agents.create({ name: "bench", system_prompt: "You are brief." });

type SmokeTest = Parameters<typeof runSmokeTest>[1];

const test = (cases: SmokeTest["cases"], log: SmokeTest["log"]) =>
  runSmokeTest(connect, { agentId: agent.id, cases, concurrency, metadata: { test: "bench" }, log });
// The first run of a process loads the harness.
await test([{ name: "warm-up", prompt: "hello" }], () => undefined);

const cases = delays.map((_, index) => ({
  name: `case ${String(index)}`,
  prompt: `case ${String(index)}`,
  expect: { equals: `answer ${String(index)}` },
}));
const { passed, durationSeconds } = await test(cases, console.log);
await emulator.close();

const ideal = idealSeconds();
const ratio = durationSeconds / ideal;
console.log(
  `${String(count)} cases at concurrency ${String(concurrency)}: ${durationSeconds.toFixed(2)} s, ` +
    `ideal ${ideal.toFixed(2)} s, ratio ${ratio.toFixed(2)} (below ${String(MOST)})`,
);
process.exitCode = passed && ratio < MOST ? 0 : 1;

/** The models' time alone: each case begins in the order of the list as soon as a place is free. */
function idealSeconds(): number {
  const places = new Array<number>(concurrency).fill(0);
  for (const delay of delays) {
    const first = places.indexOf(Math.min(...places));
    places[first] = (places[first] ?? 0) + delay;
  }
  return Math.max(...places) / 1000;
}
