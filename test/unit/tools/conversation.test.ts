/** One turn with a deployed agent: the client and the local server are real, what the model says is scripted. */
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { ApiClient, type ApiError, apiOver } from "../../../provider/api";
import { resolveConfig } from "../../../provider/schema/config";
import type { Interrupt, RunMessage } from "../../../provider/schema/wire";
import { Recorder } from "../../../provider/smoke/conversation";
import { converse as conversation } from "../../../provider/smoke/converse";
import { RunError, UnfinishedError } from "../../../provider/smoke/trouble";
import { Failure } from "../../../tools/bootstrap/messages.js";
import { type Listeners, QUESTION, converse } from "../../../tools/quickstart/conversation.ts";

/** Nothing is registered there: a call of its tool fails. */
const NOWHERE = "https://mcp.example.com/notes";

const LEAD = { converse: conversation, Recorder, RunError, UnfinishedError };

let emulator: Emulator;
let api: ReturnType<typeof apiOver>;
let agentId: string;
let messages: RunMessage[];
let interrupts: Interrupt[];

async function start(options: EmulatorOptions = {}, tools: object = {}): Promise<void> {
  emulator = await startEmulator(options);
  const config = new Map([
    ["deepagents:endpoint", emulator.url],
    ["deepagents:apiKey", emulator.apiKey],
    ["deepagents:maxRetries", "0"],
  ]);
  api = apiOver(new ApiClient(resolveConfig((key) => config.get(key), {})));
  const model = { model_id: "anthropic:claude-sonnet-4-6" };
  const response = await fetch(`${emulator.url}/v1/deepagents/agents`, {
    method: "POST",
    headers: { "x-api-key": emulator.apiKey, "content-type": "application/json" },
    body: JSON.stringify({ name: "notes", system_prompt: "You know the notes.", runtime: { model }, tools }),
  });
  agentId = ((await response.json()) as { id: string }).id;
  messages = [];
  interrupts = [];
  emulator.clearRequests();
}

afterEach(() => emulator.close());

function talk(
  onMessage: Listeners["onMessage"] = (message) => messages.push(message),
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const onInterrupt = (interrupt: Interrupt) => interrupts.push(interrupt);
  return converse(LEAD, api, { agentId, onMessage, onInterrupt, signal });
}

function requests(): string[] {
  return emulator.requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, "{id}")}`);
}

const WHOLE_TURN = [
  "POST /v1/deepagents/threads",
  "POST /v1/deepagents/threads/{id}/runs/stream",
  "DELETE /v1/deepagents/threads/{id}",
];

it("tells each message once, and leaves no thread behind", async () => {
  await start({ script: { replies: [{ when: {}, say: "On level 2." }] } });
  await talk();
  expect(messages.map(({ type, content }) => [type, content])).toEqual([
    ["human", QUESTION],
    ["ai", "On level 2."],
  ]);
  expect(requests()).toEqual(WHOLE_TURN);
});

it("is marked as a test run", async () => {
  await start();
  const create = jest.spyOn(api.threads, "create");
  await talk();
  expect(create).toHaveBeenCalledWith({ agent_id: agentId, options: { test_run: true } });
});

it("fails with what an error event says, and leaves no thread behind", async () => {
  await start({ script: { replies: [{ when: {}, error: "The model is down." }] } });
  await expect(talk()).rejects.toThrow(new Failure("The run failed: Error: The model is down."));
  expect(messages.map(({ content }) => content)).toEqual([QUESTION]);
  expect(requests()).toEqual(WHOLE_TURN);
});

it("fails where the tool did, after telling what it said", async () => {
  await start({}, { tools: [{ name: "search_notes", mcp_server_url: NOWHERE }] });
  await expect(talk()).rejects.toThrow(/^The call of search_notes failed\. Look at url and headers of the McpServer/);
  expect(messages.find(({ type }) => type === "tool")?.content).toContain("no MCP server is registered");
});

it("is no failure where the agent waits for a person", async () => {
  const tools = [{ name: "search_notes", mcp_server_url: NOWHERE }];
  await start({}, { tools, interrupt_config: { [`${NOWHERE}::search_notes`]: true } });
  await talk();
  expect(interrupts).toMatchObject([{ value: { action_requests: [{ name: "search_notes" }] } }]);
});

it("keeps the API's own error, also when the thread cannot be deleted", async () => {
  await start();
  emulator.injectFault({ method: "DELETE", path: "/threads/{thread_id}", fault: { kind: "status", status: 500 } });
  emulator.injectFault({
    method: "POST",
    path: "/threads/{thread_id}/runs/stream",
    fault: { kind: "status", status: 400, body: { code: "no", detail: "Not today" } },
  });
  await expect(talk()).rejects.toMatchObject({ name: "ApiError", status: 400 } satisfies Partial<ApiError>);
});

it("ends when it is told to, and deletes its thread", async () => {
  // The model answers once, and then thinks for longer than the test may take.
  const turns = [{ tools: [{ name: "search_notes", args: {} }] }, { delay_ms: 60_000, say: "At last." }];
  await start(
    { script: { replies: [{ when: {}, turns }] } },
    { tools: [{ name: "search_notes", mcp_server_url: NOWHERE }] },
  );
  const stop = new AbortController();
  const turn = talk(({ type }) => type === "tool" && stop.abort(new Error("enough")), stop.signal);
  await expect(turn).rejects.toThrow("enough");
  expect(requests()).toEqual(WHOLE_TURN);
});
