import { agent } from "../../../../provider/resources/agent/agent";
import type { AgentInputs } from "../../../../provider/inputs/agent";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { onEmulator, type OnEmulator } from "./on-emulator";

const URL = "https://mcp.example.com/notes";
const ID = "11111111-1111-1111-1111-111111111111";

const inputs: AgentInputs = {
  name: "assistant",
  description: "Answers questions.",
  systemPrompt: "You answer questions.\n\nBe brief.\n",
  model: "anthropic:claude-sonnet-4-6",
  tools: [
    { name: "search", mcpServerUrl: `${URL}/`, requireApproval: false },
    { name: "remove", mcpServerUrl: URL, displayName: "Delete a note", requireApproval: true },
    { name: "list", mcpServerUrl: URL },
  ],
  interruptConfig: { [`${URL}/::list::Notes`]: true },
  backend: { type: "thread_scoped_sandbox", sandbox: { policyIds: ["p1"], idleTtlSeconds: 900 } },
  permissions: { visibility: "user", sharedUsers: { read: ["u1"] } },
  subagents: [
    { name: "writer", description: "Writes.", model: "openai:gpt-5.5", instructions: "Write well.", tools: [] },
    { name: "critic", tools: [{ name: "search", mcpServerUrl: URL, requireApproval: true }] },
  ],
  skills: [
    { name: "summarize", description: "How to summarize.", instructions: "Short.", files: { "a/b.md": "text" } },
  ],
  files: { "docs/style.md": "Plain words.", "docs/more.md": { content: "More." } },
  extras: { team: "platform", nested: { b: 1, a: [true, null] } },
  configurable: { recursion_limit: 50 },
};

let on: OnEmulator;
beforeEach(async () => {
  on = await onEmulator();
  await on.api.mcpServers.create({ name: "notes", url: URL });
});
afterEach(() => on.emulator.close());

it("sends a prompt under both names that the API has used", async () => {
  const { id, state } = await agent.create(on.deploy(), { name: "a", systemPrompt: "One." });
  expect(await on.api.agents.get(id)).toMatchObject({ system_prompt: "One.", instructions: "One." });
  await agent.update(on.deploy(), id, state, { name: "a", systemPrompt: "Two." });
  expect(await on.api.agents.get(id)).toMatchObject({ system_prompt: "Two.", instructions: "Two." });
});

it("writes an approval rule for each tool that sets requireApproval", async () => {
  const { id } = await agent.create(on.deploy(), inputs);
  const { tools, subagents } = await on.api.agents.get(id);
  expect(tools?.interrupt_config).toEqual({
    [`${URL}::search`]: false,
    [`${URL}::remove`]: true,
    [`${URL}/::list::Notes`]: true,
  });
  expect(subagents?.find(({ name }) => name === "critic")?.tools?.interrupt_config).toEqual({
    [`${URL}::search`]: true,
  });
});

it("sends one rule for a tool whose key can be spelled in several ways", async () => {
  const tools = [{ name: "search", mcpServerUrl: URL, requireApproval: true }];
  const { id } = await agent.create(on.deploy(), {
    name: "a",
    tools,
    interruptConfig: { [`${URL}/::search::Notes`]: true },
  });
  expect((await on.api.agents.get(id)).tools?.interrupt_config).toEqual({ [`${URL}::search`]: true });
});

describe("an agent that means the same is not changed", () => {
  it.each<[string, Partial<AgentInputs>]>([
    ["a URL's trailing slash", { tools: inputs.tools?.map((tool) => ({ ...tool, mcpServerUrl: URL })) }],
    ["extra parts of an interrupt key", { interruptConfig: { [`${URL}::list`]: true } }],
    ["the order of tools", { tools: inputs.tools?.toReversed() }],
    ["the order of keys", { extras: { nested: { a: [true, null], b: 1 }, team: "platform" } }],
    [
      "the backend's other dialect",
      { backend: { type: "sandbox", sandboxConfig: { policyIds: ["p1"], idleTtlSeconds: 900, scope: "thread" } } },
    ],
    ["a permission's default", { permissions: { ...inputs.permissions, identity: "personal" } }],
    ["how a file is written", { files: { "docs/style.md": { content: "Plain words." }, "docs/more.md": "More." } }],
    ["a display name's default", { tools: inputs.tools?.map((tool) => ({ displayName: tool.name, ...tool })) }],
    ["the order of subagents", { subagents: inputs.subagents?.toReversed() }],
    [
      "the other name of a subagent's prompt",
      {
        subagents: inputs.subagents?.map(({ instructions, ...subagent }) => ({
          ...subagent,
          systemPrompt: instructions,
        })),
      },
    ],
  ])("by %s", async (_, same) => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    on.writes();
    const next = { ...inputs, ...same };
    expect(agent.diff(ID, state, next).changed).toEqual([]);
    expect((await agent.update(on.deploy(), id, state, next)).revision).toBe(state.revision);
    expect(on.writes()).toEqual([]);
  });

  it("by omitting what was empty", async () => {
    const { state } = await agent.create(on.deploy(), {
      name: "a",
      description: "",
      tools: [],
      extras: {},
      skills: [],
    });
    expect(agent.diff(ID, state, { name: "a" }).changed).toEqual([]);
  });
});

