import { type ListAgentsResponse, ListAgentsResponseSchema } from "../../../provider/wire";
import type { Emulator } from "../../../emulator/index";
import { AGENTS, call, closeAll, createAgent, expectCall, getAgent, patchAgent, start } from "./support";

afterEach(closeAll);

const TOOL = { name: "search", mcp_server_url: "https://mcp.example.com/mcp" };
const SKILL = {
  name: "cite",
  description: "Cite sources",
  instructions: "Always cite.",
  files: { "ref/apa.md": "APA" },
};
const SUBAGENT = { name: "critic", description: "Finds flaws", model_id: "openai:gpt-5.5", instructions: "Be harsh." };

function list(emulator: Emulator, query = "", options = {}): Promise<ListAgentsResponse> {
  return expectCall(ListAgentsResponseSchema, 200, emulator, "GET", `${AGENTS}${query}`, options);
}

describe("creating", () => {
  it("an agent's typed fields become the documented files", async () => {
    const { files } = await createAgent(await start(), {
      name: "a",
      system_prompt: "You help.",
      tools: { tools: [TOOL] },
      skills: [SKILL],
      subagents: [{ ...SUBAGENT, tools: { tools: [TOOL] } }],
      files: { "notes/a.md": { content: "n" }, "skills/shared": { type: "skill", repo_handle: "summarizer" } },
    });
    expect(Object.keys(files ?? {}).sort()).toEqual([
      "AGENTS.md",
      "notes/a.md",
      "skills/cite/SKILL.md",
      "skills/cite/ref/apa.md",
      "skills/shared",
      "subagents/critic/AGENTS.md",
      "subagents/critic/tools.json",
      "tools.json",
    ]);
    expect(files?.["AGENTS.md"]).toEqual({ type: "file", content: "You help." });
    expect(files?.["skills/shared"]).toEqual({ type: "skill", repo_handle: "summarizer" });
    expect(JSON.parse(files?.["tools.json"]?.content ?? "")).toEqual({ tools: [TOOL], interrupt_config: {} });
  });

  it("the server fills in its defaults, also in groups that are only partly given", async () => {
    const agent = await createAgent(await start(), {
      name: "a",
      permissions: { visibility: "user" },
      tools: { tools: [{ ...TOOL, mcp_server_name: "" }] },
    });
    expect(agent.permissions).toEqual({ identity: "personal", visibility: "user", tenant_access_level: "read" });
    expect(agent.backend).toEqual({ type: "state" });
    expect(agent.tools).toEqual({
      tools: [{ ...TOOL, mcp_server_name: TOOL.mcp_server_url, display_name: "search" }],
      interrupt_config: {},
    });
    expect(agent).toMatchObject({ is_owner: true, access_level: "WRITE" });
  });

  it("the prompt is returned under both names, and system_prompt wins", async () => {
    const emulator = await start();
    const old = await createAgent(emulator, { name: "a", instructions: "old" });
    expect(old).toMatchObject({ instructions: "old", system_prompt: "old" });
    const both = await createAgent(emulator, { name: "a", instructions: "old", system_prompt: "new" });
    expect(both).toMatchObject({ instructions: "new", system_prompt: "new" });
  });

  it.each([
    [{ type: "default" }, { type: "state" }],
    [{}, { type: "state" }],
    [
      { type: "thread_scoped_sandbox", sandbox: { policy_ids: ["p"], idle_ttl_seconds: 900 } },
      { type: "sandbox", sandbox_config: { scope: "thread", policy_ids: ["p"], idle_ttl_seconds: 900 } },
    ],
    [{ type: "agent_scoped_sandbox" }, { type: "sandbox", sandbox_config: { scope: "agent" } }],
    [
      { type: "sandbox", sandbox_config: { scope: "agent", snapshot_id: "s" } },
      { type: "sandbox", sandbox_config: { scope: "agent", snapshot_id: "s" } },
    ],
  ])("a backend of %j is returned in the newer dialect", async (sent, answered) => {
    expect((await createAgent(await start(), { name: "a", backend: sent })).backend).toEqual(answered);
  });

  it("files are returned only when asked for", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, { name: "a", system_prompt: "x" });
    for (const [query, shown] of [
      ["", false],
      ["?include_files=false", false],
      ["?include_files=true", true],
      ["?include_files=1", true],
    ] as const) {
      const { body } = await call(emulator, "GET", `${AGENTS}/${id}${query}`);
      expect(Object.hasOwn(body as object, "files")).toBe(shown);
    }
  });

  it("an agent beyond the limit is refused with a 409 until another one is deleted", async () => {
    const emulator = await start({ agentLimit: 1 });
    const { id } = await createAgent(emulator, { name: "a" });
    expect(await call(emulator, "POST", AGENTS, { body: { name: "b" } })).toMatchObject({
      status: 409,
      body: { status: 409 },
    });
    expect((await call(emulator, "POST", `${AGENTS}/${id}/clone`, { body: {} })).status).toBe(409);
    await call(emulator, "DELETE", `${AGENTS}/${id}`);
    await createAgent(emulator, { name: "b" });
  });

  it("a request that is refused leaves nothing behind", async () => {
    const emulator = await start();
    await call(emulator, "POST", AGENTS, { body: { name: "a", files: { "../x": { content: "" } } } });
    expect((await list(emulator)).items).toEqual([]);
  });
});

