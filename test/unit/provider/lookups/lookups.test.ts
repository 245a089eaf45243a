import { LookupError, lookups } from "../../../../provider/lookups";
import type { AgentSummary } from "../../../../provider/wire";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../../emulator/mcp-server";
import { onEmulator, type OnEmulator } from "../resources/on-emulator";

let on: OnEmulator;

beforeEach(async () => void (on = await onEmulator()));
afterEach(() => on.emulator.close());

/** The settings of the stack; a look-up that fails is not tried again. */
const setting = (key: string): string | undefined =>
  ({
    "deepagents:apiKey": on.emulator.apiKey,
    "deepagents:endpoint": on.emulator.url,
    "deepagents:maxRetries": "0",
  })[key];

async function makeAgents(...names: string[]): Promise<AgentSummary[]> {
  const made: AgentSummary[] = [];
  for (const name of names) {
    made.push(await on.api.agents.create({ name }));
  }
  return made;
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `agent-${String(index).padStart(3, "0")}`);

describe("getAgent", () => {
  it("reads an agent as the arguments that would lead to it, without our marks", async () => {
    const { id } = await on.api.agents.create({
      name: "support",
      system_prompt: "Hello.",
      extras: { team: "x", "pulumi:owner": "pulumi:somebody" },
      backend: { type: "sandbox", sandbox_config: { scope: "agent" } },
      tools: { tools: [{ name: "search", mcp_server_url: "https://mcp.example.com" }] },
      files: { "notes.md": { content: "A note." } },
    });
    const agent = await lookups.getAgent(setting, { id });
    expect(agent).toMatchObject({
      id,
      name: "support",
      systemPrompt: "Hello.",
      extras: { team: "x" },
      backend: { type: "sandbox", sandboxConfig: { scope: "agent" } },
      tools: [{ name: "search", mcpServerUrl: "https://mcp.example.com" }],
      revision: expect.any(String) as string,
      isOwner: true,
    });
    expect(agent).not.toHaveProperty("__owner");
    expect(agent).not.toHaveProperty("files");
    expect((await lookups.getAgent(setting, { id, includeFiles: true })).files).toEqual({ "notes.md": "A note." });
  });

  it("takes only an exact name, even one on a later page", async () => {
    const agents = await makeAgents("agent", ...numbered(120));
    expect((await lookups.getAgent(setting, { name: "agent" })).id).toBe(agents[0]?.id);
    await expect(lookups.getAgent(setting, { name: "gent" })).rejects.toThrow(
      /^no agent that the API key can see is named "gent"; names that contain it: ("agent-\d+", ){4}"agent-\d+"$/,
    );
    await expect(lookups.getAgent(setting, { name: "none" })).rejects.toThrow(
      /^no agent that the API key can see is named "none"$/,
    );
  });

  it("names the agents when several have the name", async () => {
    const [first, second] = await makeAgents("twin", "twin");
    const error = await lookups.getAgent(setting, { name: "twin" }).catch((failure: Error) => failure);
    expect(error).toBeInstanceOf(LookupError);
    expect((error as Error).message).toMatch(/^several agents are named "twin": say which one by its id: /);
    expect((error as Error).message).toContain(String(first?.id));
    expect((error as Error).message).toContain(String(second?.id));
  });

  it("reports an id that no agent has", async () => {
    const id = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
    await expect(lookups.getAgent(setting, { id })).rejects.toThrow(
      `there is no agent ${id}, or the API key may not see it`,
    );
  });
});

describe("getAgents", () => {
  it("fetches all pages, and filters, sorts and stops as asked", async () => {
    await makeAgents("other", ...numbered(205));
    const query = { name: "agent", sortBy: "name", sortOrder: "asc" } as const;
    expect((await lookups.getAgents(setting, query)).agents.map(({ name }) => name)).toEqual(numbered(205));
    on.emulator.clearRequests();
    expect((await lookups.getAgents(setting, { ...query, limit: 100 })).agents).toHaveLength(100);
    expect(on.emulator.requests).toHaveLength(1);
  });
});

describe("MCP servers", () => {
  it("are found by id, name and URL, without their headers and our marks", async () => {
    const { id } = await on.api.mcpServers.create({
      name: "search",
      url: "https://mcp.example.com/",
      headers: [{ key: "Authorization", value: "canary" }],
      external_system_id: "pulumi:somebody",
    });
    for (const wanted of [{ id }, { name: "search" }, { url: "https://mcp.example.com" }]) {
      const server = await lookups.getMcpServer(setting, wanted);
      expect(server).toMatchObject({ id, name: "search", canInvoke: true });
      expect(JSON.stringify(server)).not.toMatch(/canary|pulumi:/);
    }
    expect((await lookups.getMcpServers(setting, {})).servers).toEqual([await lookups.getMcpServer(setting, { id })]);
    await expect(lookups.getMcpServer(setting, { name: "serch" })).rejects.toThrow(
      'no MCP server named "serch" is registered, or the API key may not see it: did you mean "search"?',
    );
  });
});

