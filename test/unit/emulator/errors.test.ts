import { ErrorResponseSchema } from "../../../provider/wire";
import type { Emulator } from "../../../emulator/index";
import {
  AGENTS,
  call,
  closeAll,
  createAgent,
  createMcpServer,
  createThread,
  MCP_SERVERS,
  seededRandom,
  start,
  THREADS,
} from "./support";

afterEach(closeAll);

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const TOOL = { name: "t", mcp_server_url: "https://x.example.com" };

async function expectFault(emulator: Emulator, status: number, code: string, ...rest: [string, string, object?]) {
  const [method, path, options] = rest;
  const answer = await call(emulator, method, path, options);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { code, status } });
  const { type, detail } = ErrorResponseSchema.required().parse(answer.body);
  expect(type).toBe(`https://docs.langchain.com/errors/${code}`);
  return detail;
}

it.each<[string, unknown, number, string, string]>([
  ["malformed JSON", "{", 400, "invalid_request_body", ""],
  ["no body", "", 400, "invalid_request_body", ""],
  ["an array", [], 400, "invalid_request_body", ""],
  ["a string", '"x"', 400, "invalid_request_body", ""],
  ["null", "null", 400, "invalid_request_body", ""],
  ["no name", {}, 400, "missing_required_field", "'name' is required"],
  ["a blank name", { name: " \n" }, 400, "missing_required_field", "'name' is required"],
  ["a name of the wrong type", { name: 1 }, 400, "invalid_request_body", "name must be string"],
  ["a null name", { name: null }, 400, "invalid_request_body", "name must be string"],
  ["tools of the wrong type", { name: "a", tools: [] }, 400, "invalid_request_body", "tools must be object"],
  ["skills of the wrong type", { name: "a", skills: {} }, 400, "invalid_request_body", "skills must be array"],
  [
    "an interrupt that is no boolean",
    { name: "a", tools: { interrupt_config: { t: "yes" } } },
    400,
    "invalid_request_body",
    "tools.interrupt_config.t must be boolean",
  ],
  [
    "half seconds",
    { name: "a", backend: { type: "sandbox", sandbox_config: { idle_ttl_seconds: 1.5 } } },
    400,
    "invalid_request_body",
    "idle_ttl_seconds",
  ],
  [
    "an unknown visibility",
    { name: "a", permissions: { visibility: "world" } },
    422,
    "validation_failed",
    "permissions.visibility",
  ],
  ["an unknown backend", { name: "a", backend: { type: "cloud" } }, 422, "validation_failed", "backend.type"],
  [
    "sandbox settings without a sandbox",
    { name: "a", backend: { type: "default", sandbox: {} } },
    422,
    "validation_failed",
    "backend.sandbox",
  ],
  [
    "new sandbox settings without a sandbox",
    { name: "a", backend: { type: "state", sandbox_config: {} } },
    422,
    "validation_failed",
    "backend.sandbox_config",
  ],
  [
    "settings of the other dialect",
    { name: "a", backend: { type: "agent_scoped_sandbox", sandbox_config: {} } },
    422,
    "validation_failed",
    "backend.sandbox_config",
  ],
  [
    "a negative time",
    { name: "a", backend: { type: "agent_scoped_sandbox", sandbox: { idle_ttl_seconds: -1 } } },
    422,
    "validation_failed",
    "idle_ttl_seconds",
  ],
  [
    "a tool without a name",
    { name: "a", tools: { tools: [{ ...TOOL, name: "" }] } },
    422,
    "validation_failed",
    "tools.tools[0].name",
  ],
  [
    "a tool without a URL",
    { name: "a", tools: { tools: [TOOL, { name: "t" }] } },
    422,
    "validation_failed",
    "tools.tools[1].mcp_server_url",
  ],
  [
    "a skill without a name",
    { name: "a", skills: [{ instructions: "x" }] },
    422,
    "validation_failed",
    "skills[0].name",
  ],
  [
    "a skill name that is no slug",
    { name: "a", skills: [{ name: "a/b" }] },
    422,
    "validation_failed",
    "skills[0].name",
  ],
  [
    "two skills of one name",
    { name: "a", skills: [{ name: "s" }, { name: "s" }] },
    422,
    "validation_failed",
    "skills[1].name",
  ],
  [
    "a skill of another type",
    { name: "a", skills: [{ name: "s", type: "remote" }] },
    422,
    "validation_failed",
    "skills[0].type",
  ],
  [
    "a subagent name that is no slug",
    { name: "a", subagents: [{ name: ".." }] },
    422,
    "validation_failed",
    "subagents[0].name",
  ],
  [
    "two subagents of one name",
    { name: "a", subagents: [{ name: "s" }, { name: "s" }] },
    422,
    "validation_failed",
    "subagents[1].name",
  ],
  [
    "a skill file that leaves its folder",
    { name: "a", skills: [{ name: "s", files: { "../x": "" } }] },
    422,
    "validation_failed",
    "../x",
  ],
  [
    "a skill file named SKILL.md",
    { name: "a", skills: [{ name: "s", files: { "SKILL.md": "" } }] },
    422,
    "validation_failed",
    "SKILL.md",
  ],
  ["an absolute path", { name: "a", files: { "/x": {} } }, 422, "validation_failed", "/x"],
  ["a path with ..", { name: "a", files: { "a/../../x": {} } }, 422, "validation_failed", "a/../../x"],
  ["an empty segment", { name: "a", files: { "a//x": {} } }, 422, "validation_failed", "a//x"],
  ["an empty path", { name: "a", files: { "": {} } }, 422, "validation_failed", "files"],
  ["a line break in a path", { name: "a", files: { "a\nb": {} } }, 422, "validation_failed", "control characters"],
  [
    "a file that is also a directory",
    { name: "a", files: { a: {}, "a/b": {} } },
    422,
    "validation_failed",
    "'a' is a file",
  ],
  [
    "a prompt both typed and raw",
    { name: "a", instructions: "x", files: { "AGENTS.md": {} } },
    422,
    "validation_failed",
    "AGENTS.md",
  ],
  [
    "tools both typed and raw",
    { name: "a", tools: {}, files: { "tools.json": {} } },
    422,
    "validation_failed",
    "tools.json",
  ],
  [
    "a skill both typed and raw",
    { name: "a", skills: [{ name: "s" }], files: { "skills/s/SKILL.md": {} } },
    422,
    "validation_failed",
    "skills/s/SKILL.md",
  ],
  [
    "a subagent both typed and raw",
    { name: "a", subagents: [{ name: "s" }], files: { "subagents/s/AGENTS.md": {} } },
    422,
    "validation_failed",
    "subagents/s/AGENTS.md",
  ],
  [
    "a skill link without a repo",
    { name: "a", files: { s: { type: "skill" } } },
    422,
    "validation_failed",
    "repo_handle",
  ],
  [
    "a skill link with content",
    { name: "a", files: { s: { type: "skill", repo_handle: "r", content: "x" } } },
    422,
    "validation_failed",
    "content",
  ],
])("an agent with %s is refused, and so is the update", async (what, body, status, code, detail) => {
  const emulator = await start();
  const options = { body: body === "" ? undefined : body };
  expect(await expectFault(emulator, status, code, "POST", AGENTS, options)).toContain(detail);
  if (what === "no name") {
    return;
  }
  const { id } = await createAgent(emulator, { name: "a" });
  expect(await expectFault(emulator, status, code, "PATCH", `${AGENTS}/${id}`, options)).toContain(detail);
});

