/** What runs do besides the main path: errors, files, memories, subagents. */
import { ErrorResponseSchema, ListMcpToolsResponseSchema, RunEventSchemas, RunSchema } from "../../../provider/wire";
import type { Script } from "../../../emulator/index";
import { type NotesServer, startNotesServer } from "./mcp-server";
import { getThreadState, human, notesAgent, registerNotes, runStream, settled, transcript } from "./runs-support";
import { AGENTS, call, closeAll, createAgent, createThread, expectCall, getAgent, start, THREADS } from "./support";

let notes: NotesServer;

beforeAll(async () => {
  notes = await startNotesServer();
});
afterAll(() => notes.close());
afterEach(closeAll);

const SCRIPT: Script = {
  replies: [
    { when: { matches: "^fail" }, error: "the model is down" },
    {
      when: { contains: "remember" },
      turns: [
        { tools: [{ name: "write_file", args: { file_path: "/memories/tea.md", content: "likes tea" } }] },
        { say: "Noted." },
      ],
    },
    {
      when: { contains: "recall" },
      turns: [{ tools: [{ name: "read_file", args: { file_path: "/memories/tea.md" } }] }],
    },
    {
      when: { contains: "delegate" },
      turns: [
        {
          tools: [{ name: "task", args: { subagent_type: "helper", description: 'use search_notes {"query":"sub"}' } }],
        },
      ],
    },
  ],
};

async function setUp(agent: object = { name: "a", system_prompt: "# You are terse." }, options: object = {}) {
  const emulator = await start({ script: SCRIPT, ...options });
  const { id } = await createAgent(emulator, agent);
  const thread = await createThread(emulator, { agent_id: id });
  return { emulator, agentId: id, threadId: thread.id };
}

it("a model without a script answers from the system prompt, for either dialect of the input", async () => {
  const { emulator, agentId, threadId } = await setUp(undefined, { script: undefined });
  await runStream(emulator, threadId, { agent_id: agentId, messages: [{ role: "user", content: "hello" }] });
  await runStream(emulator, threadId, { agent_id: agentId, ...human("again") });
  expect(transcript(await getThreadState(emulator, threadId))).toEqual([
    "human: hello",
    "ai: You are terse.\n\nYou said: hello",
    "human: again",
    "ai: You are terse.\n\nYou said: again",
  ]);
});

it("a wrong header makes the tool call fail visibly without showing its value", async () => {
  const emulator = await start();
  await registerNotes(emulator, notes, "wrong-secret-value");
  const { id } = await createAgent(emulator, notesAgent(notes));
  const thread = await createThread(emulator, { agent_id: id });
  await runStream(emulator, thread.id, { agent_id: id, ...human('use search_notes {"query":"x"}') });
  const state = await getThreadState(emulator, thread.id);
  const messages = state.values?.["messages"] as { type: string; status?: string; content: string }[];
  const result = messages.find(({ type }) => type === "tool");
  expect(result).toMatchObject({ status: "error", content: expect.stringContaining("[secret]") as string });
  expect(messages.at(-1)?.content).toMatch(/^search_notes failed: Error: /);
  expect(JSON.stringify(state)).not.toContain("wrong-secret-value");
});

it("a thread and its run are created in one call", async () => {
  const { emulator, agentId } = await setUp();
  const body = { agent_id: agentId, thread: { metadata: { a: 1 } }, ...human("hi") };
  const run = await expectCall(RunSchema, 200, emulator, "POST", `${THREADS}/runs`, { body });
  const state = await settled(emulator, run.thread_id ?? "");
  expect(state).toMatchObject({ status: "idle", metadata: { a: 1 } });
});

it("a model's error becomes an error event and the status of the thread", async () => {
  const { emulator, agentId, threadId } = await setUp();
  const events = await runStream(emulator, threadId, { agent_id: agentId, ...human("fail now") });
  expect(events.at(-1)?.event).toBe("error");
  expect(RunEventSchemas.error.parse(events.at(-1)?.data)).toMatchObject({ message: "the model is down" });
  expect((await getThreadState(emulator, threadId)).status).toBe("error");
});

it("memories wait for approval, become files of the agent, and are read by other threads", async () => {
  const { emulator, agentId, threadId } = await setUp();
  await runStream(emulator, threadId, { agent_id: agentId, ...human("remember tea") });
  expect((await getThreadState(emulator, threadId)).status).toBe("interrupted");
  expect((await getAgent(emulator, agentId)).files).not.toHaveProperty(["memories/tea.md"]);
  await runStream(emulator, threadId, { agent_id: agentId, command: { resume: { decisions: [{ type: "approve" }] } } });
  expect((await getAgent(emulator, agentId)).files).toMatchObject({ "memories/tea.md": { content: "likes tea" } });
  const other = await createThread(emulator, { agent_id: agentId });
  await runStream(emulator, other.id, { agent_id: agentId, ...human("recall") });
  expect(transcript(await getThreadState(emulator, other.id)).at(-1)).toContain("likes tea");
});

