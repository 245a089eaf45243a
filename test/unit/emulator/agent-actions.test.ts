import { AgentHealthSchema, AgentSchema } from "../../../provider/wire";
import { startNotesServer } from "./mcp-server";
import { registerNotes } from "./runs-support";
import {
  AGENTS,
  call,
  closeAll,
  createAgent,
  createMcpServer,
  expectCall,
  getAgent,
  patchAgent,
  start,
} from "./support";

afterEach(closeAll);

const SOURCE = {
  name: "source",
  description: "d",
  runtime: { model: { model_id: "m:x" } },
  backend: { type: "sandbox", sandbox_config: { scope: "agent" } },
  system_prompt: "p",
  skills: [{ name: "s", instructions: "i" }],
  files: { "notes.md": { content: "n" } },
  extras: { owner: "me" },
  permissions: { visibility: "user", shared_users: { read: ["u"] } },
};

it("a clone does the same as its source, and starts without extras and sharing", async () => {
  const emulator = await start();
  const source = await createAgent(emulator, SOURCE);
  const path = `${AGENTS}/${source.id}/clone?include_files=true`;
  const clone = await expectCall(AgentSchema, 201, emulator, "POST", path, { body: { name: "copy" } });
  expect(clone).toMatchObject({
    name: "copy",
    description: "d",
    runtime: SOURCE.runtime,
    backend: source.backend,
    files: source.files,
  });
  expect(clone.id).not.toBe(source.id);
  expect(clone.revision).not.toBe(source.revision);
  expect(clone.extras).toBeUndefined();
  expect(clone.permissions).toEqual({ identity: "personal", visibility: "tenant", tenant_access_level: "read" });
});

it.each([undefined, { "Content-Type": "application/json" }])("a clone needs no body (headers %j)", async (headers) => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "source" });
  const clone = await expectCall(AgentSchema, 201, emulator, "POST", `${AGENTS}/${id}/clone`, {
    ...(headers === undefined ? {} : { headers }),
  });
  expect(clone.name).toBe("source (copy)");
});

it("a clone changes independently of its source", async () => {
  const emulator = await start();
  const { id } = await createAgent(emulator, SOURCE);
  const clone = await expectCall(AgentSchema, 201, emulator, "POST", `${AGENTS}/${id}/clone`, {
    body: { permissions: { tenant_access_level: "write" } },
  });
  expect(clone.permissions?.tenant_access_level).toBe("write");
  await patchAgent(emulator, clone.id, { system_prompt: "changed" });
  expect((await getAgent(emulator, id)).system_prompt).toBe("p");
  await call(emulator, "DELETE", `${AGENTS}/${id}`);
  expect((await getAgent(emulator, clone.id)).system_prompt).toBe("changed");
});

it("health asks each MCP server of the agent and its subagents", async () => {
  const notes = await startNotesServer();
  const emulator = await start();
  await registerNotes(emulator, notes);
  await createMcpServer(emulator, { name: "one", url: "http://127.0.0.1:9/mcp/" });
  const tool = (mcp_server_url: string) => ({ name: "t", mcp_server_url });
  const { id } = await createAgent(emulator, {
    name: "a",
    tools: {
      tools: [
        tool("http://127.0.0.1:9/mcp"),
        tool("http://127.0.0.1:9/mcp/"),
        { ...tool(notes.url), name: "search_notes" },
      ],
    },
    subagents: [{ name: "s", tools: { tools: [tool("https://two.example.com")] } }],
  });
  const health = await expectCall(AgentHealthSchema, 200, emulator, "GET", `${AGENTS}/${id}/health`);
  expect(health).toEqual({
    [notes.url]: { status: "ok", detail: "'notes' answers and has 2 tools" },
    "http://127.0.0.1:9/mcp": { status: "unreachable", detail: expect.any(String) as string },
    "https://two.example.com": { status: "missing", detail: expect.any(String) as string },
  });
  await notes.close();
});

it.each(["health", "clone"])("the %s of an unknown agent is a 404", async (action) => {
  const answer = await call(await start(), action === "clone" ? "POST" : "GET", `${AGENTS}/nope/${action}`);
  expect(answer).toMatchObject({ status: 404, body: { code: "agent_not_found" } });
});
