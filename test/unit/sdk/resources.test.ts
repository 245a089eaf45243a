import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

const registered: MockResourceArgs[] = [];
/** What resources get that the program does not set. */
let elsewhere: Record<string, unknown> = {};

beforeEach(() => {
  elsewhere = {};
});

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      const outputs = args.type.endsWith(":McpServer") ? { updatedAt: "2026-01-01" } : elsewhere;
      return { id: `${args.name}-id`, state: { ...(args.inputs as Record<string, unknown>), ...outputs } };
    },
    call: () => ({}),
  });
});

// After setMocks, as Pulumi's guide to unit tests has it.
const sdk = () => import("pulumi-deepagents");

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

async function inputsOf(resource: pulumi.CustomResource, name: string): Promise<Record<string, unknown>> {
  await valueOf(resource.urn);
  return registered.find((args) => args.name === name)?.inputs as Record<string, unknown>;
}

describe("McpServer", () => {
  it("is named after the resource unless the program says otherwise", async () => {
    const { McpServer } = await sdk();
    const url = "https://mcp.example.com";
    expect(await valueOf(new McpServer("notes", { url }).name)).toBe("notes");
    expect(await valueOf(new McpServer("n2", { url, name: "notes" }).name)).toBe("notes");
  });

  it.each([
    ["given", { Authorization: "Bearer x" }],
    ["given in part as a secret", { Authorization: pulumi.secret("Bearer x") }],
    ["not given", undefined],
  ])("keeps headers secret: %s", async (_, headers) => {
    const { McpServer } = await sdk();
    const server = new McpServer(`secret-${String(_)}`, { url: "https://mcp.example.com", headers });
    expect(await pulumi.isSecret(server.headers)).toBe(true);
    expect(await valueOf(pulumi.unsecret(server.headers))).toEqual(
      headers === undefined ? {} : { Authorization: "Bearer x" },
    );
  });
});

describe("McpConnection", () => {
  it("tells the provider which server it is about, and what access to it depends on", async () => {
    const { McpConnection, McpServer } = await sdk();
    const url = "https://mcp.example.com";
    const mcpServer = new McpServer("oauth-server", { url, authType: "oauth", oauthMode: "per_user_dynamic_client" });
    const inputs = await inputsOf(new McpConnection("access", { mcpServer, scopes: ["repo"] }), "access");
    expect(inputs).toMatchObject({
      mcpServerId: "oauth-server-id",
      scopes: ["repo"],
      __server: { url, authType: "oauth", oauthMode: "per_user_dynamic_client" },
      __label: "access",
    });
    expect(inputs).not.toHaveProperty("mcpServer");
    const byId = await inputsOf(new McpConnection("by-id", { mcpServerId: "id" }), "by-id");
    expect(byId.mcpServerId).toBe("id");
    expect(byId).not.toHaveProperty("__server");
  });

  it("is made with the provider of its server, unless the program says otherwise", async () => {
    const { Provider, McpConnection, McpServer } = await sdk();
    const [one, two] = ["one", "two"].map((name) => new Provider(name, { apiKey: name }));
    const mcpServer = new McpServer("elsewhere", { url: "https://mcp.example.com" }, { provider: one! });
    const same = await inputsOf(new McpConnection("same", { mcpServer }), "same");
    expect(same.__connection).toBe("one-id");
    const other = await inputsOf(new McpConnection("other", { mcpServer }, { provider: two! }), "other");
    expect(other.__connection).toBe("two-id");
  });
});