it("a thread that skips the protection writes memories at once", async () => {
  const { emulator, agentId } = await setUp();
  const options = { skip_memory_write_protection: true };
  const thread = await createThread(emulator, { agent_id: agentId, options });
  await runStream(emulator, thread.id, { agent_id: agentId, ...human("remember tea") });
  expect((await getThreadState(emulator, thread.id)).status).toBe("idle");
  expect((await getAgent(emulator, agentId)).files).toHaveProperty(["memories/tea.md"]);
});

it("resolving an interrupt ends the pause without an answer, and a second time is refused with a 409", async () => {
  const { emulator, agentId, threadId } = await setUp();
  await runStream(emulator, threadId, { agent_id: agentId, ...human("remember tea") });
  const path = `${THREADS}/${threadId}/resolve-interrupt`;
  expect(await call(emulator, "POST", path)).toMatchObject({ status: 204, text: "" });
  expect(await getThreadState(emulator, threadId)).toMatchObject({ status: "idle", interrupts: {} });
  expect((await call(emulator, "POST", path)).status).toBe(409);
  await runStream(emulator, threadId, { agent_id: agentId, ...human("and now?") });
  expect(transcript(await getThreadState(emulator, threadId)).at(-1)).toMatch(/You said: and now\?$/);
  expect((await getAgent(emulator, agentId)).files).not.toHaveProperty(["memories/tea.md"]);
});

it("subagents work with their own tools, and their events have a namespace", async () => {
  const emulator = await start({ script: SCRIPT });
  await registerNotes(emulator, notes);
  const tools = { tools: [{ name: "search_notes", mcp_server_url: notes.url }] };
  const { id } = await createAgent(emulator, {
    name: "boss",
    skills: [{ name: "brew", description: "Brews tea.", instructions: "Boil water." }],
    subagents: [{ name: "helper", description: "Helps.", instructions: "You help.", tools }],
  });
  const thread = await createThread(emulator, { agent_id: id });
  const events = await runStream(emulator, thread.id, {
    agent_id: id,
    ...human("delegate this"),
    stream_mode: ["updates"],
    stream_subgraphs: true,
  });
  expect(events.some(({ event }) => /^updates\|tools:/.test(event))).toBe(true);
  expect(transcript(await getThreadState(emulator, thread.id)).at(-1)).toContain("search_notes said: 1 note about sub");
});

it("a skill that was sent as a file is a skill like any other, with all that its front matter says", async () => {
  const content = "---\nname: brew\ndescription: Brews tea.\nallowed-tools: [boil]\n---\n\nBoil water.";
  const { emulator, agentId, threadId } = await setUp({ name: "a", files: { "skills/brew/SKILL.md": { content } } });
  const { skills, files } = await getAgent(emulator, agentId);
  expect(skills).toEqual([{ type: "inline", name: "brew", description: "Brews tea.", instructions: "Boil water." }]);
  expect(files?.["skills/brew/SKILL.md"]).toMatchObject({ content });
  await runStream(emulator, threadId, {
    agent_id: agentId,
    ...human('use read_file {"file_path":"/skills/brew/SKILL.md"}'),
  });
  expect(transcript(await getThreadState(emulator, threadId)).at(-1)).toMatch(/allowed-tools: \[boil\][^]*Boil water/);
});

it("a subagent's tool that needs approval pauses the whole run", async () => {
  const emulator = await start({ script: SCRIPT });
  await registerNotes(emulator, notes);
  const tools = {
    tools: [{ name: "search_notes", mcp_server_url: notes.url }],
    interrupt_config: { search_notes: true },
  };
  const subagents = [{ name: "helper", description: "Helps.", instructions: "You help.", tools }];
  const { id } = await createAgent(emulator, { name: "boss", subagents });
  const thread = await createThread(emulator, { agent_id: id });
  await runStream(emulator, thread.id, { agent_id: id, ...human("delegate this") });
  const waiting = await getThreadState(emulator, thread.id);
  expect(waiting.status).toBe("interrupted");
  expect(JSON.stringify(waiting.interrupts)).toContain('"name":"search_notes"');
  const edit = { type: "edit", edited_action: { name: "search_notes", args: { query: "edited" } } };
  await runStream(emulator, thread.id, { agent_id: id, command: { resume: { decisions: [edit] } } });
  expect(transcript(await getThreadState(emulator, thread.id)).at(-1)).toContain("1 note about edited");
});