describe("updating", () => {
  it("every PATCH makes a new revision with a later updated_at, even if it changes nothing", async () => {
    const emulator = await start();
    let agent = await createAgent(emulator, { name: "a" });
    const revisions = new Set([agent.revision]);
    for (const body of [{}, {}, { name: "a" }, { description: "d" }, { system_prompt: "x" }, { system_prompt: "x" }]) {
      const next = await patchAgent(emulator, agent.id, body);
      expect(next.updated_at! > agent.updated_at!).toBe(true);
      expect(next.created_at).toBe(agent.created_at);
      revisions.add(next.revision);
      agent = next;
    }
    expect(revisions.size).toBe(7);
    expect(await getAgent(emulator, agent.id)).toEqual(agent);
  });

  it("a field that is not mentioned stays", async () => {
    const emulator = await start();
    const body = {
      name: "a",
      description: "d",
      system_prompt: "p",
      tools: { tools: [TOOL] },
      skills: [SKILL],
      subagents: [SUBAGENT],
      extras: { a: 1 },
      configurable: { c: 1 },
      runtime: { model: { model_id: "m:x" } },
    };
    const before = await createAgent(emulator, body);
    const after = await patchAgent(emulator, before.id, { name: "b" });
    expect(after).toEqual({ ...before, name: "b", revision: after.revision, updated_at: after.updated_at });
  });

  it("groups are replaced whole, not merged", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, {
      name: "a",
      runtime: { model: { model_id: "m:x" } },
      permissions: { visibility: "user", tenant_access_level: "write" },
      extras: { a: 1, b: { c: 2 } },
      configurable: { a: 1 },
      backend: { type: "sandbox", sandbox_config: { scope: "agent", snapshot_id: "s" } },
      tools: { tools: [TOOL], interrupt_config: { search: true } },
    });
    const agent = await patchAgent(emulator, id, {
      runtime: {},
      permissions: { identity: "shared" },
      extras: { b: {} },
      configurable: { z: 1 },
      backend: { type: "sandbox", sandbox_config: { scope: "thread" } },
      tools: { tools: [{ ...TOOL, name: "fetch" }] },
    });
    expect(agent.runtime).toEqual({});
    expect(agent.permissions).toEqual({ identity: "shared", visibility: "tenant", tenant_access_level: "read" });
    expect(agent.extras).toEqual({ b: {} });
    expect(agent.configurable).toEqual({ z: 1 });
    expect(agent.backend).toEqual({ type: "sandbox", sandbox_config: { scope: "thread" } });
    expect(agent.tools?.tools?.map(({ name }) => name)).toEqual(["fetch"]);
    expect(agent.tools?.interrupt_config).toEqual({});
  });

  it("an empty value clears its field", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, {
      name: "a",
      description: "d",
      system_prompt: "p",
      tools: { tools: [TOOL] },
      skills: [SKILL],
      subagents: [SUBAGENT],
      extras: { a: 1 },
      backend: { type: "agent_scoped_sandbox" },
    });
    const agent = await patchAgent(emulator, id, {
      description: "",
      system_prompt: "",
      tools: {},
      skills: [],
      subagents: [],
      extras: {},
      backend: {},
    });
    expect(agent).toMatchObject({
      description: "",
      system_prompt: "",
      instructions: "",
      extras: {},
      backend: { type: "state" },
    });
    expect(agent.tools).toEqual({ tools: [], interrupt_config: {} });
    expect(agent.skills ?? []).toEqual([]);
    expect(agent.subagents ?? []).toEqual([]);
    expect(Object.keys(agent.files ?? {}).filter((path) => path.includes("/"))).toEqual([]);
  });

  it("new skills remove every file of the old skills, and nothing else below skills/", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, {
      name: "a",
      skills: [SKILL],
      files: { "skills/cite/extra.md": { content: "e" }, "skills/other/notes.md": { content: "n" } },
    });
    const { files } = await patchAgent(emulator, id, { skills: [{ name: "sum", instructions: "Sum." }] });
    expect(Object.keys(files ?? {}).sort()).toEqual(["skills/other/notes.md", "skills/sum/SKILL.md"]);
  });

  it("new subagents remove the old prompts and tools, and keep raw files", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, {
      name: "a",
      subagents: [{ ...SUBAGENT, tools: { tools: [TOOL] } }],
      files: { "subagents/critic/notes.md": { content: "n" } },
    });
    const { files, subagents } = await patchAgent(emulator, id, {
      subagents: [{ name: "editor", instructions: "Edit." }],
    });
    expect(Object.keys(files ?? {}).sort()).toEqual(["subagents/critic/notes.md", "subagents/editor/AGENTS.md"]);
    expect(subagents).toEqual([{ name: "editor", instructions: "Edit." }]);
  });

  it("files are added or overwritten, and deleted_paths removes them", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, {
      name: "a",
      files: { "a.md": { content: "1" }, "b.md": { content: "1" } },
    });
    const agent = await patchAgent(emulator, id, {
      files: { "b.md": { content: "2" }, "c.md": { content: "3" } },
      deleted_paths: ["a.md", "never-there.md"],
    });
    expect(agent.files).toEqual({ "b.md": { type: "file", content: "2" }, "c.md": { type: "file", content: "3" } });
  });

  it("a raw file at the path of a typed field shows in that field", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, { name: "a" });
    const agent = await patchAgent(emulator, id, { files: { "AGENTS.md": { content: "raw" } } });
    expect(agent.system_prompt).toBe("raw");
  });
});

