import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import * as wire from "../../../provider/wire";
import { findUnknownField } from "../../../emulator/validation";
import {
  AGENTS,
  call,
  closeAll,
  createAgent,
  createMcpServer,
  createThread,
  expectCall,
  MCP_SERVERS,
  patchAgent,
  start,
  THREADS,
} from "./support";
import { parseEvents, runStream, type StreamEvent } from "./runs-support";

const FOLDER = join(__dirname, "../../fixtures/wire");

const SCHEMAS: Record<string, z.ZodType> = {
  "agent-create-request": wire.CreateAgentRequestSchema,
  "agent-create-response": wire.AgentSchema,
  "agent-list-response": wire.ListAgentsResponseSchema,
  "agent-update-request": wire.UpdateAgentRequestSchema,
  "auth-session-create-request": wire.CreateAuthSessionRequestSchema,
  "backend-default": wire.AgentBackendSchema,
  "backend-sandbox": wire.AgentBackendSchema,
  "backend-state": wire.AgentBackendSchema,
  "backend-thread-scoped-sandbox": wire.AgentBackendSchema,
  "error-agent-not-found": wire.ErrorResponseSchema,
  "error-invalid-api-key": wire.AuthErrorResponseSchema,
  "error-invalid-request-body": wire.ErrorResponseSchema,
  "error-missing-api-key": wire.AuthErrorResponseSchema,
  "error-missing-required-field": wire.ErrorResponseSchema,
  "error-upstream-auth-failed": wire.ErrorResponseSchema,
  "file-entry": wire.FileEntrySchema,
  "guide-agent-create-request": wire.CreateAgentRequestSchema,
  "guide-agent-update-request": wire.UpdateAgentRequestSchema,
  "guide-mcp-server-create-request": wire.CreateMcpServerRequestSchema,
  "guide-mcp-server-rotate-request": wire.UpdateMcpServerRequestSchema,
  "guide-run-stream-request": wire.StreamRunRequestSchema,
  "guide-tools": wire.ToolsConfigSchema,
  "mcp-server-create-oauth-request": wire.CreateMcpServerRequestSchema,
  "mcp-server-create-request": wire.CreateMcpServerRequestSchema,
  "mcp-server-create-response": wire.McpServerSchema,
  "mcp-server-rotate-request": wire.UpdateMcpServerRequestSchema,
  "mcp-tools-response": wire.ListMcpToolsResponseSchema,
  "oauth-provider-request": wire.RegisterMcpOAuthProviderRequestSchema,
  "run-stream-request": wire.StreamRunRequestSchema,
  "thread-create-request": wire.CreateThreadRequestSchema,
  "thread-create-response": wire.ThreadSchema,
};

function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Record<string, unknown>;
}

const STREAMS = ["guide-run-messages", "guide-run-updates", "guide-run-values"];

function streamFixture(name: string): StreamEvent[] {
  return parseEvents(readFileSync(join(FOLDER, `${name}.sse`), "utf8"));
}

afterEach(closeAll);

it("every payload from the reference documents has a schema here", () => {
  const files = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []));
  expect(files.sort()).toEqual(Object.keys(SCHEMAS).sort());
  const streams = readdirSync(FOLDER).filter((file) => file.endsWith(".sse"));
  expect(streams.sort()).toEqual(STREAMS.map((name) => `${name}.sse`));
});

it.each(Object.keys(SCHEMAS))("%s parses without losing a field", (name) => {
  const payload = fixture(name);
  expect(findUnknownField(payload, SCHEMAS[name]?.parse(payload))).toBeUndefined();
});

it.each(STREAMS)("the events of %s parse without losing a field", (name) => {
  const events = streamFixture(name);
  expect(events.length).toBeGreaterThan(1);
  for (const { event, data } of events) {
    const schema: z.ZodType | undefined = Object.entries(wire.RunEventSchemas).find(([known]) => known === event)?.[1];
    expect(findUnknownField(data, schema?.parse(data))).toBeUndefined();
    expect(schema).toBeDefined();
  }
});

it.each(["agent-create-request", "guide-agent-create-request"])("%s creates an agent that echoes it", async (name) => {
  const request = fixture(name);
  expect(await createAgent(await start(), request)).toMatchObject(request);
});

it("the documented create request gets every field of the documented answer", async () => {
  const expected = fixture("agent-create-response");
  const agent = await createAgent(await start(), fixture("agent-create-request"));
  const { id, owner_id, created_at, updated_at, revision } = agent;
  expect(agent).toMatchObject({ ...expected, id, owner_id, created_at, updated_at, revision });
  expect(Object.keys(agent)).toEqual(expect.arrayContaining(Object.keys(expected)));
  expect(agent.revision).toMatch(/^[0-9a-f]{64}$/);
  expect(agent.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
});

it.each(["agent-update-request", "guide-agent-update-request"])("%s updates an agent", async (name) => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  expect(await patchAgent(emulator, id, fixture(name))).toMatchObject(fixture(name));
});

it.each(["backend-default", "backend-sandbox", "backend-state", "backend-thread-scoped-sandbox"])(
  "%s is an accepted backend",
  async (name) => {
    await createAgent(await start(), { name: "a", backend: fixture(name) });
  },
);

it("the documented file entry is stored unchanged", async () => {
  const files = { "notes.md": fixture("file-entry") };
  expect((await createAgent(await start(), { name: "a", files })).files).toEqual(files);
});

it.each(["mcp-server-create-request", "guide-mcp-server-create-request", "mcp-server-create-oauth-request"])(
  "%s registers a server",
  async (name) => {
    expect(await createMcpServer(await start(), fixture(name))).toMatchObject(fixture(name));
  },
);

