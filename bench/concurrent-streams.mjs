// @ts-check
// How many streams of a scripted run one emulator takes at once, how long that takes, and that its memory stays bounded.
// npm run build, then: node --no-warnings --expose-gc bench/concurrent-streams.mjs [streams] [rounds] [memory|file]
//
// "heap" is what is still in use after a garbage collection: what the process cannot let go of. "rss" is what the
// operating system gave it: it also has what V8 and SQLite keep for the next round, and the data itself with `memory`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../emulator/dist/emulator/index.js";

const { gc: collectGarbage } = globalThis;
if (collectGarbage === undefined)
  throw new Error("Start it with node --expose-gc: the heap is measured after a collection");
const [streams = 200, rounds = 5] = process.argv.slice(2, 4).map(Number);
const dataDir = process.argv[4] === "file" ? mkdtempSync(join(tmpdir(), "bench-")) : undefined;
const emulator = await startEmulator({ ...(dataDir !== undefined && { dataDir }) });

/**
 * @param {string} path
 * @param {unknown} body
 */
const post = (path, body) =>
  fetch(`${emulator.url}/v1/deepagents${path}`, {
    method: "POST",
    headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** @param {Response} response */
const idIn = async (response) => /** @type {{ id: string }} */ (await response.json()).id;

const agentId = await idIn(await post("/agents", { name: "bench", system_prompt: "You are brief." }));

async function converse() {
  const threadId = await idIn(await post("/threads", { agent_id: agentId }));
  const response = await post(`/threads/${threadId}/runs/stream`, {
    agent_id: agentId,
    messages: [{ role: "user", content: "hello" }],
    stream_mode: ["values", "updates", "messages-tuple"],
  });
  const text = await response.text();
  return text.includes("You said: hello") && !text.includes("event: error");
}

function memory() {
  collectGarbage?.();
  const { heapUsed, rss } = process.memoryUsage();
  const [heap, resident] = [heapUsed, rss].map((bytes) => (bytes / 1e6).toFixed(1));
  return `heap ${heap} MB, rss ${resident} MB`;
}

let started = performance.now();
await converse();
console.log(`first run, with loading the harness: ${Math.round(performance.now() - started)} ms, ${memory()}`);
for (let round = 1; round <= rounds; round += 1) {
  started = performance.now();
  const results = await Promise.all(Array.from({ length: streams }, converse));
  const complete = results.filter(Boolean).length;
  const milliseconds = Math.round(performance.now() - started);
  console.log(`round ${round}: ${complete} of ${streams} complete, ${milliseconds} ms, ${memory()}`);
}
await emulator.close();
if (dataDir !== undefined) rmSync(dataDir, { recursive: true });