describe("deleting", () => {
  it("an agent that was deleted is gone, and deleting it again succeeds", async () => {
    const emulator = await start();
    const { id } = await createAgent(emulator, { name: "a" });
    for (const target of [id, id, "not-a-uuid"]) {
      expect(await call(emulator, "DELETE", `${AGENTS}/${target}`)).toMatchObject({ status: 204, text: "" });
    }
    expect((await call(emulator, "GET", `${AGENTS}/${id}`)).status).toBe(404);
  });
});

describe("listing", () => {
  it.each(["created_at", "updated_at", "name"])(
    "pages sorted by %s show every agent once, in both directions",
    async (sortBy) => {
      const emulator = await start();
      for (const name of ["b", "a", "c", "a", "B"]) {
        await createAgent(emulator, { name });
      }
      const orders: string[][] = [];
      for (const order of ["asc", "desc"]) {
        const ids: string[] = [];
        let cursor: string | null | undefined;
        do {
          const after = cursor === undefined ? "" : `&cursor=${cursor}`;
          const page = await list(emulator, `?page_size=2&sort_by=${sortBy}&sort_order=${order}${after}`);
          expect(page.items.length).toBeGreaterThan(0);
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.next_cursor;
        } while (cursor !== null);
        expect(new Set(ids).size).toBe(5);
        orders.push(ids);
      }
      expect(orders[0]).toEqual([...orders[1]!].reverse());
    },
  );

  it("a list shows the latest change first, twenty agents at a time, without files", async () => {
    const emulator = await start();
    for (let index = 0; index < 21; index += 1) {
      await createAgent(emulator, { name: `a${String(index)}`, system_prompt: "p" });
    }
    const page = await list(emulator);
    expect(page.items.map(({ name }) => name)).toEqual(
      Array.from({ length: 20 }, (_, index) => `a${String(20 - index)}`),
    );
    expect(page.next_cursor).toEqual(expect.any(String));
    expect(Object.keys(page.items[0]!)).not.toContain("system_prompt");
    expect(Object.keys(page.items[0]!)).not.toContain("files");
  });

  it("a full last page has no next page", async () => {
    const emulator = await start();
    for (const name of ["a", "b"]) {
      await createAgent(emulator, { name });
    }
    expect((await list(emulator, "?page_size=2")).next_cursor).toBeNull();
  });

  it("the name filters by substring, and % is an ordinary character in it", async () => {
    const emulator = await start();
    for (const name of ["research-one", "my research", "100% sure"]) {
      await createAgent(emulator, { name });
    }
    expect((await list(emulator, "?name=research")).items).toHaveLength(2);
    expect((await list(emulator, "?name=%25")).items.map(({ name }) => name)).toEqual(["100% sure"]);
  });

  it("a list shows extras, so that an owner can be recognised", async () => {
    const emulator = await start();
    await createAgent(emulator, { name: "a", extras: { owner: { id: "x" } } });
    expect((await list(emulator)).items[0]?.extras).toEqual({ owner: { id: "x" } });
  });

  it("a list contains only the caller's own agents", async () => {
    const emulator = await start({ scopedKeys: [{ key: "other", permissions: ["agents:create", "agents:read"] }] });
    await createAgent(emulator, { name: "mine" });
    await createAgent(emulator, { name: "theirs" }, { key: "other" });
    expect((await list(emulator)).items.map(({ name }) => name)).toEqual(["mine"]);
    expect((await list(emulator, "", { key: "other" })).items.map(({ name }) => name)).toEqual(["theirs"]);
  });
});