describe("a PATCH", () => {
  const cases: [string, Partial<AgentInputs>, Record<string, unknown>][] = [
    ["name", { name: "b" }, { name: "b" }],
    ["description", { description: "New." }, { description: "New." }],
    ["description dropped", { description: undefined }, { description: "" }],
    ["systemPrompt", { systemPrompt: "New." }, { system_prompt: "New.", instructions: "New." }],
    ["systemPrompt dropped", { systemPrompt: undefined }, { system_prompt: "", instructions: "" }],
    ["model", { model: "openai:gpt-5.5" }, { runtime: { model: { model_id: "openai:gpt-5.5" } } }],
    ["model dropped", { model: undefined }, { runtime: {} }],
    [
      "tools and rules dropped",
      { tools: undefined, interruptConfig: undefined },
      { tools: { tools: [], interrupt_config: {} } },
    ],
    ["backend", { backend: { type: "default" } }, { backend: { type: "default" } }],
    ["backend dropped", { backend: undefined }, { backend: {} }],
    ["permissions", { permissions: { identity: "shared" } }, { permissions: { identity: "shared" } }],
    ["permissions dropped", { permissions: undefined }, { permissions: {} }],
    ["subagents", { subagents: [{ name: "writer" }] }, { subagents: [{ name: "writer" }] }],
    [
      "a subagent's prompt",
      { subagents: [{ name: "writer", systemPrompt: "Write." }] },
      { subagents: [{ name: "writer", instructions: "Write." }] },
    ],
    ["subagents dropped", { subagents: undefined }, { subagents: [] }],
    ["skills", { skills: [{ name: "s" }] }, { skills: [{ type: "inline", name: "s" }] }],
    ["skills dropped", { skills: undefined }, { skills: [] }],
    ["extras", { extras: { a: 1 } }, { extras: { a: 1 } }],
    ["extras dropped", { extras: undefined }, { extras: {} }],
    ["configurable dropped", { configurable: undefined }, { configurable: {} }],
    [
      "one file",
      { files: { "docs/style.md": "Fancy words.", "docs/more.md": "More." } },
      { files: { "docs/style.md": { content: "Fancy words." } } },
    ],
    ["a file dropped", { files: { "docs/style.md": "Plain words." } }, { deleted_paths: ["docs/more.md"] }],
    [
      "a file with the name of a method",
      { files: { ...inputs.files, constructor: "x" } },
      { files: { constructor: { content: "x" } } },
    ],
    ["files dropped", { files: undefined }, { deleted_paths: ["docs/style.md", "docs/more.md"] }],
  ];

  it.each(cases)("carries only what changed: %s", async (_, change, expected) => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    const deployment = on.deploy();
    const update = jest.spyOn(deployment.api.agents, "update");
    await agent.update(deployment, id, state, without({ ...inputs, ...change }));
    expect(update.mock.calls.map(([, body]) => body)).toEqual([expected]);
    // The agent is now what was sent, so a refresh finds nothing to correct.
    const next = without({ ...inputs, ...change });
    expect((await agent.read(on.deploy(), id, next))?.inputs).toEqual(next);
  });
});

