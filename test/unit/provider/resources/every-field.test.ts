/** Each input of an agent, all the way: into the request, out of the answer, into comparisons, look-ups and back. */
import { type AgentInputs, AgentInputsSchema } from "../../../../provider/inputs/agent";
import { lookups } from "../../../../provider/lookups";
import { agent } from "../../../../provider/resources/agent/agent";
import type { Context } from "../../../../provider/resources/resource";
import { type Agent, AgentSummarySchema, type CreateAgentRequest } from "../../../../provider/wire";
import { onEmulator, type OnEmulator } from "./on-emulator";

const URL = "https://mcp.example.com/notes";

/** A value for each input, none of which is the API's default. A new input does not compile until it is here. */
const EVERY: Required<Omit<AgentInputs, "adopt" | "__owner">> = {
  name: "assistant",
  description: "Answers questions.",
  systemPrompt: "You answer questions.",
  model: "anthropic:claude-sonnet-4-6",
  tools: [{ name: "search", mcpServerUrl: URL, displayName: "Search the notes" }],
  interruptConfig: { search: true },
  backend: { type: "sandbox", sandboxConfig: { scope: "agent", idleTtlSeconds: 600 } },
  permissions: { identity: "shared", visibility: "user", tenantAccessLevel: "run" },
  subagents: [{ name: "critic", instructions: "Name the weakest claim." }],
  skills: [{ name: "citations", frontMatter: "license: MIT", instructions: "Cite as [n]." }],
  files: { "docs/tone.md": "Short sentences." },
  extras: { team: "platform" },
  configurable: { recursion_limit: 50 },
  onDelete: { threads: "delete" },
};

/** The same for the API's fields, which the local server keeps. */
const EVERY_WIRE_FIELD: Required<CreateAgentRequest> = {
  name: "assistant",
  description: "Answers questions.",
  permissions: { identity: "shared", visibility: "user", tenant_access_level: "run" },
  runtime: { model: { model_id: "anthropic:claude-sonnet-4-6" } },
  instructions: "You answer questions.",
  system_prompt: "You answer questions.",
  tools: { tools: [{ name: "search", mcp_server_url: URL }], interrupt_config: { search: true } },
  subagents: [{ name: "critic", instructions: "Name the weakest claim." }],
  skills: [{ name: "citations", instructions: "Cite as [n]." }],
  extras: { team: "platform" },
  files: { "docs/tone.md": { content: "Short sentences." } },
  backend: { type: "sandbox", sandbox_config: { scope: "agent" } },
  configurable: { recursion_limit: 50 },
};

// What the server does not know: it says what Pulumi does.
const { onDelete, ...ON_SERVER } = EVERY;

let on: OnEmulator;
const setting = (key: string): string | undefined =>
  ({ "deepagents:apiKey": on.emulator.apiKey, "deepagents:endpoint": on.emulator.url })[key];

beforeAll(async () => {
  on = await onEmulator();
  await on.api.mcpServers.create({ name: "notes", url: URL });
});
afterAll(() => on.emulator.close());

it("the samples have every input that a program can set", () => {
  expect([...Object.keys(EVERY), "adopt", "__owner"].sort()).toEqual(Object.keys(AgentInputsSchema.shape).sort());
});

it("every input is accepted, kept by the server, and read back as the program wrote it", async () => {
  expect(agent.check(EVERY)).toEqual([]);
  const { id, state } = await agent.create(on.deploy(), EVERY);
  expect(on.logged).toEqual([]);
  expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual(EVERY);
  expect((await agent.read(on.deploy(), id))?.inputs).toEqual(ON_SERVER);
  expect(await lookups.getAgent(setting, { id, includeFiles: true })).toMatchObject(ON_SERVER);
});

it.each(Object.keys(EVERY).filter((name) => name !== "name") as (keyof typeof EVERY)[])(
  "%s is compared, can be set later, and is cleared when the program drops it",
  async (name) => {
    const without = { name: `without ${name}` };
    const withIt = { ...without, [name]: EVERY[name] };
    const { id, state } = await agent.create(on.deploy(), without);
    expect(agent.diff(id, state, withIt)).toMatchObject({ changes: true, changed: [name] });
    const updated = await agent.update(on.deploy(), id, state, withIt);
    expect((await agent.read(on.deploy(), id, updated))?.inputs).toEqual(withIt);
    expect(agent.diff(id, updated, without)).toMatchObject({ changes: true, changed: [name] });
    const cleared = await agent.update(on.deploy(), id, updated, without);
    expect((await agent.read(on.deploy(), id, cleared))?.inputs).toEqual(without);
    expect((await agent.read(on.deploy(), id))?.inputs).toEqual(without);
  },
);

it("every field of the API is kept by the local server, and listed where the API lists it", async () => {
  const { id } = await on.api.agents.create(EVERY_WIRE_FIELD);
  const fields = Object.keys(EVERY_WIRE_FIELD);
  expect(Object.keys(await on.api.agents.get(id, { includeFiles: true }))).toEqual(expect.arrayContaining(fields));
  for await (const listed of on.api.agents.list({ name: EVERY_WIRE_FIELD.name })) {
    if (listed.id === id) {
      expect(
        Object.keys(listed)
          .filter((name) => fields.includes(name))
          .sort(),
      ).toEqual(
        Object.keys(AgentSummarySchema.shape)
          .filter((name) => fields.includes(name))
          .sort(),
      );
    }
  }
});

it("what the API ignores or changes is named in the deployment that sent it", async () => {
  const takes = (edit: (answer: Agent) => Agent): Context => {
    const context = on.deploy();
    const { agents } = context.api;
    const create: typeof agents.create = async (...args) => edit(await agents.create(...args));
    const update: typeof agents.update = async (...args) => edit(await agents.update(...args));
    return {
      ...context,
      api: { ...context.api, agents: Object.assign(Object.create(agents), { create, update }) as never },
    };
  };
  const ignoresModel = takes(({ runtime: _, ...answer }) => answer);
  const { id, state } = await agent.create(ignoresModel, EVERY);
  expect(on.logged.splice(0)).toEqual([
    `assistant: the API ignored or changed model of the agent ${id}, so each refresh will show a difference: write what it ` +
      "has made of that, or leave it out",
  ]);
  const changes = takes((answer) => ({ ...answer, description: "Other.", permissions: { visibility: "tenant" } }));
  await agent.update(changes, id, state, { ...EVERY, systemPrompt: "You answer." });
  expect(on.logged.splice(0).join()).toContain("ignored or changed description, permissions of the agent");
});