describe("sharing", () => {
  const other = { key: "other", permissions: ["agents:read", "agents:update", "agents:delete"] } as const;

  it("a tenant's agent can be read but not changed by others in the workspace", async () => {
    const emulator = await start({ scopedKeys: [other] });
    const { id } = await createAgent(emulator, { name: "a" });
    const seen = await call(emulator, "GET", `${AGENTS}/${id}`, { key: "other" });
    expect(seen).toMatchObject({ status: 200, body: { is_owner: false, access_level: "READ" } });
    for (const [method, body] of [
      ["PATCH", {}],
      ["DELETE", undefined],
    ] as const) {
      expect(await call(emulator, method, `${AGENTS}/${id}`, { key: "other", body })).toMatchObject({
        status: 403,
        body: { error: "Forbidden" },
      });
    }
  });

  it("a private agent does not exist for others", async () => {
    const emulator = await start({ scopedKeys: [other] });
    const { id } = await createAgent(emulator, { name: "a", permissions: { visibility: "user" } });
    expect((await call(emulator, "GET", `${AGENTS}/${id}`, { key: "other" })).status).toBe(404);
    expect((await call(emulator, "PATCH", `${AGENTS}/${id}`, { key: "other", body: {} })).status).toBe(404);
    expect((await call(emulator, "DELETE", `${AGENTS}/${id}`, { key: "other" })).status).toBe(204);
    await getAgent(emulator, id);
  });
});