describe("getMcpTools", () => {
  let notes: NotesServer;

  beforeEach(async () => {
    notes = await startNotesServer();
    await on.api.mcpServers.create({ name: "notes", url: notes.url, headers: [REQUIRED_HEADER] });
  });
  afterEach(() => notes.close());

  it("lists what the server has, ready for an agent's tools", async () => {
    const { tools, toolArgs, fetchedAt } = await lookups.getMcpTools(setting, { mcpServerUrl: notes.url });
    expect(tools.map(({ name }) => name).sort()).toEqual(["delete_note", "search_notes"]);
    expect(tools[0]).toMatchObject({ description: expect.any(String) as string, inputSchema: { type: "object" } });
    expect(toolArgs["search_notes"]).toEqual({ name: "search_notes", mcpServerUrl: notes.url });
    expect(Date.parse(String(fetchedAt))).not.toBeNaN();
  });

  it("refuses a name that the server does not have", async () => {
    const args = { mcpServerUrl: notes.url, names: ["delete_note", "serch_notes"] };
    await expect(lookups.getMcpTools(setting, args)).rejects.toThrow(
      `the MCP server at ${notes.url} has no tool "serch_notes" (did you mean "search_notes"?); it has: `,
    );
  });

  it("asks the server again only when it has to", async () => {
    const args = { mcpServerUrl: notes.url };
    await lookups.getMcpTools(setting, args);
    await lookups.getMcpTools(setting, args);
    expect(notes.lists()).toBe(1);
    await lookups.getMcpTools(setting, { ...args, forceRefresh: true });
    expect(notes.lists()).toBe(2);
  });
});

it("getAgentHealth passes on what the API says of each server", async () => {
  const url = "https://mcp.example.com";
  const tools = { tools: [{ name: "search", mcp_server_url: url }] };
  const { id: agentId } = await on.api.agents.create({ name: "a", tools });
  const { health } = await lookups.getAgentHealth(setting, { agentId });
  expect(health).toMatchObject({ [url]: { status: "missing" } });
});

it("getThreads fetches all pages of an agent's threads, and filters as asked", async () => {
  const [agent, other] = await makeAgents("a", "b");
  const agentId = agent?.id ?? "";
  for (let count = 0; count < 25; count += 1) {
    await on.api.threads.create({ agent_id: agentId, metadata: { count } });
  }
  await on.api.threads.create({ agent_id: agentId, options: { test_run: true } });
  await on.api.threads.create({ agent_id: other?.id ?? "" });
  const { threads } = await lookups.getThreads(setting, { agentId });
  expect(threads.map(({ metadata }) => metadata?.["count"]).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 25 }, (_, count) => count),
  );
  const count = async (filter: object) => (await lookups.getThreads(setting, { agentId, ...filter })).threads.length;
  expect(await count({ testRun: true })).toBe(1);
  expect(await count({ status: "busy" })).toBe(0);
  expect(await count({ limit: 21 })).toBe(21);
});

describe("every look-up", () => {
  const url = "https://mcp.example.com";

  /** Arguments for each. A new one does not compile until it is here. */
  const ARGS: { [Name in keyof typeof lookups]: (agentId: string) => Parameters<(typeof lookups)[Name]>[1] } = {
    getAgent: (id) => ({ id }),
    getAgents: () => ({}),
    getAgentHealth: (agentId) => ({ agentId }),
    getMcpServer: () => ({ url }),
    getMcpServers: () => ({}),
    getMcpTools: () => ({ mcpServerUrl: url }),
    getThreads: (agentId) => ({ agentId }),
  };

  it.each(Object.keys(ARGS) as (keyof typeof lookups)[])("%s asks an endpoint of the local server", async (name) => {
    const [agent] = await makeAgents("a");
    await on.api.mcpServers.create({ name: "notes", url });
    on.emulator.clearRequests();
    const lookup = lookups[name] as (find: typeof setting, args: unknown) => Promise<unknown>;
    // Nobody answers at the MCP server's URL: that is no matter of the endpoint's.
    await lookup(setting, ARGS[name](agent?.id ?? "")).catch(() => undefined);
    expect(on.emulator.requests.length).toBeGreaterThan(0);
    expect(on.emulator.requests.map(({ status }) => status)).not.toContain(404);
  });
});

describe("what cannot be looked up", () => {
  it("is not quoted where the program marks it as secret", async () => {
    const named = lookups.getAgent(setting, { name: "canary-name" }, ["name"]);
    await expect(named).rejects.toThrow('named "[secret]"');
    const server = lookups.getMcpServer(setting, { url: "https://canary.example.com/" }, ["url"]);
    await expect(server).rejects.toThrow(/^(?!.*canary).*\[secret\]/);
  });

  it.each([
    ["a misspelt argument", "getAgents", { nme: "a" }, "nme is not an argument: did you mean name?"],
    ["nothing that says which", "getAgent", {}, "id is missing: write id or name"],
    [
      "two things that say which",
      "getAgent",
      { id: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11", name: "a" },
      "name cannot be combined with id",
    ],
    [
      "a word as an id",
      "getAgentHealth",
      { agentId: ".." },
      "agentId must be an id, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
    ],
    ["a limit of nothing", "getAgents", { limit: 0 }, "limit must be a whole number, 1 or more"],
    [
      "two filters of which the API takes one",
      "getThreads",
      { agentId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11", status: "idle", requiresAttention: true },
      "requiresAttention cannot be combined with status",
    ],
  ] as const)("%s is refused before a request", async (_, name, args, message) => {
    const lookup = lookups[name] as (find: typeof setting, args: unknown) => Promise<unknown>;
    await expect(lookup(setting, args)).rejects.toEqual(new LookupError(message));
    expect(on.emulator.requests).toEqual([]);
  });

  it("says what is wrong with the configuration, and what the API answered", async () => {
    const wrong = (key: string) => (key === "deepagents:apiKey" ? "not-the-key" : setting(key));
    await expect(lookups.getAgents(wrong, {})).rejects.toThrow(
      /^GET \/agents\S* answered 403: Forbidden\. The API key is wrong/,
    );
    const none = (key: string) => ({ "deepagents:connection": "staging" })[key];
    await expect(lookups.getAgents(none, {})).rejects.toThrow(
      'deepagents:apiKey of the provider "staging" is empty: give the provider an API key',
    );
  });
});
