import { agent } from "../../../../provider/resources/agent/agent";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import type { Context } from "../../../../provider/resources/resource";
import { OWNER_KEY } from "../../../../provider/inputs/owner";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { onEmulator, type OnEmulator } from "./on-emulator";

const URL = "https://mcp.example.com/notes";
const MARK = "pulumi:6d3c0d0e-0000-4000-8000-000000000001:aaaaaaaaaaaaaaaa";
const SAME_STACK = "pulumi:6d3c0d0e-0000-4000-8000-000000000001:bbbbbbbbbbbbbbbb";
const NAMED = "pulumi:6d3c0d0e-0000-4000-8000-000000000003:aaaaaaaaaaaaaaaa:shop/dev";
const OTHER = "pulumi:6d3c0d0e-0000-4000-8000-000000000002:aaaaaaaaaaaaaaaa";
const NOBODY = "11111111-1111-4111-8111-111111111111";

let on: OnEmulator;
let context: Context;
beforeEach(async () => {
  on = await onEmulator();
  context = on.deploy();
});
afterEach(() => on.emulator.close());

async function agents(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of on.api.agents.list()) {
    ids.push(id);
  }
  return ids;
}

describe("an agent whose creation was interrupted", () => {
  const before = { name: "a", systemPrompt: "Old.", description: "Old.", files: { "a.md": "old" }, __owner: MARK };
  const inputs = { name: "a", systemPrompt: "New.", __owner: MARK };

  it("is taken over by the next deployment and becomes what the program says now", async () => {
    const { id } = await agent.create(context, before);
    // The engine was killed before it saved the agent, so the next deployment does not know it.
    const { id: second, state } = await agent.create(on.deploy(), inputs);
    expect(second).toBe(id);
    expect(await agents()).toEqual([id]);
    const now = await on.api.agents.get(id, { includeFiles: true });
    expect(now).toMatchObject({ system_prompt: "New.", extras: { [OWNER_KEY]: MARK } });
    expect(now.description ?? "").toBe("");
    expect(Object.keys(now.files ?? {})).not.toContain("a.md");
    expect(agent.diff(id, state, inputs).changes).toBe(false);
    expect(on.logged.join()).toContain(`taking over the agent ${id}`);
  });

  it("is looked for in one list, however many agents the deployment creates", async () => {
    await Promise.all(
      [1, 2, 3].map((n) => agent.create(context, { name: `a${String(n)}`, __owner: `${MARK}${String(n)}` })),
    );
    const lists = on.emulator.requests.filter(({ method, path }) => method === "GET" && path.includes("/agents?"));
    expect(lists).toHaveLength(1);
  });
});

describe("an agent is never taken over", () => {
  const inputs = { name: "a", __owner: MARK };

  it("when it carries the mark of another state, even if project, stack and name are the same", async () => {
    const { id } = await agent.create(context, { name: "a", __owner: OTHER });
    expect((await agent.create(on.deploy(), inputs)).id).not.toBe(id);
  });

  it("when it carries no mark", async () => {
    const { id } = await agent.create(context, { name: "a" });
    expect((await agent.create(on.deploy(), inputs)).id).not.toBe(id);
  });

  it("when this state already manages it under another name", async () => {
    const { id } = await agent.create(context, inputs);
    const next = on.deploy();
    next.inventory.manages(id);
    expect((await agent.create(next, inputs)).id).not.toBe(id);
  });

  it("when the resource has no mark of its own: replaced with create-before-delete, or retained", async () => {
    const { id } = await agent.create(context, inputs);
    expect((await agent.create(on.deploy(), { name: "a" })).id).not.toBe(id);
  });

  it("when it was deleted since the list was made", async () => {
    const { id, state } = await agent.create(context, inputs);
    const next = on.deploy();
    await next.inventory.leftoverAgent(MARK);
    await agent.delete(next, id, state);
    const { id: second } = await agent.create(next, inputs);
    expect(await agents()).toEqual([second]);
  });
});

