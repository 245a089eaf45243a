import { DEFAULT_API_KEY, type Permission, PERMISSIONS } from "../../../emulator/index";
import { AGENTS, call, closeAll, createAgent, createMcpServer, MCP_SERVERS, start, THREADS } from "./support";

afterEach(closeAll);

const HUB = "/v1/platform/hub/repos/-";

it("a request without a key gets a 401 and one with an unknown key a 403, before anything else is looked at", async () => {
  const emulator = await start();
  for (const path of [AGENTS, MCP_SERVERS, `${HUB}/x/directories`, "/v1/deepagents/nonsense"]) {
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? "{" : undefined;
      expect(await call(emulator, method, path, { key: undefined, body })).toMatchObject({
        status: 401,
        body: { error: "Unauthorized" },
      });
      expect(await call(emulator, method, path, { key: "", body })).toMatchObject({ status: 401 });
      expect(await call(emulator, method, path, { key: "wrong", body })).toMatchObject({
        status: 403,
        body: { error: "Forbidden" },
      });
    }
  }
});

it("the demo key is the default, and refused once another key is set", async () => {
  expect((await call(await start(), "GET", AGENTS, { key: DEFAULT_API_KEY })).status).toBe(200);
  const emulator = await start({ apiKey: "mine" });
  expect(emulator.apiKey).toBe("mine");
  expect((await call(emulator, "GET", AGENTS, { key: "mine" })).status).toBe(200);
  expect((await call(emulator, "GET", AGENTS, { key: DEFAULT_API_KEY })).status).toBe(403);
});

it.each<[Permission, string, string]>([
  ["threads:create", "POST", `${THREADS}/runs`],
  ["threads:update", "POST", `${THREADS}/x/runs`],
  ["threads:update", "POST", `${THREADS}/x/runs/stream`],
  ["threads:update", "POST", `${THREADS}/x/resolve-interrupt`],
  ["mcp-servers:read", "GET", "/v1/deepagents/mcp/tools?url=x"],
  ["mcp-servers:read", "POST", `${MCP_SERVERS}/x/oauth-provider`],
  ["mcp-servers:read", "POST", "/v1/deepagents/auth-sessions"],
  ["mcp-servers:read", "GET", "/v1/deepagents/auth-sessions/x"],
  ["agents:read", "GET", AGENTS],
  ["agents:read", "GET", `${AGENTS}/x`],
  ["agents:read", "GET", `${AGENTS}/x/health`],
  ["agents:read", "GET", `${HUB}/x/directories`],
  ["agents:create", "POST", AGENTS],
  ["agents:create", "POST", `${AGENTS}/x/clone`],
  ["agents:update", "PATCH", `${AGENTS}/x`],
  ["agents:update", "POST", `${HUB}/x/directories/commits`],
  ["agents:delete", "DELETE", `${AGENTS}/x`],
  ["mcp-servers:read", "GET", MCP_SERVERS],
  ["mcp-servers:read", "GET", `${MCP_SERVERS}/x`],
  ["mcp-servers:create", "POST", MCP_SERVERS],
  ["mcp-servers:update", "PATCH", `${MCP_SERVERS}/x`],
  ["mcp-servers:delete", "DELETE", `${MCP_SERVERS}/x`],
  ["threads:read", "GET", THREADS],
  ["threads:read", "GET", `${THREADS}/count`],
  ["threads:read", "GET", `${THREADS}/x`],
  ["threads:read", "POST", `${THREADS}/search`],
  ["threads:create", "POST", THREADS],
  ["threads:update", "PATCH", `${THREADS}/x`],
  ["threads:update", "POST", `${THREADS}/bulk-modify`],
  ["threads:delete", "DELETE", `${THREADS}/x`],
])("a key without %s gets a 403 in plain text for %s %s", async (permission, method, path) => {
  const permissions = PERMISSIONS.filter((other) => other !== permission);
  const emulator = await start({
    scopedKeys: [
      { key: "lacking", permissions },
      { key: "having", permissions: [permission] },
    ],
  });
  const body = method === "POST" || method === "PATCH" ? {} : undefined;
  const refused = await call(emulator, method, path, { key: "lacking", body });
  expect(refused).toMatchObject({ status: 403, text: `missing permission ${permission}` });
  expect((await call(emulator, method, path, { key: "having", body })).text).not.toContain("missing permission");
});

it("objects of one workspace do not exist in another", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, { name: "a" });
  const server = await createMcpServer(emulator, { name: "m", url: "https://x.example.com" });
  const headers = { "X-Tenant-Id": "0b2c1f1e-0000-4000-8000-000000000001" };
  for (const path of [`${AGENTS}/${agent.id}`, `${MCP_SERVERS}/${server.id}`]) {
    expect((await call(emulator, "GET", path, { headers })).status).toBe(404);
    expect((await call(emulator, "PATCH", path, { headers, body: {} })).status).toBe(404);
    expect((await call(emulator, "DELETE", path, { headers })).status).toBe(204);
    expect((await call(emulator, "GET", path)).status).toBe(200);
  }
  expect((await call(emulator, "GET", AGENTS, { headers })).body).toMatchObject({ items: [] });
  expect((await call(emulator, "GET", MCP_SERVERS, { headers })).body).toEqual([]);
});