describe("a file that a typed field wrote and that is now raw, or the other way round", () => {
  const skill = { name: "s", instructions: "Short." };
  const moves: [string, AgentInputs, AgentInputs][] = [
    ["the prompt", { name: "a", systemPrompt: "Hi." }, { name: "a", files: { "AGENTS.md": "Hello." } }],
    [
      "the tools",
      { name: "a", tools: [{ name: "search", mcpServerUrl: URL }] },
      { name: "a", files: { "tools.json": '{"tools":[]}' } },
    ],
    [
      "a skill's file",
      { name: "a", files: { "skills/s/a.md": "text" } },
      { name: "a", skills: [{ ...skill, files: { "a.md": "text" } }] },
    ],
    ["a skill", { name: "a", skills: [skill] }, { name: "a", files: { "skills/s/SKILL.md": "Raw." } }],
  ];

  it.each([...moves, ...moves.map(([what, from, to]) => [`${what}, back`, to, from] as const)])(
    "is moved: %s",
    async (_, from, to) => {
      const { id, state } = await agent.create(on.deploy(), from);
      const updated = await agent.update(on.deploy(), id, state, to);
      expect((await agent.read(on.deploy(), id, updated))?.inputs).toEqual(to);
      expect(agent.diff(id, updated, to).changes).toBe(false);
    },
  );
});

describe("a refresh shows what was changed outside Pulumi", () => {
  const backs: [string, Parameters<OnEmulator["api"]["agents"]["update"]>[1], string][] = [
    ["the prompt", { system_prompt: "Hacked." }, "systemPrompt"],
    ["the model", { runtime: { model: { model_id: "openai:other" } } }, "model"],
    ["a tool taken away", { tools: { tools: [], interrupt_config: {} } }, "tools"],
    ["the backend", { backend: { type: "state" } }, "backend"],
    ["a permission", { permissions: { visibility: "tenant" } }, "permissions"],
    ["a skill's file", { files: { "skills/summarize/a/b.md": { content: "changed" } } }, "skills"],
    ["a raw file", { files: { "docs/style.md": { content: "changed" } } }, "files"],
    ["a raw file taken away", { deleted_paths: ["docs/style.md"] }, "files"],
    ["extras", { extras: { team: "other" } }, "extras"],
    ["a subagent", { subagents: [] }, "subagents"],
  ];

  it.each(backs)("%s, and the next update reverts it", async (_, change, property) => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    await on.api.agents.update(id, change);
    const drifted = await agent.read(on.deploy(), id, state);
    expect(agent.diff(ID, drifted?.state ?? {}, inputs).changed).toContain(property);
    await agent.update(on.deploy(), id, drifted?.state ?? {}, inputs);
    expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual(inputs);
  });

  it("but not what the agent remembers, what the API fills in, or what the program does not set", async () => {
    const small = { name: "a", tools: [{ name: "search", mcpServerUrl: URL }], files: { "a.md": "text" } };
    const { id, state } = await agent.create(on.deploy(), small);
    await on.api.agents.update(id, {
      files: { "memories/user.md": { content: "likes tea" } },
      description: "By hand.",
    });
    const read = await agent.read(on.deploy(), id, state);
    expect(read?.inputs).toEqual(small);
    expect(agent.diff(ID, read?.state ?? {}, small).changes).toBe(false);
    expect(read?.state.revision).not.toBe(state.revision);
  });
});