describe("the mark", () => {
  it("is not part of the extras that a program sees", async () => {
    const inputs = { name: "a", extras: { team: "x" }, __owner: MARK };
    const { id, state } = await agent.create(context, inputs);
    expect((await agent.read(context, id, state))?.inputs).toEqual(inputs);
    expect((await agent.read(context, id, { name: "a", __owner: MARK }))?.inputs).toEqual({ name: "a", __owner: MARK });
  });

  it("survives a change of the extras, and comes back when somebody removed it", async () => {
    const inputs = { name: "a", extras: { team: "x" }, __owner: MARK };
    const { id, state } = await agent.create(context, inputs);
    await agent.update(context, id, state, { ...inputs, extras: { team: "y" } });
    expect((await on.api.agents.get(id)).extras).toEqual({ team: "y", [OWNER_KEY]: MARK });
    await on.api.agents.update(id, { extras: { team: "y" } });
    const read = await agent.read(context, id, { ...state, extras: { team: "y" } });
    await agent.update(context, id, read?.state ?? {}, { ...inputs, extras: { team: "y" } });
    expect((await on.api.agents.get(id)).extras).toEqual({ team: "y", [OWNER_KEY]: MARK });
  });

  it("changes without the metadata of others", async () => {
    const { id, state } = await agent.create(context, { name: "a", __owner: MARK });
    await on.api.agents.update(id, { extras: { team: "x", [OWNER_KEY]: MARK } });
    await agent.update(context, id, state, { name: "a", __owner: OTHER });
    expect((await on.api.agents.get(id)).extras).toEqual({ team: "x", [OWNER_KEY]: OTHER });
    await agent.update(context, id, { name: "a", __owner: OTHER }, { name: "a" });
    expect((await on.api.agents.get(id)).extras).toEqual({ team: "x" });
  });

  it("protects an agent that its replacement took over when the engine deletes the old one", async () => {
    // Create-before-delete that a transformation set, and not the program.
    const { id, state } = await agent.create(context, { name: "a", __owner: MARK });
    const next = on.deploy();
    await agent.create(next, { name: "a", __owner: MARK });
    await agent.delete(next, id, state);
    expect(await agents()).toEqual([id]);
    expect(on.logged.join()).toContain(`the agent ${id} stays`);
  });
});

describe("an MCP server whose registration was interrupted", () => {
  const inputs = { name: "notes", url: URL, headers: { A: "1" }, __owner: MARK };

  it("is taken over, with the headers that the program says now", async () => {
    const { id } = await mcpServer.create(context, inputs);
    const { id: second } = await mcpServer.create(on.deploy(), { ...inputs, headers: { B: "2" } });
    expect(second).toBe(id);
    expect((await on.api.mcpServers.get(id)).headers).toEqual([{ key: "B", value: "2" }]);
  });

  it("is not taken over when another state registered it, and the error says how to do that on purpose", async () => {
    const { id } = await mcpServer.create(context, { ...inputs, __owner: OTHER });
    await expect(mcpServer.create(on.deploy(), inputs)).rejects.toThrow(
      `the workspace already has an MCP server with this name and URL: "notes", with the mark of another Pulumi stack\n` +
        "  If that has it, refer to it in this program (getMcpServer), or choose another name and URL\n" +
        `  If not, add adopt: "${id}" to take it over`,
    );
  });

  it.each([
    ["name", { name: "renamed" }, ', and write { name: "notes" }, which the API cannot change,'],
    ["URL", { url: `${URL}/moved` }, ""],
  ])("is not taken over by one with another %s, and the error says how to in one step", async (_, other, too) => {
    for (const [__owner, add] of [
      [OTHER, "with the mark of another Pulumi stack\n"],
      [NAMED, "with the mark of the stack dev of project shop\n"],
      [MARK, "left behind by an interrupted deployment. Add"],
    ] as const) {
      const { id } = await mcpServer.create(on.deploy(), { ...inputs, __owner });
      const failure = mcpServer.create(on.deploy(), { ...inputs, ...other });
      await expect(failure).rejects.toThrow(add);
      await expect(failure).rejects.toThrow(`dd adopt: "${id}"${too} to take it over`);
      await on.api.mcpServers.delete(id);
    }
  });
});

describe("two MCP servers of a stack with one name or URL", () => {
  const first = { name: "notes", url: URL, __owner: MARK };
  const second = { name: "again", url: `${URL}/`, __owner: SAME_STACK };
  const advice = (id: string): string => `this stack already has an MCP server with this URL: ${id} (see`;

  it("are refused with advice that does not lead to adopt, whoever of them the deployment comes to first", async () => {
    const { id } = await mcpServer.create(context, first);
    // Both are new.
    await expect(mcpServer.create(context, second)).rejects.toThrow(advice(id));
    // The state has the first, of which the deployment does not know yet.
    await expect(mcpServer.create(on.deploy(), second)).rejects.toThrow(advice(id));
    // Neither carries a mark, as when a replacement is to be made first.
    const next = on.deploy();
    next.inventory.manages(id);
    await expect(mcpServer.create(next, { ...second, __owner: undefined })).rejects.toThrow(
      "If it is the one that this resource replaces, leave out deleteBeforeReplace: false",
    );
  });

  it("are refused when a change leads to them", async () => {
    const { id } = await mcpServer.create(context, first);
    const other = { ...second, url: `${URL}/other` };
    const { id: otherId, state } = await mcpServer.create(context, other);
    await expect(mcpServer.update(context, otherId, state, second)).rejects.toThrow(advice(id));
    await on.api.mcpServers.delete(id);
    await on.api.mcpServers.create({ name: "foreign", url: URL });
    await expect(mcpServer.update(on.deploy(), otherId, state, second)).rejects.toThrow(
      'the workspace already has an MCP server with this URL: "foreign". Choose another',
    );
  });
});

