// How many streams of a scripted run one emulator takes at once, how long that takes, and in how much memory.
// npm run build, then: node --no-warnings bench/concurrent-streams.mjs [streams] [rounds]
import { startEmulator } from "../dist/emulator/index.js";

const [streams = 200, rounds = 5] = process.argv.slice(2).map(Number);
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

const emulator = await startEmulator();
const post = (path, body) =>
  fetch(`${emulator.url}/v1/deepagents${path}`, {
    method: "POST",
    headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const agent = await (await post("/agents", { name: "bench", system_prompt: "You are brief." })).json();

async function converse() {
  const thread = await (await post("/threads", { agent_id: agent.id })).json();
  const response = await post(`/threads/${thread.id}/runs/stream`, {
    agent_id: agent.id,
    messages: [{ role: "user", content: "hello" }],
    stream_mode: ["values", "updates", "messages-tuple"],
  });
  const text = await response.text();
  return text.includes("You said: hello") && !text.includes("event: error");
}

let started = performance.now();
await converse();
console.log(`first run, with loading the harness: ${Math.round(performance.now() - started)} ms, ${megabytes()} MB`);
for (let round = 1; round <= rounds; round += 1) {
  started = performance.now();
  const results = await Promise.all(Array.from({ length: streams }, converse));
  const complete = results.filter(Boolean).length;
  console.log(
    `round ${round}: ${complete} of ${streams} complete, ${Math.round(performance.now() - started)} ms, ${megabytes()} MB`,
  );
}
await emulator.close();