describe("the front matter of a skill besides its name and description", () => {
  const MAIN = "skills/git/SKILL.md";
  const KEYS = "allowed-tools: Bash(git:*)\nlicense: MIT\nmetadata:\n  version: 1.0";
  const git = { name: "git", description: "Helps with git.", instructions: "Run git.", files: { "a.md": "text" } };
  const plain = { name: "plain", description: "Is plain." };
  const withKeys: AgentInputs = { name: "a", systemPrompt: "One.", skills: [{ ...git, frontMatter: KEYS }, plain] };
  const written = (keys: string, instructions = "Run git."): string =>
    `---\nname: "git"\ndescription: "Helps with git."\n${keys}---\n\n${instructions}`;

  /** The files of an agent, and its revision. */
  const found = async (id: string) => {
    const { files = {}, revision } = await on.api.agents.get(id, { includeFiles: true });
    return { files, revision };
  };
  const fileOf = async (id: string): Promise<string | undefined> => (await found(id)).files[MAIN]?.content;
  /** An agent that somebody else made, with more in its front matter than the program says. */
  const adopted = async (): Promise<{ id: string; inputs: AgentInputs }> => {
    const file = `---\r\nname: git\r\nlicense: MIT\r\ndescription: Use it: always\r\n---\r\n\r\nRun git.`;
    const { id } = await on.api.agents.create({ name: "a", files: { [MAIN]: { content: file } } });
    return { id, inputs: { name: "a", adopt: id, skills: [{ ...git, description: "Use it: always", files: {} }] } };
  };

  it("is sent in files, with those of all skills, and read back as the program wrote it", async () => {
    const deployment = on.deploy();
    const create = jest.spyOn(deployment.api.agents, "create");
    const { id, state } = await agent.create(deployment, withKeys);
    const [body] = create.mock.calls[0] ?? [];
    expect(body).not.toHaveProperty("skills");
    expect(body?.files).toEqual({
      [MAIN]: { content: written(`${KEYS}\n`) },
      "skills/git/a.md": { content: "text" },
      "skills/plain/SKILL.md": { content: '---\nname: "plain"\ndescription: "Is plain."\n---\n\n' },
    });
    expect((await on.api.agents.get(id)).skills).toMatchObject([git, plain]);
    expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual(withKeys);
    expect((await agent.read(on.deploy(), id))?.inputs.skills).toEqual(withKeys.skills);
    expect(on.logged).toEqual([]);
  });

  it("stays on an adopted agent whose prompt and skills change, and is no drift", async () => {
    const { id, inputs } = await adopted();
    expect((await agent.previewAdoption(on.deploy(), inputs)).changed).toEqual([]);
    const { state } = await agent.create(on.deploy(), inputs);
    const prompted = await agent.update(on.deploy(), id, state, { ...inputs, systemPrompt: "Two." });
    expect(await fileOf(id)).toContain("license: MIT");
    const [skill] = inputs.skills ?? [];
    const edited = {
      ...inputs,
      systemPrompt: "Two.",
      skills: [{ ...skill, instructions: "Run it." }, plain],
    } as AgentInputs;
    expect(agent.diff(id, prompted, edited).changed).toEqual(["skills"]);
    const updated = await agent.update(on.deploy(), id, prompted, edited);
    expect(await fileOf(id)).toBe('---\nname: "git"\ndescription: "Use it: always"\nlicense: MIT\n---\n\nRun it.');
    expect((await agent.read(on.deploy(), id, updated))?.inputs).toEqual(edited);
    expect(agent.diff(id, updated, edited).changes).toBe(false);
  });

  it("is removed from an adopted agent by an empty one, which the preview says", async () => {
    const { id, inputs } = await adopted();
    const cleared = { ...inputs, skills: inputs.skills?.map((skill) => ({ ...skill, frontMatter: "" })) };
    expect((await agent.previewAdoption(on.deploy(), cleared)).changed).toEqual(["skills"]);
    const { state } = await agent.create(on.deploy(), inputs);
    expect(agent.diff(id, state, cleared).changed).toEqual(["skills"]);
    await agent.update(on.deploy(), id, state, cleared);
    expect(await fileOf(id)).not.toContain("license");
  });

  it("is removed when the program no longer sets it, also if the answer to that is lost", async () => {
    const without: AgentInputs = { ...withKeys, skills: [git, plain] };
    for (const kind of ["reset-before", "reset-after"] as const) {
      const { id, state } = await agent.create(on.deploy(), withKeys);
      expect(agent.diff(id, state, without).changed).toEqual(["skills"]);
      on.emulator.injectFault({ method: "PATCH", path: "/agents/{agent_id}", fault: { kind } });
      on.writes();
      const updated = await agent.update(on.deploy(), id, state, without);
      expect(on.writes()).toHaveLength(kind === "reset-before" ? 2 : 1);
      expect(await fileOf(id)).toBe(written(""));
      expect((await agent.read(on.deploy(), id, updated))?.inputs).toEqual(without);
    }
  });

  it.each<[string, string]>([
    ["the order of keys", "metadata: { version: 1.0 }\nlicense: MIT\nallowed-tools: Bash(git:*)"],
    ["quotes, comments and blank lines", `# Ours.\n\n${KEYS.replace("MIT", '"MIT"')}\n`],
  ])("is not changed by %s", async (_, frontMatter) => {
    const { id, state } = await agent.create(on.deploy(), withKeys);
    const same = { ...withKeys, skills: [plain, { ...git, frontMatter }] };
    expect(agent.diff(id, state, same).changes).toBe(false);
    await on.api.agents.update(id, { files: { [MAIN]: { content: written(`${frontMatter}\n`) } } });
    expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual(withKeys);
    const skills = [{ ...git, frontMatter: "" }, plain];
    expect(agent.diff(id, { ...state, skills }, { ...withKeys, skills: [git, plain] }).changes).toBe(false);
  });

  it.each<[string, string | undefined]>([
    ["changed", KEYS.replace("MIT", "Apache-2.0")],
    ["a number that became a text", KEYS.replace("1.0", '"1.0"')],
    ["taken away", ""],
    ["made something that is not YAML", "license: [MIT"],
  ])("shows in a refresh when it was changed by hand: %s", async (_, keys) => {
    const { id, state } = await agent.create(on.deploy(), withKeys);
    await on.api.agents.update(id, { files: { [MAIN]: { content: written(keys ? `${keys}\n` : "") } } });
    const drifted = await agent.read(on.deploy(), id, state);
    expect(drifted?.inputs.skills).toEqual([{ ...git, frontMatter: keys }, plain]);
    expect(agent.diff(id, drifted?.state ?? {}, withKeys).changed).toEqual(["skills"]);
    await agent.update(on.deploy(), id, drifted?.state ?? {}, withKeys);
    expect(await fileOf(id)).toBe(written(`${KEYS}\n`));
  });

  it("is sent with only the files that an update changes, and what is gone or was added by hand is deleted", async () => {
    const { id, state } = await agent.create(on.deploy(), {
      ...withKeys,
      skills: [...(withKeys.skills ?? []), { name: "c" }],
    });
    await on.api.agents.update(id, { files: { "skills/git/b.md": { content: "By hand." } } });
    const deployment = on.deploy();
    const update = jest.spyOn(deployment.api.agents, "update");
    const edited = { ...git, instructions: "Run it.", frontMatter: KEYS };
    const updated = await agent.update(deployment, id, state, { ...withKeys, skills: [edited, plain] });
    expect(update.mock.calls.map(([, body]) => body)).toEqual([
      {
        files: { [MAIN]: { content: written(`${KEYS}\n`, "Run it.") } },
        deleted_paths: ["skills/c/SKILL.md", "skills/git/b.md"],
      },
    ]);
    expect((await agent.read(on.deploy(), id, updated))?.inputs.skills).toEqual([edited, plain]);
    await agent.update(on.deploy(), id, updated, { name: "a", systemPrompt: "One." });
    expect(Object.keys((await found(id)).files)).toEqual(["AGENTS.md"]);
  });

  it("costs a request where skills change, and none where they do not, nor where there are none", async () => {
    const { id, state } = await agent.create(on.deploy(), withKeys);
    const requests = async (next: AgentInputs): Promise<string[]> => {
      on.emulator.clearRequests();
      await agent.update(on.deploy(), id, state, next);
      return on.emulator.requests.map(({ method }) => method);
    };
    expect(await requests({ ...withKeys, systemPrompt: "Two." })).toEqual(["PATCH"]);
    expect(await requests({ ...withKeys, skills: [{ ...git, frontMatter: "license: 0BSD" }] })).toEqual([
      "GET",
      "PATCH",
    ]);
    expect(await requests({ name: "a", systemPrompt: "One.", skills: [] })).toEqual(["PATCH"]);
  });

  it("is not sent again where the server has it already", async () => {
    const { id, state } = await agent.create(on.deploy(), withKeys);
    const { revision } = await found(id);
    const skills = [git, plain];
    expect((await agent.update(on.deploy(), id, { ...state, skills }, withKeys)).revision).toBe(revision);
  });
});