describe("adopting an agent", () => {
  it("changes what the program sets, keeps the rest, and creates nothing", async () => {
    const existing = await on.api.agents.create({ name: "old", description: "Kept.", system_prompt: "Old." });
    const inputs = { name: "a", systemPrompt: "New.", adopt: existing.id, __owner: MARK };
    expect(await agent.previewAdoption(context, inputs)).toEqual({
      name: "old",
      changed: ["name", "systemPrompt"],
    });
    const { id, state } = await agent.create(context, inputs);
    expect(id).toBe(existing.id);
    expect(await on.api.agents.get(id)).toMatchObject({ name: "a", description: "Kept.", system_prompt: "New." });
    expect(await agents()).toEqual([id]);
    expect(agent.diff(id, state, inputs).changes).toBe(false);
  });

  it("sends only the mark when the program describes what exists", async () => {
    const existing = await on.api.agents.create({ name: "a", system_prompt: "Same." });
    const inputs = { name: "a", systemPrompt: "Same.", adopt: existing.id, __owner: MARK };
    expect((await agent.previewAdoption(context, inputs)).changed).toEqual([]);
  });

  it("keeps the metadata and the files that the program does not set", async () => {
    const existing = await on.api.agents.create({
      name: "a",
      extras: { team: "x" },
      files: { "docs/a.md": { content: "text" } },
    });
    await agent.create(context, { name: "a", adopt: existing.id, __owner: MARK });
    const now = await on.api.agents.get(existing.id, { includeFiles: true });
    expect(now.extras).toEqual({ team: "x", [OWNER_KEY]: MARK });
    expect(Object.keys(now.files ?? {})).toContain("docs/a.md");
  });

  it("is possible only once, because two resources must not manage one agent", async () => {
    const { id } = await on.api.agents.create({ name: "a" });
    await agent.create(context, { name: "a", adopt: id });
    await expect(agent.create(context, { name: "b", adopt: id })).rejects.toThrow(/belongs to another resource/);
    const next = on.deploy();
    next.inventory.manages(id);
    await expect(agent.create(next, { name: "b", adopt: id })).rejects.toThrow(/belongs to another resource/);
  });

  it("can be previewed while some inputs are not known yet", async () => {
    const { id } = await agent.create(context, { name: "a", __owner: OTHER });
    for (const unknown of ["tools", "skills", "subagents", "files", "extras", "__owner"]) {
      const inputs = { name: "a", adopt: id, [unknown]: UNKNOWN };
      expect((await agent.previewAdoption(on.deploy(), inputs)).managedBy).toBe("another Pulumi stack");
    }
    const server = await on.api.mcpServers.create({ name: "notes", url: URL });
    const inputs = { name: UNKNOWN, url: URL, vendorId: UNKNOWN, adopt: server.id };
    await expect(mcpServer.previewAdoption(context, inputs)).resolves.toBeDefined();
  });

  it("says when there is no such agent, before and during the deployment", async () => {
    const inputs = { name: "a", adopt: NOBODY };
    await expect(agent.previewAdoption(context, inputs)).rejects.toThrow(`adopt: there is no agent ${NOBODY}`);
    await expect(agent.create(context, inputs)).rejects.toThrow(`adopt: there is no agent ${NOBODY}`);
  });

  it("reports that another stack has marked it", async () => {
    const { id } = await agent.create(context, { name: "a", __owner: OTHER });
    expect(await agent.previewAdoption(context, { name: "a", adopt: id, __owner: MARK })).toMatchObject({
      managedBy: "another Pulumi stack",
    });
  });

  it("is not a change once it is done, but another id replaces the agent", () => {
    const state = { name: "a", adopt: NOBODY };
    expect(agent.diff(NOBODY, state, { name: "a", adopt: NOBODY }).changes).toBe(false);
    expect(agent.diff(NOBODY, state, { name: "a" }).changes).toBe(false);
    expect(agent.diff("22222222-2222-4222-8222-222222222222", state, { name: "a", adopt: NOBODY })).toMatchObject({
      replaces: ["adopt"],
      deleteBeforeReplace: true,
    });
  });
});

