import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

const registered: MockResourceArgs[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
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

describe("Agent", () => {
  it("needs no arguments beside a name", async () => {
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

  it("hands the engine a provider of a few bytes", async () => {
    const { Agent } = await sdk();
    const inputs = await inputsOf(new Agent("small"), "small");
    expect(inputs.__provider).toBe('exports.handler = () => require("pulumi-deepagents/dynamic").agent;');
  });
});
