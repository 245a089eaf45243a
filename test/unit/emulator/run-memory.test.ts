/** However a run ends, nothing of it stays in memory. Objects are counted on the built emulator's heap. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "../../..");

/** Runs in its own process, because a test's heap has several contexts, only one of which can be counted. */
const PROGRAM = `
  const { queryObjects } = require("node:v8");
  const { startEmulator } = require("./emulator/dist/emulator/index.js");
  const { Run } = require("./emulator/dist/emulator/runtime/run.js");
  const { ScriptedModel } = require("./emulator/dist/emulator/runtime/harness/chat-model.js");
  const { Runtime } = require("./emulator/dist/emulator/runtime/runtime.js");
  const { start } = Runtime.prototype;
  let runtime;
  Runtime.prototype.start = function (...request) {
    runtime = this;
    return start.apply(this, request);
  };
  const count = (kind) => queryObjects(kind, { format: "count" });
  const replies = [
    { when: { contains: "stuck" }, say: "never", delay_ms: 600000 },
    { when: { contains: "fail" }, error: "the model is down" },
  ];
  void (async () => {
    const emulator = await startEmulator({ script: { replies } });
    const send = (method, path, body, signal) => fetch(emulator.url + "/v1/deepagents" + path, {
      method,
      headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal,
    });
    const json = async (...request) => (await send(...request)).json();
    const agent_id = (await json("POST", "/agents", { name: "a" })).id;
    const newThread = async () => "/threads/" + (await json("POST", "/threads", { agent_id })).id;
    const saying = (content, more) => ({ agent_id, messages: [{ role: "user", content }], ...more });
    const stream = (thread, body, signal) => send("POST", thread + "/runs/stream", body, signal);
    const until = async (thread, isIt) => {
      while (!isIt(await json("GET", thread)));
    };
    const asked = ({ values }) => values.messages?.length === 1;
    const converse = async (text) => (await stream(await newThread(), saying(text))).text();

    const [lost, deleted, background] = [await newThread(), await newThread(), await newThread()];
    const client = new AbortController();
    await stream(lost, saying("stuck", { on_disconnect: "cancel" }), client.signal);
    const open = [await stream(deleted, saying("stuck")), await stream(deleted, saying("waits"))];
    await until(lost, asked);
    await until(deleted, asked);
    const during = { runs: count(Run), threads: runtime.busyThreads };
    client.abort();
    await until(lost, ({ status }) => status === "idle");
    await send("DELETE", deleted);
    await Promise.all(open.map((answer) => answer.text()));
    await Promise.all(Array.from({ length: 20 }, () => converse("hello")));
    await converse("fail");
    await send("POST", background + "/runs", saying("hello"));
    await until(background, ({ status, values }) => status === "idle" && values.messages?.length === 2);
    console.log(JSON.stringify({ during, runs: count(Run), models: count(ScriptedModel), threads: runtime.busyThreads }));
    await emulator.close();
  })();`;

it("runs that succeeded, failed, waited, or lost their client or thread leave nothing in memory", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", "-e", PROGRAM], { cwd: ROOT });
  // Two runs are under way, one waits for its turn. The model stands for all that the harness builds for a run.
  expect(JSON.parse(stdout)).toEqual({ during: { runs: 3, threads: 2 }, runs: 0, models: 0, threads: 0 });
});
