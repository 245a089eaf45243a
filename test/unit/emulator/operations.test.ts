/** Every operation of the public OpenAPI document exists and returns what its schema says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import type { Emulator } from "../../../emulator/index";
import { findUnknownField } from "../../../emulator/validation";
import * as wire from "../../../provider/wire";
import { type NotesServer, startNotesServer } from "./mcp-server";
import { registerOAuthNotes, registerProvider, startSession } from "./oauth-support";
import { human, notesAgent, parseEvents, registerNotes, runStream } from "./runs-support";
import { call, closeAll, createAgent, createThread, start } from "./support";

/** Operations and the statuses of their successful answers, taken from the document of 2026-06-30. */
const DOCUMENTED = JSON.parse(readFileSync(join(__dirname, "../../fixtures/operations.json"), "utf8")) as Record<
  string,
  number[]
>;

interface World {
  emulator: Emulator;
  notes: NotesServer;
  agent: wire.Agent;
  thread: wire.Thread;
  server: wire.McpServer;
  oauthServer: wire.McpServer;
}

interface Operation {
  /** The schema of the answer; without one there is no body. */
  schema?: z.ZodType | typeof events;
  /** Values for the path's parameters, the query and the body. */
  request?: (world: World) => Request | Promise<Request>;
}

interface Request {
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
}

/** Marks an answer that is a stream. */
const events = Symbol("events");

const OPERATIONS: Record<string, Operation> = {
  "GET /agents": { schema: wire.ListAgentsResponseSchema },
  "POST /agents": { schema: wire.AgentSchema, request: () => ({ body: { name: "b" } }) },
  "GET /agents/{agent_id}": { schema: wire.AgentSchema, request: ofAgent },
  "PATCH /agents/{agent_id}": {
    schema: wire.AgentSchema,
    request: (world) => ({ ...ofAgent(world), body: { description: "d" } }),
  },
  "DELETE /agents/{agent_id}": { request: ofAgent },
  "POST /agents/{agent_id}/clone": { schema: wire.AgentSchema, request: (world) => ({ ...ofAgent(world), body: {} }) },
  "GET /agents/{agent_id}/health": { schema: wire.AgentHealthSchema, request: ofAgent },
  "GET /threads": {
    schema: wire.ListThreadsResponseSchema,
    request: ({ agent }) => ({ query: { agent_id: agent.id } }),
  },
  "POST /threads": { schema: wire.ThreadSchema, request: ({ agent }) => ({ body: { agent_id: agent.id } }) },
  "POST /threads/search": { schema: wire.SearchThreadsResponseSchema, request: () => ({ body: {} }) },
  "GET /threads/count": { schema: wire.CountThreadsResponseSchema },
  "POST /threads/bulk-modify": {
    schema: wire.BulkUpdateThreadsResponseSchema,
    request: ({ thread }) => ({ body: { thread_ids: [thread.id], data: { title: "t" } } }),
  },
  "POST /threads/runs": { schema: wire.RunSchema, request: (world) => ({ body: aRun(world) }) },
  "GET /threads/{thread_id}": { schema: wire.ThreadStateSchema, request: ofThread },
  "PATCH /threads/{thread_id}": {
    schema: wire.ThreadStateSchema,
    request: (world) => ({ ...ofThread(world), body: { title: "t" } }),
  },
  "DELETE /threads/{thread_id}": { request: ofThread },
  "POST /threads/{thread_id}/runs": {
    schema: wire.RunSchema,
    request: (world) => ({ ...ofThread(world), body: aRun(world) }),
  },
  "POST /threads/{thread_id}/runs/stream": {
    schema: events,
    request: (world) => ({ ...ofThread(world), body: aRun(world) }),
  },
  "POST /threads/{thread_id}/resolve-interrupt": {
    request: async (world) => {
      const body = { agent_id: world.agent.id, ...human('call delete_note with {"id": "n"}') };
      await runStream(world.emulator, world.thread.id, body);
      return ofThread(world);
    },
  },
  "GET /mcp-servers": { schema: wire.ListMcpServersResponseSchema },
  "POST /mcp-servers": {
    schema: wire.McpServerSchema,
    request: () => ({ body: { name: "new", url: "https://new.example.com" } }),
  },
  "GET /mcp-servers/{mcp_server_id}": { schema: wire.McpServerSchema, request: ofServer },
  "PATCH /mcp-servers/{mcp_server_id}": {
    schema: wire.McpServerSchema,
    request: (world) => ({ ...ofServer(world), body: { headers: [] } }),
  },
  "DELETE /mcp-servers/{mcp_server_id}": { request: ofServer },
  "POST /mcp-servers/{mcp_server_id}/oauth-provider": {
    schema: wire.RegisterMcpOAuthProviderResponseSchema,
    request: ({ oauthServer }) => ({ parameters: { mcp_server_id: oauthServer.id }, body: {} }),
  },
  "GET /mcp/tools": {
    schema: wire.ListMcpToolsResponseSchema,
    request: ({ notes }) => ({ query: { url: notes.url } }),
  },
  "POST /auth-sessions": {
    schema: wire.CreateAuthSessionResponseSchema,
    request: async ({ emulator, oauthServer }) => {
      const provider_id = await registerProvider(emulator, oauthServer);
      return { body: { provider_id, scopes: ["notes"], strategy: "REUSE" } };
    },
  },
  "GET /auth-sessions/{session_id}": {
    schema: wire.GetAuthSessionResponseSchema,
    request: async ({ emulator, oauthServer }) => {
      const { id } = await startSession(emulator, await registerProvider(emulator, oauthServer));
      return { parameters: { session_id: id } };
    },
  },
};

