/** The built command, killed in the middle of a run: nothing is lost, and the run has not succeeded. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgentSchema, ThreadSchema, ThreadStateSchema } from "../../../provider/wire";
import { REQUIRED_HEADER, startNotesServer } from "../emulator/mcp-server";
import { notesAgent, transcript } from "../emulator/runs-support";
import { currentFolder, type Running, spawnCli, startEmulatorCommand } from "./own-processes";

const KEY = "lsv2_local_emulator_demo_key";

async function kill({ process, exit }: Running): Promise<void> {
  process.kill("SIGKILL");
  await exit;
}

/** Starts a run and reads its events until this text arrives, or to their end. */
async function stream(url: string, threadId: string, body: object, expected?: string): Promise<string> {
  const response = await fetch(`${url}/v1/deepagents/threads/${threadId}/runs/stream`, {
    method: "POST",
    headers: { "X-Api-Key": KEY, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  let text = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (expected !== undefined && text.includes(expected)) {
      break;
    }
  }
  return text;
}

async function send(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/v1/deepagents${path}`, {
    method,
    headers: { "X-Api-Key": KEY, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return JSON.parse(await response.text()) as unknown;
}

it("a server that was killed reports its run as an error and keeps the conversation", async () => {
  writeFileSync(
    join(currentFolder(), "script.yaml"),
    "replies:\n  - when: { contains: slow }\n    delay_ms: 600000\n    say: never\n",
  );
  const first = await startEmulatorCommand("--script", "script.yaml");
  const agent = AgentSchema.parse(await send(first.url, "POST", "/agents", { name: "a", system_prompt: "You are a." }));
  const thread = ThreadSchema.parse(await send(first.url, "POST", "/threads", { agent_id: agent.id }));
  const path = `/threads/${thread.id}`;
  const state = async (url: string) => ThreadStateSchema.parse(await send(url, "GET", path));
  const saying = (content: string) => ({ agent_id: agent.id, messages: [{ role: "user", content }] });
  await stream(first.url, thread.id, saying("hi"));
  await stream(first.url, thread.id, saying("slow"), '"content":"slow"');
  await kill(first);

  const second = await startEmulatorCommand();
  expect(await state(second.url)).toMatchObject({
    status: "error",
    values: { messages: [{ content: "hi" }, { content: "You are a.\n\nYou said: hi" }, { content: "slow" }] },
  });
  await stream(second.url, thread.id, saying("better"));
  expect((await state(second.url)).values?.["messages"]).toHaveLength(5);
});

it("a server that is killed while a person is asked, or while the answer is processed, loses neither", async () => {
  const notes = await startNotesServer();
  try {
    const first = await startEmulatorCommand();
    const headers = [REQUIRED_HEADER];
    await send(first.url, "POST", "/mcp-servers", { name: "notes", url: notes.url, headers });
    const agent = AgentSchema.parse(await send(first.url, "POST", "/agents", notesAgent(notes)));
    const thread = ThreadSchema.parse(await send(first.url, "POST", "/threads", { agent_id: agent.id }));
    const path = `/threads/${thread.id}`;
    const state = async (url: string) => ThreadStateSchema.parse(await send(url, "GET", path));
    const answer = { command: { resume: { decisions: [{ type: "approve" }] } } };
    const resume = (url: string) => send(url, "POST", `${path}/runs`, answer);
    const question = 'use search_notes {"query":"tea"} and then call delete_note with {"id":"n1"}';
    await stream(first.url, thread.id, { agent_id: agent.id, messages: [{ role: "user", content: question }] });
    const waiting = await state(first.url);
    expect(waiting.status).toBe("interrupted");
    expect(transcript(waiting)).toEqual([`human: ${question}`, "ai: ", "tool: 1 note about tea", "ai: "]);
    await kill(first);

    const second = await startEmulatorCommand();
    expect(await state(second.url)).toEqual(waiting);
    const listed = notes.hold("tools/list");
    await resume(second.url);
    await listed.reached;
    await kill(second);

    const third = await startEmulatorCommand();
    expect(await state(third.url)).toMatchObject({ status: "interrupted", interrupts: waiting.interrupts });
    const called = notes.hold("tools/call");
    await resume(third.url);
    await called.reached;
    await kill(third);

    // The answer was stored, but the call that it allowed was not made, so the run is an error and can be resumed.
    const fourth = await startEmulatorCommand();
    expect(await state(fourth.url)).toMatchObject({ status: "error", interrupts: {} });
    await stream(fourth.url, thread.id, { agent_id: agent.id, ...answer });
    const done = await state(fourth.url);
    expect(done.status).toBe("idle");
    expect(transcript(done)).toEqual([
      ...transcript(waiting),
      "tool: deleted n1",
      "ai: search_notes said: 1 note about tea\ndelete_note said: deleted n1",
    ]);
    expect(notes.deleted).toEqual(["n1"]);
    await kill(fourth);
    expect(storedRuns().map(({ status, error }) => [status, error])).toEqual([
      ["interrupted", null],
      ["error", "The server stopped during this run"],
      ["error", "The server stopped during this run"],
      ["success", null],
    ]);
  } finally {
    await notes.close();
  }
});

/** Read from the database, because no route of the API returns a run. */
function storedRuns(): Record<string, unknown>[] {
  const database = new DatabaseSync(join(currentFolder(), ".deepagents-emulator", "emulator.db"));
  try {
    return database.prepare("SELECT status, document ->> 'error' AS error FROM runs ORDER BY created_at").all();
  } finally {
    database.close();
  }
}

it("an invalid script is reported in one sentence that says where", async () => {
  writeFileSync(join(currentFolder(), "script.yaml"), "replies:\n  - say: [1]\n");
  const { code, stderr } = await spawnCli("emulator", "--port", "0", "--script", "script.yaml").exit;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: The script script\.yaml is wrong at 'replies\.0\.say': .*\.\n$/);
});

// In a separate process, because modules in jest cannot do the real import() of LangChain's loader.
it("a live model without its package is an error that names the package", async () => {
  const { url } = await startEmulatorCommand("--models", "live");
  const runtime = { model: { model_id: "openai:gpt-5.4-mini" } };
  const agent = AgentSchema.parse(await send(url, "POST", "/agents", { name: "a", runtime }));
  const thread = ThreadSchema.parse(await send(url, "POST", "/threads", { agent_id: agent.id }));
  const text = await stream(url, thread.id, { agent_id: agent.id, messages: [{ role: "user", content: "hi" }] });
  expect(text).toContain("event: error");
  expect(text).toContain("@langchain/openai");
});