it("an update cannot write and delete one path", async () => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  for (const body of [
    { system_prompt: "x", deleted_paths: ["AGENTS.md"] },
    { files: { x: {} }, deleted_paths: ["x"] },
    { deleted_paths: ["../x"] },
  ]) {
    await expectFault(emulator, 422, "validation_failed", "PATCH", `${AGENTS}/${id}`, { body });
  }
});

it.each<[string, unknown, number, string, string]>([
  ["malformed JSON", "{", 400, "invalid_request_body", ""],
  ["no name", { url: "https://x.example.com" }, 400, "missing_required_field", "'name' is required"],
  ["a blank name", { name: "", url: "https://x.example.com" }, 400, "missing_required_field", "'name' is required"],
  ["no url", { name: "a" }, 400, "missing_required_field", "'url' is required"],
  ["a blank url", { name: "a", url: "" }, 400, "missing_required_field", "'url' is required"],
  [
    "headers as a map",
    { name: "a", url: "https://x.example.com", headers: { A: "b" } },
    400,
    "invalid_request_body",
    "headers must be array",
  ],
  [
    "a header without a value",
    { name: "a", url: "https://x.example.com", headers: [{ key: "A" }] },
    400,
    "missing_required_field",
    "headers[0].value",
  ],
  [
    "a blank header name",
    { name: "a", url: "https://x.example.com", headers: [{ key: "", value: "v" }] },
    422,
    "validation_failed",
    "headers[0].key",
  ],
  [
    "a line break in a header name",
    { name: "a", url: "https://x.example.com", headers: [{ key: "A\n", value: "v" }] },
    422,
    "validation_failed",
    "headers[0].key",
  ],
  [
    "a line break in a header value",
    { name: "a", url: "https://x.example.com", headers: [{ key: "A", value: "v\r\nB: c" }] },
    422,
    "validation_failed",
    "headers[0].value",
  ],
  [
    "an unknown auth_type",
    { name: "a", url: "https://x.example.com", auth_type: "basic" },
    422,
    "validation_failed",
    "auth_type",
  ],
  [
    "an oauth_provider_id that is no UUID",
    { name: "a", url: "https://x.example.com", oauth_provider_id: "x" },
    422,
    "validation_failed",
    "oauth_provider_id",
  ],
])("an MCP server with %s is refused", async (_what, body, status, code, detail) => {
  expect(await expectFault(await start(), status, code, "POST", MCP_SERVERS, { body })).toContain(detail);
});

