import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redactPath } from "../../../emulator/request-log";
import { AGENTS, call, closeAll, createAgent, MCP_SERVERS, start } from "./support";

afterEach(closeAll);

it("the request log lists all answers in order, including refusals and unknown routes but not control calls", async () => {
  const emulator = await start();
  await call(emulator, "GET", `${AGENTS}?page_size=5`);
  await call(emulator, "POST", AGENTS, { body: "{" });
  await call(emulator, "GET", MCP_SERVERS, { key: undefined });
  await call(emulator, "GET", "/nowhere");
  const expected = [
    { method: "GET", path: `${AGENTS}?page_size=5`, status: 200 },
    { method: "POST", path: AGENTS, status: 400 },
    { method: "GET", path: MCP_SERVERS, status: 401 },
    { method: "GET", path: "/nowhere", status: 404 },
  ];
  expect((await call(emulator, "GET", "/_emulator/requests", { key: undefined })).body).toEqual(expected);
  expect(emulator.requests).toEqual(expected);
});

it("the request log can be cleared over HTTP and from code, and a list taken earlier stays unchanged", async () => {
  const emulator = await start();
  await call(emulator, "GET", AGENTS);
  const before = emulator.requests;
  expect((await call(emulator, "DELETE", "/_emulator/requests", { key: undefined })).status).toBe(204);
  expect(emulator.requests).toEqual([]);
  expect(before).toHaveLength(1);
  await call(emulator, "GET", AGENTS);
  emulator.clearRequests();
  expect(emulator.requests).toEqual([]);
});

it("recorded paths hide everything that looks like a secret", async () => {
  const emulator = await start({ apiKey: "my-own-key" });
  await call(emulator, "GET", `${AGENTS}?name=my-own-key&api_key=abc&page_size=5`);
  expect(emulator.requests[0]?.path).toBe(`${AGENTS}?name=[redacted]&api_key=[redacted]&page_size=5`);
  expect(redactPath("http://h/mcp/tools?url=https%3A%2F%2Fuser%3Apass%40h%2Fx")).not.toContain("pass");
  expect(redactPath("http://h/mcp/tools?url=https://user:pass@h/x")).not.toContain("pass");
});

it("the emulator listens on the loopback address only", async () => {
  expect((await start()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

describe("openapi.json", () => {
  it("the document describes every API route, with the schemas that validate requests", async () => {
    const emulator = await start();
    const { status, body } = await call(emulator, "GET", "/openapi.json", { key: undefined });
    expect(status).toBe(200);
    const document = body as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown>; requestBody?: unknown }>>;
      components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
    };
    expect(document.openapi).toBe("3.1.0");
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      "delete /v1/deepagents/agents/{agent_id}",
      "delete /v1/deepagents/mcp-servers/{mcp_server_id}",
      "delete /v1/deepagents/threads/{thread_id}",
      "get /v1/deepagents/agents",
      "get /v1/deepagents/agents/{agent_id}",
      "get /v1/deepagents/agents/{agent_id}/health",
      "get /v1/deepagents/auth-sessions/{session_id}",
      "get /v1/deepagents/mcp-servers",
      "get /v1/deepagents/mcp-servers/{mcp_server_id}",
      "get /v1/deepagents/mcp/tools",
      "get /v1/deepagents/threads",
      "get /v1/deepagents/threads/count",
      "get /v1/deepagents/threads/{thread_id}",
      "get /v1/platform/hub/repos/-/{agent_id}/directories",
      "patch /v1/deepagents/agents/{agent_id}",
      "patch /v1/deepagents/mcp-servers/{mcp_server_id}",
      "patch /v1/deepagents/threads/{thread_id}",
      "post /v1/deepagents/agents",
      "post /v1/deepagents/agents/{agent_id}/clone",
      "post /v1/deepagents/auth-sessions",
      "post /v1/deepagents/mcp-servers",
      "post /v1/deepagents/mcp-servers/{mcp_server_id}/oauth-provider",
      "post /v1/deepagents/threads",
      "post /v1/deepagents/threads/bulk-modify",
      "post /v1/deepagents/threads/runs",
      "post /v1/deepagents/threads/search",
      "post /v1/deepagents/threads/{thread_id}/resolve-interrupt",
      "post /v1/deepagents/threads/{thread_id}/runs",
      "post /v1/deepagents/threads/{thread_id}/runs/stream",
      "post /v1/platform/hub/repos/-/{agent_id}/directories/commits",
    ]);
    const { schemas } = document.components;
    expect(Object.keys(schemas["UpdateAgentRequest"]?.properties ?? {})).toContain("deleted_paths");
    expect(document.paths[AGENTS]?.["post"]?.requestBody).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/CreateAgentRequest" } } },
    });
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ""] of references) {
      expect(Object.keys(schemas)).toContain(name);
    }
  });

  it("the document does not change with requests", async () => {
    const emulator = await start();
    const before = (await call(emulator, "GET", "/openapi.json")).text;
    await createAgent(emulator, { name: "a" });
    expect((await call(emulator, "GET", "/openapi.json")).text).toBe(before);
  });
});

it.each(["evil.example.com", "127.0.0.1.example.com"])(
  "a web page cannot read anything through its own name %j",
  async (host) => {
    const emulator = await start();
    const status = await new Promise((done, failed) => {
      const headers = { host, "x-api-key": emulator.apiKey };
      request(`${emulator.url}${AGENTS}`, { headers }, (response) => done(response.resume().statusCode))
        .on("error", failed)
        .end();
    });
    expect(status).toBe(400);
  },
);

it("a new data directory keeps itself out of git", async () => {
  const parent = mkdtempSync(join(tmpdir(), "emulator-"));
  await start({ dataDir: join(parent, "data") });
  expect(readFileSync(join(parent, "data", ".gitignore"), "utf8")).toBe("*\n");
  await closeAll();
  rmSync(parent, { recursive: true });
});