describe("Agent", () => {
  it("needs no arguments except a name", async () => {
    const { Agent } = await sdk();
    expect(await valueOf(new Agent("assistant").name)).toBe("assistant");
  });

  it("takes a tool's URL from the server it names, in every way of writing the list", async () => {
    const { Agent, McpServer } = await sdk();
    const server = new McpServer("server", { url: "https://mcp.example.com" });
    const tool = { name: "search", mcpServer: server, requireApproval: true };
    const expected = [{ name: "search", mcpServerUrl: "https://mcp.example.com", requireApproval: true }];
    const lists = {
      plain: [tool],
      output: pulumi.output([tool]),
      promise: Promise.resolve([tool]),
      item: [pulumi.output(tool)],
    };
    for (const [name, tools] of Object.entries(lists)) {
      const agent = new Agent(`tools-${name}`, { tools, subagents: [{ name: "sub", tools }] });
      const inputs = await inputsOf(agent, `tools-${name}`);
      expect(inputs.tools).toEqual(expected);
      expect(inputs.subagents).toEqual([{ name: "sub", tools: expected }]);
    }
  });

  it.each([
    ["its URL", "url"],
    ["its id", "id"],
    ["the URL as a text", undefined],
  ] as const)("says what belongs there where a server is wanted and %s is given", async (_, output) => {
    const { Agent, agentFromDirectory, GatedAgent, getMcpToolsOutput, McpConnection, McpServer } = await sdk();
    const server = new McpServer("crm", { url: "https://crm.example.com" });
    const mcpServer = (output === undefined ? "https://crm.example.com" : server[output]) as never;
    const itself = "takes the McpServer resource itself (crm, not crm.url or crm.id): pass that, or";
    const tools = [
      { name: "find", mcpServer: server },
      { name: "search", mcpServer },
    ];
    expect(() => new Agent("a", { tools })).toThrow(
      `new Agent("a"): tools[1].mcpServer ${itself} write the URL as mcpServerUrl`,
    );
    expect(() => new GatedAgent("g", { subagents: [{ name: "s", tools }], smokeTest: { cases: [] } })).toThrow(
      `new GatedAgent("g"): subagents[0].tools[1].mcpServer ${itself} write the URL as mcpServerUrl`,
    );
    expect(() => new McpConnection("c", { mcpServer })).toThrow(
      `new McpConnection("c"): mcpServer ${itself} write the id as mcpServerId`,
    );
    expect(() => getMcpToolsOutput({ mcpServer })).toThrow(
      `getMcpToolsOutput: mcpServer ${itself} write the URL as mcpServerUrl`,
    );
    expect(() => agentFromDirectory("./a", { mcpServers: { "https://crm.example.com": mcpServer } })).toThrow(
      `agentFromDirectory("./a"): mcpServers["https://crm.example.com"] ${itself} leave the entry out`,
    );
  });

  it("gives the provider a subagent's prompt under one name, whichever the program uses", async () => {
    const { Agent } = await sdk();
    const empty = pulumi.output<string | undefined>(undefined) as pulumi.Output<string>;
    const spellings = {
      instructions: { name: "sub", instructions: "x" },
      systemPrompt: { name: "sub", systemPrompt: "x" },
      output: { name: "sub", systemPrompt: pulumi.output("x") },
      "empty-instructions": { name: "sub", instructions: empty, systemPrompt: "x" },
      "empty-prompt": { name: "sub", instructions: "x", systemPrompt: empty },
      item: pulumi.output({ name: "sub", systemPrompt: "x" }),
    };
    for (const [name, subagent] of Object.entries(spellings)) {
      const { subagents } = await inputsOf(new Agent(`prompt-${name}`, { subagents: [subagent] }), `prompt-${name}`);
      const [{ systemPrompt, ...kept }] = subagents as [Record<string, unknown>];
      expect(kept).toEqual({ name: "sub", instructions: "x" });
      // What the provider takes for left out.
      expect(systemPrompt ?? undefined).toBeUndefined();
    }
    const secret = new Agent("prompt-secret", { subagents: [{ name: "sub", systemPrompt: pulumi.secret("x") }] });
    expect((await inputsOf(secret, "prompt-secret")).__secretPaths).toEqual(["subagents[0].instructions"]);
  });

  it("leaves a subagent with two prompts to the provider, which refuses it", async () => {
    const { Agent } = await sdk();
    const subagents = [{ name: "sub", instructions: pulumi.output("x"), systemPrompt: "y" }];
    const inputs = await inputsOf(new Agent("two-prompts", { subagents }), "two-prompts");
    expect(inputs.subagents).toEqual([{ name: "sub", instructions: "x", systemPrompt: "y" }]);
  });

  it("knows when the servers of its tools were changed, in every way of writing the list", async () => {
    const { Agent, McpServer } = await sdk();
    const [one, two] = ["one", "two"].map((name) => new McpServer(name, { url: `https://${name}.example.com` }));
    const tools = [
      { name: "a", mcpServer: one! },
      { name: "b", mcpServerUrl: "https://else.example.com" },
    ];
    const subagents = [{ name: "sub", tools: pulumi.output([{ name: "c", mcpServer: two! }]) }];
    const expected = { "https://one.example.com": "2026-01-01", "https://two.example.com": "2026-01-01" };
    for (const list of [tools, pulumi.output(tools), Promise.resolve(tools)]) {
      const agent = new Agent("servers", { tools: list, subagents });
      expect(await valueOf(agent.mcpServersUpdatedAt)).toEqual(expected);
    }
    expect(await valueOf(new Agent("none").mcpServersUpdatedAt)).toEqual({});
  });

  it("has every documented output, even for arguments that the program left out", async () => {
    const { Agent, McpServer } = await sdk();
    const left = [
      "description",
      "systemPrompt",
      "model",
      "tools",
      "interruptConfig",
      "backend",
      "permissions",
    ] as const;
    const agent = new Agent("bare");
    for (const name of [...left, "subagents", "skills", "files", "extras", "configurable"] as const) {
      expect([name, await valueOf<unknown>(agent[name])]).toEqual([name, undefined]);
    }
    const server = new McpServer("bare-server", { url: "https://mcp.example.com" });
    for (const name of ["authType", "oauthMode", "oauthProviderId", "vendorId", "externalSystemId"] as const) {
      expect([name, await valueOf<unknown>(server[name])]).toEqual([name, undefined]);
    }
  });

  it.each([
    ["read from the engine", { id: "an-id" }],
    ["with changes that are ignored", { ignoreChanges: ["description"] }],
  ])("has the value of what the program left out, where another may set it: %s", async (what, opts) => {
    const { Agent } = await sdk();
    elsewhere = { description: "set elsewhere" };
    expect(await valueOf(new Agent(`elsewhere ${what}`, {}, opts).description)).toBe("set elsewhere");
  });

  it("has the value that only the mocks of a unit test have set, and no secret where there is none", async () => {
    const { Agent, McpServer } = await sdk();
    elsewhere = { description: "set by a mock" };
    const { description, systemPrompt } = new Agent("mocked", {});
    expect(await valueOf(description)).toBe("set by a mock");
    expect(await valueOf(systemPrompt)).toBeUndefined();
    const { vendorId } = new McpServer("mocked-server", { url: "https://mcp.example.com" });
    expect([await valueOf(vendorId), await pulumi.isSecret(vendorId)]).toEqual([undefined, false]);
  });

  it.each([
    ["an output", undefined],
    ["an output", null],
  ])("is named after the resource where the name is %s that turns out to be %s", async (_, empty) => {
    const { Agent } = await sdk();
    const name = `nameless ${String(empty)}`;
    const inputs = await inputsOf(new Agent(name, { name: pulumi.output(empty as unknown as string) }), name);
    expect(inputs).toMatchObject({ name, __defaultName: name });
  });

  it("tells the provider that a name is only the default, and nothing about one that is given", async () => {
    const { Agent } = await sdk();
    expect(await inputsOf(new Agent("unnamed"), "unnamed")).toMatchObject({
      name: "unnamed",
      __defaultName: "unnamed",
    });
    for (const [resource, name] of [
      ["plain", "Given"],
      ["later", pulumi.output("Given")],
    ] as const) {
      const inputs = await inputsOf(new Agent(resource, { name }), resource);
      expect(inputs).toMatchObject({ name: "Given" });
      expect(inputs).not.toHaveProperty("__defaultName");
    }
  });

  it("makes no outputs for unset properties: each takes Pulumi half a millisecond", async () => {
    const { Agent } = await sdk();
    const outputs = Object.entries(new Agent("few", { model: "openai:gpt-5", tools: undefined }))
      .filter(([, value]) => pulumi.Output.isInstance(value))
      .map(([name]) => name);
    expect(outputs.sort()).toEqual(
      [
        "__defaultName",
        "__owner",
        "__provider",
        "createdAt",
        "id",
        "model",
        "name",
        "ownerId",
        "revision",
        "updatedAt",
        "urn",
      ].sort(),
    );
  });

  it("gives the engine a provider of a few bytes", async () => {
    const { Agent } = await sdk();
    const inputs = await inputsOf(new Agent("small"), "small");
    expect(inputs.__provider).toBe('exports.handler = () => require("pulumi-deepagents/dynamic").agent;');
  });
});