it.each([
  "page_size=0",
  "page_size=101",
  "page_size=-1",
  "page_size=x",
  "page_size=",
  "page_size=1.5",
  "page_size=1&page_size=2",
  "sort_by=owner",
  "sort_order=up",
])("a list with %s is refused with a 400", async (query) => {
  await expectFault(await start(), 400, "invalid_query_parameter", "GET", `${AGENTS}?${query}`);
});

it("a cursor is valid only for the list that it came from", async () => {
  const emulator = await start();
  for (const name of ["a", "b"]) {
    await createAgent(emulator, { name });
  }
  const { body } = await call(emulator, "GET", `${AGENTS}?page_size=1`);
  const { next_cursor: cursor } = body as { next_cursor: string };
  const foreign = Buffer.from('["updated_at","desc",{},1]').toString("base64url");
  for (const query of [
    "cursor=x",
    "cursor=",
    `cursor=${foreign}`,
    `cursor=${cursor}&sort_by=name`,
    `cursor=${cursor}&sort_order=asc`,
  ]) {
    await expectFault(emulator, 400, "invalid_cursor", "GET", `${AGENTS}?${query}`);
  }
});

it.each([UNKNOWN_ID, "not-a-uuid", "%00", "%E0%A4%A"])("the agent %s is not found", async (id) => {
  const emulator = await start();
  for (const [method, body] of [
    ["GET", undefined],
    ["PATCH", {}],
  ] as const) {
    const answer = await call(emulator, method, `${AGENTS}/${id}`, { body });
    expect(answer).toMatchObject({ status: 404, body: { code: "agent_not_found" } });
  }
  expect(await call(emulator, "GET", `${MCP_SERVERS}/${id}`)).toMatchObject({
    status: 404,
    body: { code: "mcp_server_not_found" },
  });
});

it("an unknown route is answered with the routes that exist", async () => {
  const emulator = await start();
  expect(await expectFault(emulator, 404, "not_found", "GET", "/v1/deepagents/agent")).toContain(
    "GET /v1/deepagents/agents",
  );
  const detail = await expectFault(emulator, 404, "not_found", "PUT", `${AGENTS}/x`, { body: {} });
  expect(detail).toContain("no route PUT /v1/deepagents/agents/x");
  expect(detail).toContain("PATCH /v1/deepagents/agents/:agent_id");
  expect(detail).not.toContain("mcp-servers");
  await expectFault(emulator, 404, "not_found", "GET", "/elsewhere", { key: undefined });
});