it("the documented OAuth server accepts providers, and fails only because it cannot be reached", async () => {
  const emulator = await start();
  const { id } = await createMcpServer(emulator, {
    ...fixture("mcp-server-create-oauth-request"),
    url: "http://[::1]:1/",
  });
  const body = fixture("oauth-provider-request");
  expect(await call(emulator, "POST", `${MCP_SERVERS}/${id}/oauth-provider`, { body })).toMatchObject({
    status: 503,
    body: { code: "oauth_discovery_failed" },
  });
});

it("the documented auth session names a provider that does not exist here", async () => {
  const body = fixture("auth-session-create-request");
  expect((await call(await start(), "POST", "/v1/deepagents/auth-sessions", { body })).status).toBe(400);
});

it("registering an MCP server returns exactly the documented fields", async () => {
  const expected = fixture("mcp-server-create-response");
  const server = await createMcpServer(await start(), fixture("mcp-server-create-request"));
  const volatile = {
    id: server.id,
    tenant_id: server.tenant_id,
    created_at: server.created_at,
    updated_at: server.updated_at,
  };
  expect(server).toEqual({ ...expected, ...volatile });
});

it.each(["mcp-server-rotate-request", "guide-mcp-server-rotate-request"])("%s rotates credentials", async (name) => {
  const emulator = await start();
  const { id } = await createMcpServer(emulator, fixture("mcp-server-create-request"));
  const server = await expectCall(wire.McpServerSchema, 200, emulator, "PATCH", `${MCP_SERVERS}/${id}`, {
    body: fixture(name),
  });
  expect(server.headers).toEqual(fixture(name)["headers"]);
});

it("creating a thread returns exactly the documented fields, with a real agent id", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, { name: "a" });
  const expected = fixture("thread-create-response");
  const body = { ...fixture("thread-create-request"), agent_id: agent.id };
  const thread = await createThread(emulator, body);
  const { id, metadata, created_at, updated_at } = thread;
  const { ls_user_id, tenant_id } = metadata!;
  const sent = expected["metadata"] as object;
  expect(thread).toEqual({
    ...expected,
    id,
    agent_id: agent.id,
    metadata: { ...sent, ls_user_id, tenant_id },
    created_at,
    updated_at,
  });
  expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
});

it("failures return the documented bodies, word for word", async () => {
  const emulator = await start();
  const unknown = `${AGENTS}/${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}`;
  expect((await call(emulator, "GET", AGENTS, { key: undefined })).body).toEqual(fixture("error-missing-api-key"));
  expect((await call(emulator, "GET", AGENTS, { key: "no" })).body).toEqual(fixture("error-invalid-api-key"));
  expect((await call(emulator, "GET", unknown)).body).toEqual(fixture("error-agent-not-found"));
  expect((await call(emulator, "POST", AGENTS, { body: "{" })).body).toEqual(fixture("error-invalid-request-body"));
  expect((await call(emulator, "POST", AGENTS, { body: {} })).body).toEqual(fixture("error-missing-required-field"));
});

it("an empty list is the documented empty page", async () => {
  expect((await call(await start(), "GET", AGENTS)).body).toEqual(fixture("agent-list-response"));
});

/** The content of the first message in a model's update. */
function keysOfMessage(update: unknown): string[] {
  const { model } = update as { model: { messages: object[] } };
  return Object.keys(model.messages[0] ?? {});
}

it.each(["run-stream-request", "guide-run-stream-request"])(
  "%s starts a run with the documented events",
  async (name) => {
    const emulator = await start();
    const agent = await createAgent(emulator, {
      name: "a",
      runtime: { model: { model_id: "anthropic:claude-sonnet-4-6" } },
    });
    const thread = await createThread(emulator, { agent_id: agent.id });
    const body = { ...fixture(name), agent_id: agent.id };
    const events = await runStream(emulator, thread.id, body);
    const [metadataEvent, documentedNull, documentedUpdate] = streamFixture("guide-run-updates");
    expect(Object.keys(events[0]?.data as object)).toEqual(Object.keys(metadataEvent?.data as object));
    const dataOf = (event: string) => events.filter((candidate) => candidate.event === event).map(({ data }) => data);
    expect(dataOf("updates")).toContainEqual(documentedNull?.data);
    const [update] = dataOf("updates").filter((data) => Object.keys(data as object).includes("model"));
    expect(keysOfMessage(update)).toEqual(expect.arrayContaining(keysOfMessage(documentedUpdate?.data)));
    for (const values of dataOf("values")) {
      expect(values).toMatchObject({ files: {} });
    }
    for (const data of dataOf("messages")) {
      const [chunk, metadata] = data as [object, object];
      const [expectedChunk, expectedMetadata] = streamFixture("guide-run-messages")[1]?.data as [object, object];
      expect(Object.keys(chunk)).toEqual(expect.arrayContaining(Object.keys(expectedChunk)));
      expect(Object.keys(metadata)).toEqual(expect.arrayContaining(Object.keys(expectedMetadata)));
      expect(metadata).toMatchObject({ ls_model_name: "claude-sonnet-4-6", ls_provider: "anthropic" });
    }
  },
);

it("a run on a deleted agent's thread fails with the documented body, word for word", async () => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  const thread = await createThread(emulator, { agent_id: id });
  await call(emulator, "DELETE", `${AGENTS}/${id}`);
  const body = { ...fixture("run-stream-request"), agent_id: id };
  const answer = await call(emulator, "POST", `${THREADS}/${thread.id}/runs/stream`, { body });
  expect(answer.body).toEqual(fixture("error-upstream-auth-failed"));
});