function ofAgent({ agent }: World): Request {
  return { parameters: { agent_id: agent.id } };
}

function ofThread({ thread }: World): Request {
  return { parameters: { thread_id: thread.id } };
}

function ofServer({ server }: World): Request {
  return { parameters: { mcp_server_id: server.id } };
}

function aRun({ agent }: World) {
  return { agent_id: agent.id, ...human("hello"), stream_mode: ["values", "updates", "messages-tuple"] };
}

const servers: NotesServer[] = [];

async function createWorld(): Promise<World> {
  const emulator = await start();
  const notes = await startNotesServer();
  const oauthNotes = await startNotesServer({ issuer: emulator.url });
  servers.push(notes, oauthNotes);
  const agent = await createAgent(emulator, notesAgent(notes));
  return {
    emulator,
    notes,
    agent,
    thread: await createThread(emulator, { agent_id: agent.id }),
    server: await registerNotes(emulator, notes),
    oauthServer: await registerOAuthNotes(emulator, oauthNotes, { name: "oauth" }),
  };
}

afterEach(async () => {
  await closeAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

it("every documented operation is tested here", () => {
  expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(DOCUMENTED).sort());
});

it.each(Object.entries(OPERATIONS))(
  "the operation %s returns what its schema says",
  async (operation, { schema, request }) => {
    const world = await createWorld();
    const { parameters = {}, query, body } = (await request?.(world)) ?? {};
    const [method = "", template = ""] = operation.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name]!);
    const url = `/v1/deepagents${path}${query === undefined ? "" : `?${String(new URLSearchParams(query))}`}`;
    const answer = await call(world.emulator, method, url, { body });
    expect({ documented: DOCUMENTED[operation], ...answer }).toMatchObject({
      documented: expect.arrayContaining([answer.status]) as number[],
    });
    if (schema === undefined) {
      expect(answer.text).toBe("");
    } else if (schema === events) {
      expectEvents(answer.text);
    } else {
      // Parsing must lose no field, because fields that the schema does not know must not be returned.
      expect(findUnknownField(answer.body, schema.parse(answer.body))).toBeUndefined();
    }
  },
);

function expectEvents(text: string): void {
  const seen = parseEvents(text);
  for (const { event, data } of seen) {
    const schema = Object.entries(wire.RunEventSchemas).find(([name]) => name === event)?.[1];
    if (schema === undefined) {
      throw new Error(`unexpected event ${event}`);
    }
    schema.parse(data);
  }
  expect([...new Set(seen.map(({ event }) => event))].sort()).toEqual(["messages", "metadata", "updates", "values"]);
}
