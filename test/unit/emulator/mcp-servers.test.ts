import { ListMcpServersResponseSchema, McpServerSchema } from "../../../provider/wire";
import type { Emulator } from "../../../emulator/index";
import { call, closeAll, createMcpServer, expectCall, MCP_SERVERS, start } from "./support";

afterEach(closeAll);

const HEADERS = [{ key: "Authorization", value: "Bearer one" }];
const BODY = { name: "tavily", url: "https://mcp.tavily.com/mcp/", headers: HEADERS };

function patch(emulator: Emulator, id: string, body: object) {
  return expectCall(McpServerSchema, 200, emulator, "PATCH", `${MCP_SERVERS}/${id}`, { body });
}

it("a registered server is read back, alone and in the list", async () => {
  const emulator = await start();
  const one = await createMcpServer(emulator, {
    ...BODY,
    vendor_id: "v",
    external_system_id: "e",
    auth_type: "headers",
  });
  const two = await createMcpServer(emulator, { name: "other", url: "https://other.example.com" });
  expect(one).toMatchObject({
    ...BODY,
    vendor_id: "v",
    external_system_id: "e",
    auth_type: "headers",
    mcp_vendor_id: null,
  });
  expect(await expectCall(McpServerSchema, 200, emulator, "GET", `${MCP_SERVERS}/${one.id}`)).toEqual(one);
  expect(await expectCall(ListMcpServersResponseSchema, 200, emulator, "GET", MCP_SERVERS)).toEqual([one, two]);
});

it("headers are replaced as a whole, and what is not mentioned stays", async () => {
  const emulator = await start();
  const server = await createMcpServer(emulator, { ...BODY, headers: [...HEADERS, { key: "X-Org", value: "o" }] });
  const rotated = await patch(emulator, server.id, { headers: [{ key: "X-Api-Key", value: "two" }] });
  expect(rotated).toEqual({ ...server, headers: [{ key: "X-Api-Key", value: "two" }], updated_at: rotated.updated_at });
  expect(rotated.updated_at! > server.updated_at!).toBe(true);
  expect((await patch(emulator, server.id, { url: "https://moved.example.com" })).headers).toEqual(rotated.headers);
  expect((await patch(emulator, server.id, { headers: [] })).headers).toEqual([]);
});

it("OAuth settings are kept, and an oauth_provider_id can be removed", async () => {
  const emulator = await start();
  const oauth_provider_id = "7f4d7c53-4a7e-4e9d-8f4c-0d5a6b1c2d3e";
  const server = await createMcpServer(emulator, {
    name: "o",
    url: BODY.url,
    auth_type: "oauth",
    oauth_mode: "per_user_dynamic_client",
    oauth_provider_id,
  });
  expect(server).toMatchObject({ auth_type: "oauth", oauth_mode: "per_user_dynamic_client", oauth_provider_id });
  expect((await patch(emulator, server.id, { oauth_provider_id: null })).oauth_provider_id ?? null).toBeNull();
});

it("callers without invoke permission see no headers, whatever they do", async () => {
  const permissions = ["mcp-servers:create", "mcp-servers:read", "mcp-servers:update"] as const;
  const emulator = await start({ scopedKeys: [{ key: "limited", permissions }] });
  const own = await createMcpServer(emulator, BODY, { key: "limited" });
  const answers = [
    own,
    await expectCall(McpServerSchema, 200, emulator, "GET", `${MCP_SERVERS}/${own.id}`, { key: "limited" }),
    await expectCall(McpServerSchema, 200, emulator, "PATCH", `${MCP_SERVERS}/${own.id}`, {
      key: "limited",
      body: { headers: HEADERS },
    }),
    ...(await expectCall(ListMcpServersResponseSchema, 200, emulator, "GET", MCP_SERVERS, { key: "limited" })),
  ];
  for (const answer of answers) {
    expect(answer).not.toHaveProperty("headers");
    expect(answer.can_invoke).toBe(false);
  }
  const full = await expectCall(McpServerSchema, 200, emulator, "GET", `${MCP_SERVERS}/${own.id}`);
  expect(full.headers).toEqual(HEADERS);
  expect(full.can_invoke ?? true).toBe(true);
});

it.each([
  ["the same name", { name: "tavily", url: "https://other.example.com" }],
  ["the same URL", { name: "other", url: "https://mcp.tavily.com/mcp/" }],
  ["the same URL without its slash", { name: "other", url: "https://mcp.tavily.com/mcp" }],
])("a second server with %s is a conflict", async (_what, body) => {
  const emulator = await start();
  await createMcpServer(emulator, BODY);
  expect(await call(emulator, "POST", MCP_SERVERS, { body })).toMatchObject({ status: 409, body: { status: 409 } });
  expect((await call(emulator, "POST", MCP_SERVERS, { body, headers: { "X-Tenant-Id": "other" } })).status).toBe(201);
});

it("a URL can be changed to another spelling of itself, but not to that of another server", async () => {
  const emulator = await start();
  await createMcpServer(emulator, BODY);
  const { id } = await createMcpServer(emulator, { name: "other", url: "https://other.example.com" });
  expect((await call(emulator, "PATCH", `${MCP_SERVERS}/${id}`, { body: { url: BODY.url } })).status).toBe(409);
  expect((await patch(emulator, id, { url: "https://other.example.com/" })).url).toBe("https://other.example.com/");
});

it.each([
  "https://x.example.com/mcp",
  "http://localhost:3000/mcp",
  "http://127.0.0.1:9/",
  "http://127.8.8.8/",
  "http://[::1]:1/",
])("the URL %s is accepted", async (url) => {
  expect((await createMcpServer(await start(), { name: "a", url })).url).toBe(url);
});

it.each([
  "http://example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "ftp://example.com",
  "nonsense",
  "https://",
  "https://a b",
  "//example.com",
])("the URL %s is refused", async (url) => {
  const emulator = await start();
  expect(await call(emulator, "POST", MCP_SERVERS, { body: { name: "a", url } })).toMatchObject({
    status: 422,
    body: { status: 422 },
  });
  const { id } = await createMcpServer(emulator, BODY);
  expect((await call(emulator, "PATCH", `${MCP_SERVERS}/${id}`, { body: { url } })).status).toBe(422);
});

it("deleting a server again succeeds", async () => {
  const emulator = await start();
  const { id } = await createMcpServer(emulator, BODY);
  for (const target of [id, id, "not-a-uuid"]) {
    expect((await call(emulator, "DELETE", `${MCP_SERVERS}/${target}`)).status).toBe(204);
  }
  expect((await call(emulator, "GET", `${MCP_SERVERS}/${id}`)).status).toBe(404);
  await createMcpServer(emulator, BODY);
});