describe("SmokeTest", () => {
  it("tests the agent it is given, under the name of its component", async () => {
    const { Agent, McpServer, SmokeTest } = await sdk();
    const server = new McpServer("tested", { url: "https://tested.example.com" });
    const agent = new Agent("subject", { tools: [{ name: "search", mcpServer: server }] });
    const test = new SmokeTest("check", { agent, cases: [{ name: "a", prompt: "b" }], triggers: [1] });
    await valueOf(test.urn);
    await valueOf(test.passed);
    const run = registered.find(({ type }) => type.endsWith(":SmokeTestRun"));
    expect(run?.inputs).toMatchObject({
      agentId: "subject-id",
      cases: [{ name: "a", prompt: "b" }],
      triggers: [1],
      __mcpServers: { "https://tested.example.com": "2026-01-01" },
      __urn: expect.stringMatching(/deepagents:index:SmokeTest::check$/) as string,
    });
    expect(run?.inputs).not.toHaveProperty("agent");
  });
});

describe("what a test expects", () => {
  it("is refused where it is undefined, which would expect nothing", async () => {
    const { Agent, GatedAgent, SmokeTest } = await sdk();
    const agent = new Agent("tested");
    const expecting = (args: object | undefined) => [
      { name: "a", prompt: "b", expect: { toolsCalled: [{ name: "t", args: args as Record<string, unknown> }] } },
    ];
    const refused = (at: string): string =>
      `${at}[0].expect.toolsCalled[0].args.q[1].id is undefined, so nothing would be expected of it: write a value, or leave it out`;
    const cases = expecting({ q: [1, { id: undefined }] });
    expect(() => new SmokeTest("x", { agent, cases })).toThrow(`new SmokeTest("x"): ${refused("cases")}`);
    expect(() => new GatedAgent("x", { smokeTest: { cases } })).toThrow(
      `new GatedAgent("x"): ${refused("smokeTest.cases")}`,
    );
    expect(() => new SmokeTest("fine", { agent, cases: expecting(undefined) })).not.toThrow();
    expect(() => new SmokeTest("fine too", { agent, cases: expecting({ q: pulumi.output(1) }) })).not.toThrow();
  });
});