it("is read completely from the id alone", async () => {
  const { id } = await agent.create(on.deploy(), inputs);
  const read = await agent.read(on.deploy(), id);
  expect(agent.diff(ID, read?.state ?? {}, inputs).changed).toEqual([]);
});

it("asks for the file map only when the program has raw files", async () => {
  const { id, state } = await agent.create(on.deploy(), { name: "a" });
  on.emulator.clearRequests();
  await agent.read(on.deploy(), id, state);
  expect(on.emulator.requests.map(({ path }) => path)).toEqual([`/v1/deepagents/agents/${id}`]);
});

describe("in a preview", () => {
  it.each<[string, AgentInputs, string[]]>([
    ["a tool's URL", { ...inputs, tools: [{ name: "search", mcpServerUrl: UNKNOWN }] }, ["tools"]],
    ["a whole list", { ...inputs, subagents: UNKNOWN as never }, ["subagents"]],
    ["a file", { ...inputs, files: { ...inputs.files, "docs/style.md": UNKNOWN } }, ["files"]],
  ])("%s that is not known yet counts as a change", (_, next, changed) => {
    expect(agent.check(next as never)).toEqual([]);
    expect(agent.diff(ID, inputs, next).changed).toEqual(changed);
  });
});

function without(properties: AgentInputs): AgentInputs {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as AgentInputs;
}