describe("adopting an MCP server", () => {
  it("rotates its headers and keeps what the program does not set", async () => {
    const existing = await on.api.mcpServers.create({ name: "notes", url: URL, vendor_id: "acme" });
    const inputs = { name: "notes", url: `${URL}/`, headers: { A: "1" }, adopt: existing.id };
    expect((await mcpServer.previewAdoption(context, inputs)).changed).toEqual(["headers"]);
    const { id } = await mcpServer.create(context, inputs);
    expect(id).toBe(existing.id);
    expect(await on.api.mcpServers.get(id)).toMatchObject({ headers: [{ key: "A", value: "1" }], vendor_id: "acme" });
  });

  it("says what to write if the API cannot change the server", async () => {
    const { id } = await on.api.mcpServers.create({ name: "notes", url: URL });
    await expect(mcpServer.previewAdoption(context, { name: "memos", url: URL, adopt: id })).rejects.toThrow(
      `adopt: the API cannot change name of the MCP server ${id}: write { name: "notes" }, as it is there`,
    );
  });
});

describe("what the API does not show", () => {
  it("is sent when a server is adopted, because nobody knows which headers it has", async () => {
    await on.emulator.close();
    on = await onEmulator({
      scopedKeys: [{ key: "blind", permissions: ["mcp-servers:read", "mcp-servers:update"] }],
    });
    const { id } = await on.api.mcpServers.create({ name: "notes", url: URL, headers: [{ key: "A", value: "old" }] });
    await mcpServer.create(on.deploy("blind"), { name: "notes", url: URL, headers: { A: "new" }, adopt: id });
    expect((await on.api.mcpServers.get(id)).headers).toEqual([{ key: "A", value: "new" }]);
  });
});

describe("before an agent gets tools", () => {
  const tool = { name: "search", mcpServerUrl: URL };

  it("their servers must be registered, or the error names tool, URL and what to declare", async () => {
    const inputs = { name: "a", tools: [tool], subagents: [{ name: "s", tools: [tool] }] };
    const failure = agent.create(context, inputs);
    await expect(failure).rejects.toThrow(
      `tools[0]: the tool "search" is on ${URL}, where no MCP server is registered: ` +
        `declare new deepagents.McpServer("…", { url: "${URL}" }) and pass it to the tool as mcpServer`,
    );
    await expect(failure).rejects.toThrow(/subagents\[0\]\.tools\[0\]: the tool "search"/);
    expect(on.writes()).toEqual([]);
  });

  it("a server is found that was registered in the meantime, with or without a trailing slash", async () => {
    await agent.create(context, { name: "first" }).then(() => context.inventory.mcpServers());
    await mcpServer.create(context, { name: "notes", url: `${URL}/` });
    await on.api.mcpServers.create({ name: "other", url: "https://other.example.com" });
    const other = { name: "find", mcpServerUrl: "https://other.example.com/" };
    await expect(agent.create(context, { name: "a", tools: [tool, other] })).resolves.toBeDefined();
  });

  it("a server is not found that this deployment moved or deleted", async () => {
    const moved = { name: "notes", url: URL };
    const { id, state } = await mcpServer.create(context, moved);
    await context.inventory.mcpServers({ again: true });
    await mcpServer.update(context, id, state, { ...moved, url: "https://moved.example.com" });
    await expect(agent.create(context, { name: "a", tools: [tool] })).rejects.toThrow(/no MCP server is registered/);
    await mcpServer.delete(context, id, state);
    const onMoved = { name: "search", mcpServerUrl: "https://moved.example.com" };
    await expect(agent.create(context, { name: "a", tools: [onMoved] })).rejects.toThrow(/no MCP server is registered/);
  });

  it("one list of servers serves all agents of a deployment", async () => {
    await on.api.mcpServers.create({ name: "notes", url: URL });
    on.emulator.clearRequests();
    await Promise.all([1, 2, 3].map((n) => agent.create(context, { name: `a${String(n)}`, tools: [tool] })));
    expect(
      on.emulator.requests.filter(({ method, path }) => method === "GET" && path.endsWith("/mcp-servers")),
    ).toHaveLength(1);
  });

  it("no servers are listed if an update does not change the tools", async () => {
    await on.api.mcpServers.create({ name: "notes", url: URL });
    const { id, state } = await agent.create(context, { name: "a", tools: [tool] });
    on.emulator.clearRequests();
    await agent.update(on.deploy(), id, state, { name: "a", tools: [tool], description: "New." });
    expect(on.emulator.requests.map(({ method }) => method)).toEqual(["PATCH"]);
  });

  it("a key that may not call a server is reported, and one that may not list servers is accepted", async () => {
    await on.emulator.close();
    on = await onEmulator({
      scopedKeys: [
        { key: "no-invoke", permissions: ["agents:create", "agents:read", "mcp-servers:read"] },
        { key: "no-list", permissions: ["agents:create", "agents:read"] },
      ],
    });
    await on.api.mcpServers.create({ name: "notes", url: URL });
    await expect(agent.create(on.deploy("no-invoke"), { name: "a", tools: [tool] })).rejects.toThrow(
      /may not invoke it/,
    );
    await agent.create(on.deploy("no-list"), { name: "a", tools: [tool] });
    expect(on.logged.join()).toContain("may not list MCP servers");
  });
});