describe("GatedAgent", () => {
  it("refuses a test that is an output", async () => {
    const { GatedAgent } = await sdk();
    const smokeTest = pulumi.output({ cases: [] }) as never;
    expect(() => new GatedAgent("x", { smokeTest })).toThrow(
      'new GatedAgent("x"), smokeTest: the arguments are an output: write an object, whose values may be outputs',
    );
  });

  it("has a candidate whose name fits where its own does", async () => {
    const { GatedAgent } = await sdk();
    const name = "n".repeat(256);
    const gated = new GatedAgent("long", { name, smokeTest: { cases: [{ name: "a", prompt: "b" }] } });
    await valueOf(gated.agent.urn);
    const run = registered.find(({ type, name: of }) => type.endsWith(":SmokeTestRun") && of === "long");
    const { __candidate } = run?.inputs as { __candidate: { name: string } };
    expect(__candidate.name).toBe(`${"n".repeat(246)}-candidate`);
  });

  it.each(["onFailure", "agent", "agentId", "revision"])("lets nobody open its gate by %s", async (name) => {
    const { GatedAgent } = await sdk();
    const smokeTest = { cases: [{ name: "a", prompt: "b" }], [name]: "warn" };
    expect(() => new GatedAgent("x", { smokeTest })).toThrow(
      `new GatedAgent("x"): smokeTest.${name} is not for a gate, which tests the candidate`,
    );
  });

  const smokeTest = { cases: [{ name: "a", prompt: "b" }] };
  const shared = { systemPrompt: "Hello.", adopt: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11" };
  const inputsOfType = (type: string, from: number): Record<string, unknown>[] =>
    registered
      .slice(from)
      .flatMap((args) => (args.type.endsWith(type) ? [args.inputs as Record<string, unknown>] : []));

  it("creates a candidate from the same arguments, except those that only one agent can have", async () => {
    const { GatedAgent } = await sdk();
    const from = registered.length;
    const gated = new GatedAgent("shop", { ...shared, onDelete: { threads: "delete" }, smokeTest });
    expect(await valueOf(gated.id)).toBe(await valueOf(gated.agent.id));
    expect(await valueOf(gated.revision)).toEqual(await valueOf(gated.agent.revision));
    await valueOf(gated.agent.urn);
    const [run] = inputsOfType(":SmokeTestRun", from);
    expect(run).toMatchObject({ __candidate: { name: "shop-candidate", systemPrompt: "Hello." }, __gate: true });
    expect(run).not.toHaveProperty("agentId");
    expect(run?.__candidate).not.toHaveProperty("adopt");
    expect(run?.__candidate).not.toHaveProperty("onDelete");
    const [live, ...others] = inputsOfType(":Agent", from);
    expect(live).toMatchObject({ ...shared, name: "shop" });
    expect(live).not.toHaveProperty("smokeTest");
    expect(others).toEqual([]);
    // What carries the mark of the test is deleted: the live agent must not.
    expect(run?.__owner).not.toBe(live?.__owner);
  });

  it("makes the candidate an agent of the stack when it is kept", async () => {
    const { GatedAgent } = await sdk();
    const from = registered.length;
    await valueOf(new GatedAgent("kept", { ...shared, smokeTest, keepCandidate: true }).agent.urn);
    const [candidate, live] = inputsOfType(":Agent", from);
    expect([candidate?.name, live?.name]).toEqual(["kept-candidate", "kept"]);
    expect(candidate).not.toHaveProperty("adopt");
    const [run] = inputsOfType(":SmokeTestRun", from);
    expect(run).toMatchObject({ agentId: "kept-candidate-id", __gate: true });
    expect(run?.__owner).not.toBe(candidate?.__owner);
  });
});

describe("what no dynamic provider can do", () => {
  const args = { url: "https://mcp.example.com", mcpServerId: "id", agentId: "id", revision: "1", apiKey: "key" };
  const smokeTest = { cases: [{ name: "greets", prompt: "Hello." }] };
  const whole = { ...args, ...smokeTest, smokeTest };

  it.each(["Agent", "McpServer", "McpConnection", "SmokeTest", "GatedAgent", "Provider"] as const)(
    "new %s refuses arguments that are an output or a promise, and says what to write",
    async (kind) => {
      const constructor = (await sdk())[kind] as new (name: string, args: unknown) => pulumi.Resource;
      for (const [wrapped, what] of [
        [pulumi.output(whole), "an output"],
        [Promise.resolve(whole), "a promise"],
      ] as const) {
        expect(() => new constructor("x", wrapped)).toThrow(
          `new ${kind}("x"): the arguments are ${what}: write an object, whose values may be outputs`,
        );
      }
    },
  );

  it.each([
    ["Agent", 'write the argument adopt: "<id>" instead'],
    ["McpServer", 'write the argument adopt: "<id>" instead'],
    ["McpConnection", "leave it out; access that was granted before is found"],
  ] as const)("new %s refuses the option import, and says what to do instead", async (kind, instead) => {
    const constructor = (await sdk())[kind] as new (name: string, args: unknown, opts: object) => pulumi.Resource;
    expect(() => new constructor("x", args, { import: "an-id" })).toThrow(
      `new ${kind}("x"): the option import does not work with dynamic providers: ${instead}`,
    );
  });
});

describe("the provider of a component", () => {
  it.each([
    ["as a list", (provider: pulumi.ProviderResource) => ({ providers: [provider] })],
    ["by the package's name", (provider: pulumi.ProviderResource) => ({ providers: { deepagents: provider } })],
    ["by any name", (provider: pulumi.ProviderResource) => ({ providers: { whatever: provider } })],
    ["as the component's own", (provider: pulumi.ProviderResource) => ({ provider })],
  ])("reaches what is declared in it, given %s", async (how, options) => {
    const { Agent, Provider } = await sdk();
    const provider = new Provider(`p ${how}`, { apiKey: "key" });
    const outer = new pulumi.ComponentResource("x:y:Outer", `outer ${how}`, {}, options(provider));
    const inner = new pulumi.ComponentResource("x:y:Inner", `inner ${how}`, {}, { parent: outer });
    const inputs = await inputsOf(new Agent(`in ${how}`, {}, { parent: inner }), `in ${how}`);
    expect(inputs.__connection).toBe(await valueOf(provider.id));
  });
});

it("a setting of a Provider that turns out to be empty has its default", async () => {
  const { Provider } = await sdk();
  const empty = pulumi.output(undefined as unknown as string);
  const inputs = await inputsOf(new Provider("empty", { apiKey: "key", endpoint: empty, workspaceId: empty }), "empty");
  expect(Object.keys(inputs).sort()).toEqual(["deepagents:apiKey", "deepagents:connection"]);
});

it("takes a tool that turns out to be empty to the provider, which says so", async () => {
  const { Agent } = await sdk();
  const tools = [pulumi.output(undefined)] as unknown as pulumi.Input<never>[];
  const subagents = pulumi.output([null, { name: "s", tools }]) as unknown as pulumi.Input<never>[];
  const inputs = await inputsOf(new Agent("of nothing", { tools, subagents }), "of nothing");
  expect(inputs).toMatchObject({ subagents: [null, { name: "s" }] });
});

it("has outputs for whatever an object has that the program reads by its id", async () => {
  const { McpServer } = await sdk();
  elsewhere = { vendorId: "acme", authType: "oauth" };
  const read = new McpServer("read", { url: "https://mcp.example.com" }, { id: "some-id" });
  expect(Object.keys(read)).toEqual(expect.arrayContaining(["authType", "oauthMode", "oauthProviderId", "vendorId"]));
});

it("a provider of somebody else's is not taken for ours", async () => {
  const { Agent } = await sdk();
  class Acme extends pulumi.ProviderResource {
    readonly settings = {};
  }
  class Team extends pulumi.ComponentResource {
    constructor(opts: pulumi.ComponentResourceOptions) {
      super("test:index:Team", "of acme", {}, opts);
      new Agent("member of acme", {}, { parent: this });
    }
  }
  const team = new Team({ providers: { acme: new Acme("acme", "acme") } });
  await valueOf(team.urn);
  await new Promise((resolve) => setImmediate(resolve));
  const member = registered.find(({ name }) => name === "member of acme");
  expect(member?.inputs).not.toHaveProperty("__connection");
});

describe("what the program marks as secret", () => {
  it("is told to the provider by its paths, and only where there is any", async () => {
    const { Agent, GatedAgent, McpConnection, McpServer } = await sdk();
    const url = "https://mcp.example.com";
    const hidden = new McpServer("hidden", { url: pulumi.secret(url), headers: { Authorization: "x" } });
    expect((await inputsOf(hidden, "hidden")).__secretPaths).toEqual(["url"]);
    const known = new McpServer("known", { url: pulumi.output(url), headers: { Authorization: "x" } });
    expect(await inputsOf(known, "known")).not.toHaveProperty("__secretPaths");

    const tools = [
      { name: "search", mcpServer: hidden },
      { name: pulumi.secret("find"), mcpServer: known },
    ];
    const some = new Agent("some", {
      model: pulumi.secret("openai:gpt-5"),
      description: pulumi.output("Shown."),
      tools,
      files: { "a b.md": pulumi.output({ content: pulumi.secret("x") }) },
    });
    const marked = ["model", "tools[0].mcpServerUrl", "tools[1].name", 'files["a b.md"]'];
    expect((await inputsOf(some, "some")).__secretPaths).toEqual(expect.arrayContaining(marked));
    expect((await inputsOf(some, "some")).__secretPaths).toHaveLength(marked.length);
    const none = new Agent("none", { description: pulumi.output("Shown."), tools: [{ name: "x", mcpServer: known }] });
    expect(await inputsOf(none, "none")).not.toHaveProperty("__secretPaths");

    const access = new McpConnection("of-hidden", { mcpServer: hidden });
    expect((await inputsOf(access, "of-hidden")).__secretPaths).toEqual(["__server.url"]);
    const cases = [{ name: "one", prompt: pulumi.secret("Hello.") }];
    const gated = new GatedAgent("gated", { model: pulumi.secret("openai:gpt-5"), smokeTest: { cases } });
    await valueOf(gated.agent.urn);
    const run = registered.find(({ type, name }) => type.endsWith(":SmokeTestRun") && name === "gated");
    expect((run?.inputs as Record<string, unknown>).__secretPaths).toEqual(["cases[0].prompt", "__candidate.model"]);
  });
});

describe("the option customTimeouts", () => {
  it.each([
    ["90s", 90],
    ["1h30m", 5400],
    ["1.5m", 90],
    ["250ms", 0.25],
  ])("reaches the provider in seconds: %s", async (create, seconds) => {
    const { Agent, McpServer } = await sdk();
    const opts = { customTimeouts: { create, update: "0s" } };
    const agent = new Agent(`slow-${create}`, {}, opts);
    expect((await inputsOf(agent, `slow-${create}`)).__customTimeouts).toEqual({ create: seconds });
    const server = new McpServer(`slow-server-${create}`, { url: "https://mcp.example.com" }, opts);
    expect((await inputsOf(server, `slow-server-${create}`)).__customTimeouts).toEqual({ create: seconds });
  });

  it("is refused with the operations there are where it names another one, and may be null", async () => {
    const { Agent } = await sdk();
    const opts = (customTimeouts: unknown) => ({ customTimeouts }) as pulumi.CustomResourceOptions;
    expect(() => new Agent("x", {}, opts({ creat: "5m" }))).toThrow(
      'new Agent("x"): customTimeouts.creat is not an operation: write create, update, delete, read',
    );
    expect(() => new Agent("no limits", {}, opts(null))).not.toThrow();
  });

  it.each(["soon", "5", "1d", "5 m", "-5m"])(
    "is refused with an example where it is no duration: %s",
    async (update) => {
      const { Agent } = await sdk();
      expect(() => new Agent("x", {}, { customTimeouts: { update } })).toThrow(
        'new Agent("x"): customTimeouts.update is not a duration: write hours, minutes and seconds like "90s", "5m" or "1h30m"',
      );
    },
  );
});