it("a deleted agent's thread stays readable and accepts no new run", async () => {
  const { emulator, agentId, threadId } = await setUp();
  await runStream(emulator, threadId, { agent_id: agentId, ...human("hi") });
  await call(emulator, "DELETE", `${AGENTS}/${agentId}`);
  expect(transcript(await getThreadState(emulator, threadId))).toHaveLength(2);
  for (const path of ["runs", "runs/stream"]) {
    const answer = await call(emulator, "POST", `${THREADS}/${threadId}/${path}`, {
      body: { agent_id: agentId, ...human("hi") },
    });
    expect(answer.status).toBe(502);
    expect(ErrorResponseSchema.parse(answer.body).code).toBe("upstream_auth_failed");
  }
});

it.each([
  [{ assistant_id: "x", agent_id: "AGENT", ...human("hi") }, 400, "assistant_id is reserved"],
  [{ agent_id: "AGENT" }, 400, "Set 'input' to an object with messages"],
  [{ agent_id: "AGENT", command: {} }, 400, "'command.resume' is required"],
  [human("hi"), 400, "Set 'agent_id' to a non-empty string"],
  [{ agent_id: "AGENT", ...human("hi"), stream_mode: ["debug"] }, 400, "stream_mode"],
  [{ agent_id: "nope", ...human("hi") }, 404, "agent not found"],
])("a run with %j is refused", async (body, status, text) => {
  const { emulator, agentId, threadId } = await setUp();
  const sent = JSON.stringify(body).replace("AGENT", agentId);
  const answer = await call(emulator, "POST", `${THREADS}/${threadId}/runs/stream`, { body: sent });
  expect(answer.status).toBe(status);
  expect(ErrorResponseSchema.parse(answer.body).detail).toContain(text);
});

it("a run without a body continues where the thread stopped, and a stream needs a body", async () => {
  const { emulator, agentId, threadId } = await setUp();
  await runStream(emulator, threadId, { agent_id: agentId, ...human("remember tea") });
  const waiting = await getThreadState(emulator, threadId);
  const run = await expectCall(RunSchema, 200, emulator, "POST", `${THREADS}/${threadId}/runs`);
  expect(run).toMatchObject({ thread_id: threadId, assistant_id: agentId });
  // Nobody answered, so it asks again.
  expect(await settled(emulator, threadId)).toMatchObject({ status: "interrupted", values: waiting.values });
  const answer = await call(emulator, "POST", `${THREADS}/${threadId}/runs/stream`);
  expect(answer.status).toBe(400);
  expect(ErrorResponseSchema.parse(answer.body).code).toBe("invalid_request_body");
});

it("a run without a body fails on a thread that never had input", async () => {
  const { emulator, threadId } = await setUp();
  expect((await call(emulator, "POST", `${THREADS}/${threadId}/runs`)).status).toBe(200);
  expect(await settled(emulator, threadId)).toMatchObject({ status: "error" });
});

it("the OpenAPI document says which bodies are optional", async () => {
  const emulator = await start();
  const { body } = await call(emulator, "GET", "/openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, { requestBody?: { required?: boolean } }>> };
  const optional = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).some(({ requestBody }) => requestBody !== undefined && requestBody.required !== true)
      ? [path.replace("/v1/deepagents", "")]
      : [],
  );
  expect(optional).toEqual(
    expect.arrayContaining(["/agents/{agent_id}/clone", "/threads/search", "/threads/{thread_id}/runs"]),
  );
  expect(optional).not.toContain("/threads/{thread_id}/runs/stream");
});

it("an MCP server's tools come from the server, then from the cache until a refresh", async () => {
  const emulator = await start();
  await registerNotes(emulator, notes);
  const path = `/v1/deepagents/mcp/tools?url=${encodeURIComponent(`${notes.url}/`)}`;
  const first = await expectCall(ListMcpToolsResponseSchema, 200, emulator, "GET", path);
  expect(first).toMatchObject({ cached: false, fetched_at: expect.stringMatching(/^\d{4}-.*Z$/) as string });
  expect(first.tools.map(({ name }) => name)).toEqual(["search_notes", "delete_note"]);
  expect(first.tools[0]?.inputSchema).toMatchObject({ type: "object", required: ["query"] });
  expect(await expectCall(ListMcpToolsResponseSchema, 200, emulator, "GET", path)).toEqual({ ...first, cached: true });
  const refreshed = await expectCall(ListMcpToolsResponseSchema, 200, emulator, "GET", `${path}&force_refresh=true`);
  expect(refreshed.cached).toBe(false);
});

it("the tools of an unregistered MCP server are a 404, and those of one that refuses us a 502 without the header's value", async () => {
  const emulator = await start();
  const path = `/v1/deepagents/mcp/tools?url=${encodeURIComponent(notes.url)}`;
  expect((await call(emulator, "GET", path)).status).toBe(404);
  await registerNotes(emulator, notes, "wrong-secret-value");
  const answer = await call(emulator, "GET", path);
  expect(answer.status).toBe(502);
  expect(answer.text).not.toContain("wrong-secret-value");
});
