import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

const RESEARCH = join(__dirname, "../../fixtures/projects/research/project");
const TAVILY = "https://mcp.tavily.com/mcp/";
const FETCH = "https://mcp.example.com/fetch";

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

it("returns the arguments that the directory describes", async () => {
  const { agentFromDirectory } = await sdk();
  expect(agentFromDirectory(RESEARCH)).toMatchObject({
    name: "research-assistant",
    model: "anthropic:claude-sonnet-4-6",
    backend: { type: "sandbox", sandboxConfig: { scope: "thread", idleTtlSeconds: 900 } },
    permissions: { tenantAccessLevel: "run", sharedUsers: { run: ["user-1"] } },
    skills: [{ name: "cite-sources", files: { "templates/list.md": "1. {title}, {url}\n" } }, { name: "Fact check" }],
    subagents: [{ name: "critic" }, { name: "web reader", model: "openai:gpt-5.5" }],
  });
});

it("lets arguments of the program override those of the directory, and ignores undefined", async () => {
  const { agentFromDirectory } = await sdk();
  const args = agentFromDirectory(RESEARCH, {
    name: "mine",
    model: undefined,
    skills: [],
    permissions: { identity: "personal" },
    onDelete: { threads: "delete" },
  });
  expect(args).toMatchObject({ name: "mine", model: "anthropic:claude-sonnet-4-6", onDelete: { threads: "delete" } });
  expect([args.skills, args.permissions]).toEqual([[], { identity: "personal" }]);
});

it("refuses a server for a URL that no tool names, and says which ones they do", async () => {
  const { agentFromDirectory, McpServer } = await sdk();
  const search = new McpServer("search", { url: "https://mcp.example.com" });
  expect(() => agentFromDirectory(RESEARCH, { mcpServers: { "https://mcp.example.com": search } })).toThrow(
    /no tool of the directory is on "https:\/\/mcp\.example\.com", which mcpServers has: write a URL of its tools\.json \("https:/,
  );
});

it("replaces URLs by servers of the program, in subagents, too", async () => {
  const { Agent, agentFromDirectory, McpServer } = await sdk();
  const search = new McpServer("search", { url: "https://staging.example.com/tavily" });
  const fetch = new McpServer("fetch", { url: FETCH });
  const args = agentFromDirectory(RESEARCH, { mcpServers: { [TAVILY]: search, [FETCH]: fetch } });
  expect(args).not.toHaveProperty("mcpServers");
  const agent = new Agent("research", args);
  await new Promise((resolve) => agent.urn.apply(resolve));
  const inputs = registered.find(({ name }) => name === "research")?.inputs as Record<string, unknown>;
  expect(inputs).toMatchObject({
    tools: [
      { name: "tavily-search", mcpServerUrl: "https://staging.example.com/tavily", requireApproval: false },
      { name: "tavily-extract", mcpServerUrl: "https://staging.example.com/tavily", requireApproval: true },
    ],
    interruptConfig: {},
    subagents: [
      { name: "critic" },
      { tools: [{ name: "fetch", mcpServerUrl: FETCH }], interruptConfig: { fetch: true } },
    ],
  });
});

it("takes the directory as a URL, relative to a module", async () => {
  const { agentFromDirectory } = await sdk();
  expect(agentFromDirectory(pathToFileURL(RESEARCH))).toEqual(agentFromDirectory(RESEARCH));
  expect(() => agentFromDirectory(new URL("https://example.com/agent"))).toThrow("https: is not file:");
});

it("says where it has looked for a relative path", async () => {
  const { agentFromDirectory } = await sdk();
  expect(() => agentFromDirectory("./nowhere")).toThrow(
    `nowhere: is not a directory (${join(process.cwd(), "nowhere")}): give the one that agent.json is in`,
  );
});

it("ends a program without a stack when the files are wrong", async () => {
  const { agentFromDirectory } = await sdk();
  const read = () => agentFromDirectory(join(RESEARCH, "skills"));
  expect(read).toThrow(pulumi.RunError);
  expect(read).toThrow(/skills[/\\]agent\.json: is missing/);
});
