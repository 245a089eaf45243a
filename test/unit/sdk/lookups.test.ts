import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";
import { type Emulator, startEmulator } from "../../../emulator/index";
import type { lookups } from "../../../provider/lookups";

/** What mocks were asked for. */
const calls: pulumi.runtime.MockCallArgs[] = [];
let emulator: Emulator;

beforeAll(async () => {
  // If a look-up went to the network, it would arrive here.
  emulator = await startEmulator();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
    call: (args) => {
      calls.push(args);
      return { asked: args.inputs as unknown };
    },
  });
  pulumi.runtime.setAllConfig({ "deepagents:apiKey": emulator.apiKey, "deepagents:endpoint": emulator.url });
});
beforeEach(() => void (calls.length = 0));
afterAll(() => emulator.close());

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

const agentId = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
const mcpServerUrl = "https://mcp.example.com";
const text = pulumi.output;

/** Each look-up in both forms. A new one does not compile until it is here. */
const LOOKUPS: Record<keyof typeof lookups, readonly [() => Promise<unknown>, () => pulumi.Output<unknown>]> = {
  getAgent: [() => deepagents.getAgent({ name: "a" }), () => deepagents.getAgentOutput({ name: text("a") })],
  getAgents: [() => deepagents.getAgents(), () => deepagents.getAgentsOutput()],
  getAgentHealth: [
    () => deepagents.getAgentHealth({ agentId }),
    () => deepagents.getAgentHealthOutput({ agentId: text(agentId) }),
  ],
  getMcpServer: [
    () => deepagents.getMcpServer({ url: mcpServerUrl }),
    () => deepagents.getMcpServerOutput({ url: text(mcpServerUrl) }),
  ],
  getMcpServers: [() => deepagents.getMcpServers(), () => deepagents.getMcpServersOutput()],
  getMcpTools: [
    () => deepagents.getMcpTools({ mcpServerUrl, names: ["search"] }),
    () => deepagents.getMcpToolsOutput({ mcpServerUrl: text(mcpServerUrl), names: ["search"] }),
  ],
  getThreads: [
    () => deepagents.getThreads({ agentId, limit: 3 }),
    () => deepagents.getThreadsOutput({ agentId: text(agentId), limit: 3 }),
  ],
};

it.each(Object.entries(LOOKUPS))("%s asks the mocks of a unit test, and no server", async (name, [plain, output]) => {
  expect(await plain()).toEqual(await valueOf(output()));
  expect(calls.map(({ token }) => token)).toEqual([`deepagents:index:${name}`, `deepagents:index:${name}`]);
  expect(emulator.requests).toEqual([]);
});

it("the tools of a declared server are asked for by its URL", async () => {
  const server = new deepagents.McpServer("server", { url: mcpServerUrl });
  await valueOf(deepagents.getMcpToolsOutput({ mcpServer: server }));
  expect(calls.map(({ inputs }) => inputs as unknown)).toEqual([{ mcpServerUrl }]);
});

describe("a provider", () => {
  let provider: deepagents.Provider;
  // After setMocks: what is declared before would look for the engine.
  beforeAll(() => {
    provider = new deepagents.Provider("staging", { apiKey: "key-canary", maxRetries: 0 });
  });

  it("is what a look-up names, itself or by its parent", async () => {
    const parent = new pulumi.ComponentResource("test:index:Team", "team", {}, { providers: [provider] });
    await deepagents.getAgents({}, { provider });
    await valueOf(deepagents.getAgentsOutput({}, { parent }));
    expect(calls.map(({ provider }) => provider)).toEqual([
      "urn:pulumi:stack::project::pulumi:providers:pulumi-nodejs::staging::staging-id",
      "urn:pulumi:stack::project::pulumi:providers:pulumi-nodejs::staging::staging-id",
    ]);
  });

  it("keeps its key secret, and its settings by the names in Pulumi config", async () => {
    const { settings } = provider;
    expect(await pulumi.isSecret(settings)).toBe(true);
    expect(await valueOf(pulumi.unsecret(settings))).toEqual({
      "deepagents:connection": "staging",
      "deepagents:apiKey": "key-canary",
      "deepagents:maxRetries": "0",
    });
  });

  it("takes its key from a config key, also of another namespace", async () => {
    pulumi.runtime.setConfig("staging:apiKey", "from-config");
    const { settings } = new deepagents.Provider("by-config", { apiKeyConfig: "staging:apiKey" });
    expect((await valueOf(pulumi.unsecret(settings)))["deepagents:apiKey"]).toBe("from-config");
    expect(() => new deepagents.Provider("none", { apiKeyConfig: "missing" })).toThrow(/project:missing/);
  });

  it("of a tool's server has to be the agent's", () => {
    const mcpServer = new deepagents.McpServer("theirs", { url: mcpServerUrl }, { provider });
    const tools = [{ name: "search", mcpServer }];
    expect(() => new deepagents.Agent("mixed", { tools })).toThrow(
      'the agent "mixed" and the MCP server of its tool "search" have different providers',
    );
    expect(() => new deepagents.Agent("same", { subagents: [{ name: "s", tools }] }, { provider })).not.toThrow();
  });
});