it("a body that is not declared as JSON, is too large, or is nested too deeply is refused", async () => {
  const emulator = await start();
  expect(
    await expectFault(emulator, 400, "invalid_request_body", "POST", AGENTS, {
      body: '{"name":"a"}',
      headers: { "Content-Type": "text/plain" },
    }),
  ).toContain("Content-Type");
  const deep = `{"name":"a","extras":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
  await expectFault(emulator, 400, "invalid_request_body", "POST", AGENTS, { body: deep });
  await expectFault(emulator, 413, "request_too_large", "POST", AGENTS, {
    body: `{"name":"${"x".repeat(33 * 1024 * 1024)}"}`,
  });
  // A body whose length is not announced.
  const chunks = ReadableStream.from(Array.from({ length: 33 }, () => Buffer.alloc(1024 * 1024, "x")));
  const headers = { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" };
  const counted = await fetch(emulator.url + AGENTS, { method: "POST", headers, body: chunks, duplex: "half" });
  expect(counted.status).toBe(413);
});

describe("unknown fields", () => {
  const body = {
    name: "a",
    tools: { tools: [{ ...TOOL, mcp_url: "x" }] },
    extras: { any: { thing: 1 } },
    configurable: { any: 1 },
  };

  it("unknown fields are ignored, as the service ignores them", async () => {
    const agent = await createAgent(await start({ strict: false }), body);
    expect(JSON.stringify(agent)).not.toContain("mcp_url");
    expect(agent.extras).toEqual(body.extras);
  });

  it("unknown fields are refused with their path in strict mode, except where any field is allowed", async () => {
    const emulator = await start();
    expect(await expectFault(emulator, 422, "validation_failed", "POST", AGENTS, { body })).toBe(
      "tools.tools[0].mcp_url is not a field of this request",
    );
    const { id } = await createMcpServer(emulator, { name: "m", url: TOOL.mcp_server_url });
    expect(
      await expectFault(emulator, 422, "validation_failed", "PATCH", `${MCP_SERVERS}/${id}`, { body: { name: "n" } }),
    ).toContain("name is not a field");
    await createAgent(emulator, { name: "a", extras: body.extras, configurable: body.configurable });
  });
});

it("no input, however odd, is answered with a 500", async () => {
  const emulator = await start({ strict: false });
  const { id } = await createAgent(emulator, { name: "a" });
  const server = await createMcpServer(emulator, { name: "m", url: "https://x.example.com", headers: [] });
  const thread = await createThread(emulator, { agent_id: id });
  const random = seededRandom(3);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const keys = [
    "name",
    "description",
    "tools",
    "interrupt_config",
    "skills",
    "subagents",
    "files",
    "deleted_paths",
    "backend",
    "sandbox",
    "sandbox_config",
    "type",
    "permissions",
    "shared_users",
    "runtime",
    "model",
    "extras",
    "configurable",
    "system_prompt",
    "headers",
    "url",
    "key",
    "value",
    "__proto__",
    "constructor",
    "toString",
    "a/b",
    "AGENTS.md",
    "tools.json",
    "",
    "parent_commit",
    "agent_id",
    "thread_id",
    "if_exists",
    "metadata",
    "options",
    "thread_ids",
    "data",
    "ids",
    "values",
    "status",
    "limit",
    "title",
  ];
  const leaves = [
    null,
    true,
    0,
    -1,
    1e308,
    0.5,
    "",
    " ",
    "x",
    "..",
    "a/b",
    "\u0000",
    "\ud800",
    "https://x.example.com",
    "skill",
    "file",
    "inline",
    "sandbox",
    "state",
    "oauth",
    "🦊".repeat(50),
  ];
  const value = (depth: number): unknown => {
    const kind = random();
    if (depth === 0 || kind < 0.35) {
      return pick(leaves);
    }
    if (kind < 0.55) {
      return Array.from({ length: Math.floor(random() * 3) }, () => value(depth - 1));
    }
    return Object.fromEntries(Array.from({ length: Math.floor(random() * 4) }, () => [pick(keys), value(depth - 1)]));
  };
  const targets = [
    ["POST", AGENTS],
    ["PATCH", `${AGENTS}/${id}?include_files=true`],
    ["POST", `${AGENTS}/${id}/clone`],
    ["POST", MCP_SERVERS],
    ["PATCH", `${MCP_SERVERS}/${server.id}`],
    ["POST", `/v1/platform/hub/repos/-/${id}/directories/commits`],
    ["GET", AGENTS],
    ["POST", THREADS],
    ["PATCH", `${THREADS}/${thread.id}`],
    ["POST", `${THREADS}/search`],
    ["POST", `${THREADS}/bulk-modify`],
    ["GET", THREADS],
  ] as const;
  for (let round = 0; round < 900; round += 1) {
    const [method, path] = pick(targets);
    const query =
      method === "GET"
        ? `?${pick(["page_size", "cursor", "name", "sort_by", "agent_id", "is_pinned"])}=${encodeURIComponent(String(pick(leaves)).replace("\ud800", "?"))}`
        : "";
    const base =
      random() < 0.7 ? { name: pick(["a", "b", "c"]), files: {}, agent_id: id, thread_ids: [thread.id], data: {} } : {};
    const random_ = value(4);
    const body = typeof random_ === "object" && !Array.isArray(random_) ? { ...base, ...random_ } : random_;
    const answer = await call(emulator, method, path + query, method === "GET" ? {} : { body: JSON.stringify(body) });
    if (answer.status >= 500) {
      throw new Error(`${method} ${path}${query} ${JSON.stringify(body)} answered ${answer.text}`);
    }
  }
  expect((await call(emulator, "GET", `${AGENTS}/${id}?include_files=true`)).status).toBe(200);
  expect((await call(emulator, "GET", `${AGENTS}?page_size=100`)).status).toBe(200);
  expect((await call(emulator, "GET", MCP_SERVERS)).status).toBe(200);
  expect((await call(emulator, "POST", `${THREADS}/search`, { body: { limit: 1000 } })).status).toBe(200);
}, 60_000);
