/** The built command, killed in the middle of a run: nothing is lost, and the run is no success. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentSchema, ThreadSchema, ThreadStateSchema } from "../../../provider/schema/wire";

const MAIN = join(__dirname, "../../../dist/cli/main.js");
const KEY = "lsv2_local_emulator_demo_key";

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function startCli(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, "emulator", "--port", "0", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: /http\S+/.exec(String(line))?.[0] ?? "" };
}

async function send(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/v1/deepagents${path}`, {
    method,
    headers: { "X-Api-Key": KEY, "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return JSON.parse(await response.text()) as unknown;
}

test("a killed server reports its run as an error and keeps the conversation", async () => {
  writeFileSync(
    join(folder, "script.yaml"),
    "replies:\n  - when: { contains: slow }\n    delay_ms: 60000\n    say: never\n",
  );
  const first = await startCli("--script", "script.yaml");
  const agent = AgentSchema.parse(await send(first.url, "POST", "/agents", { name: "a", system_prompt: "You are a." }));
  const thread = ThreadSchema.parse(await send(first.url, "POST", "/threads", { agent_id: agent.id }));
  const path = `/threads/${thread.id}`;
  await send(first.url, "POST", `${path}/runs`, { messages: [{ role: "user", content: "hi" }] });
  const state = async (url: string) => ThreadStateSchema.parse(await send(url, "GET", path));
  const until = async (url: string, messages: number) => {
    while (((await state(url)).values?.["messages"] as unknown[] | undefined)?.length !== messages) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until(first.url, 2);
  await send(first.url, "POST", `${path}/runs`, { messages: [{ role: "user", content: "slow" }] });
  await until(first.url, 3);
  first.child.kill("SIGKILL");
  await once(first.child, "close");

  const second = await startCli();
  expect(await state(second.url)).toMatchObject({
    status: "error",
    values: { messages: [{ content: "hi" }, { content: "You are a.\n\nYou said: hi" }, { content: "slow" }] },
  });
  await send(second.url, "POST", `${path}/runs`, { messages: [{ role: "user", content: "better" }] });
  await until(second.url, 5);
});

test("a script that is wrong is one sentence that says where", async () => {
  writeFileSync(join(folder, "script.yaml"), "replies:\n  - say: [1]\n");
  const child = spawn(process.execPath, [MAIN, "emulator", "--port", "0", "--script", "script.yaml"], { cwd: folder });
  running.push(child);
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: The script script\.yaml is wrong at 'replies\.0\.say': .*\.\n$/);
});

// Not in jest's own process: its modules cannot do the real import() that LangChain's loader does.
test("a live model whose package is missing is an error that names the package", async () => {
  const { url } = await startCli("--models", "live");
  const runtime = { model: { model_id: "openai:gpt-5.4-mini" } };
  const agent = AgentSchema.parse(await send(url, "POST", "/agents", { name: "a", runtime }));
  const thread = ThreadSchema.parse(await send(url, "POST", "/threads", { agent_id: agent.id }));
  const response = await fetch(`${url}/v1/deepagents/threads/${thread.id}/runs/stream`, {
    method: "POST",
    headers: { "X-Api-Key": KEY, "Content-Type": "application/json" },
    body: JSON.stringify({ agent_id: agent.id, messages: [{ role: "user", content: "hi" }] }),
  });
  const text = await response.text();
  expect(text).toContain("event: error");
  expect(text).toContain("@langchain/openai");
});
