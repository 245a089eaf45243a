/**
 * How many streams of a scripted run one emulator takes at once, how long that takes, and that its memory stays bounded.
 * npm run build, then: node --no-warnings --expose-gc tools/bench/concurrent-streams.ts [streams] [rounds] [memory|file]
 *
 * "heap" is what is still in use after a garbage collection: what the process cannot let go of. "rss" is what the
 * operating system gave it: it also has what V8 and SQLite keep for the next round, and the data itself with `memory`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../emulator/dist/emulator/index.js";

const { gc: collectGarbage } = globalThis;
if (collectGarbage === undefined) {
  throw new Error("Start it with node --expose-gc: the heap is measured after a collection");
}
const [streams = 200, rounds = 5] = process.argv.slice(2, 4).map(Number);
const dataDir = process.argv[4] === "file" ? mkdtempSync(join(tmpdir(), "bench-")) : undefined;
const emulator = await startEmulator({ ...(dataDir === undefined ? {} : { dataDir }) });

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${emulator.url}/v1/deepagents${path}`, {
    method: "POST",
    headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const idIn = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;

const agentId = await idIn(await post("/agents", { name: "bench", system_prompt: "You are brief." }));

async function converse(): Promise<boolean> {
  const threadId = await idIn(await post("/threads", { agent_id: agentId }));
  const response = await post(`/threads/${threadId}/runs/stream`, {
    agent_id: agentId,
    messages: [{ role: "user", content: "hello" }],
    stream_mode: ["values", "updates", "messages-tuple"],
  });
  const text = await response.text();
  return text.includes("You said: hello") && !text.includes("event: error");
}

function memory(): string {
  collectGarbage?.();
  const { heapUsed, rss } = process.memoryUsage();
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return `heap ${megabytes(heapUsed)} MB, rss ${megabytes(rss)} MB`;
}

let started = performance.now();
const millisecondsSince = (): string => String(Math.round(performance.now() - started));
await converse();
console.log(`first run, with loading the harness: ${millisecondsSince()} ms, ${memory()}`);
for (let round = 1; round <= rounds; round += 1) {
  started = performance.now();
  const results = await Promise.all(Array.from({ length: streams }, converse));
  const complete = results.filter(Boolean).length;
  const took = millisecondsSince();
  console.log(`round ${String(round)}: ${String(complete)} of ${String(streams)} complete, ${took} ms, ${memory()}`);
}
await emulator.close();
if (dataDir !== undefined) {
  rmSync(dataDir, { recursive: true });
}
