/**
 * What the compiler refuses in a program. Checked by `tsc -p tsconfig.json`, which fails also where a line below a
 * `@ts-expect-error` is accepted. Nothing here runs.
 */
import * as pulumi from "@pulumi/pulumi";
import {
  Agent,
  type AgentArgs,
  agentFromDirectory,
  type ProviderArgs,
  type GatedAgentArgs,
  type GetAgentArgs,
  getAgentOutput,
  getMcpTools,
  getMcpToolsOutput,
  type GetThreadsArgs,
  type McpConnectionArgs,
  McpServer,
  type McpServerArgs,
  type SmokeTestArgs,
} from "pulumi-deepagents";

declare const server: McpServer;
declare const agent: Agent;
declare const text: pulumi.Output<string>;
const url = "https://mcp.example.com";

export const accepted: AgentArgs[] = [
  {},
  { model: "anthropic:claude-sonnet-4-6", tools: [{ name: "search", mcpServer: server }] },
  { model: { playground: "drafts" }, tools: [{ name: "search", mcpServerUrl: url, requireApproval: true }] },
  {
    model: { playground: text },
    subagents: [
      { name: "w", model: text },
      { name: "x", model: { playground: text } },
      { name: "y", model: "ollama:llama3", systemPrompt: text },
      { name: "z", instructions: "x" },
    ],
  },
  { model: text, tools: pulumi.output([{ name: text, mcpServerUrl: text }]) },
  { files: { "a.md": text, "b.md": { content: text }, c: { repoHandle: "r", commitId: text } } },
];

export const refused: AgentArgs[] = [
  // @ts-expect-error an unknown argument
  { systemprompt: "x" },
  // @ts-expect-error the API's spelling of an argument
  { system_prompt: "x" },
  // @ts-expect-error a number as name
  { name: 5 },
  // @ts-expect-error a tool without any server
  { tools: [{ name: "search" }] },
  // @ts-expect-error a tool with both ways to say its server
  { tools: [{ name: "search", mcpServer: server, mcpServerUrl: url }] },
  // @ts-expect-error a tool without a name
  { tools: [{ mcpServerUrl: url }] },
  // @ts-expect-error an unknown argument of a tool
  { tools: [{ name: "search", mcpServerUrl: url, approve: true }] },
  // @ts-expect-error an approval that is a text
  { tools: [{ name: "search", mcpServerUrl: url, requireApproval: "yes" }] },
  // @ts-expect-error a tool that is not in a list
  { tools: { name: "search", mcpServerUrl: url } },
  // @ts-expect-error a rule that is a text
  { interruptConfig: { search: "yes" } },
  // @ts-expect-error a model object with another key
  { model: { id: "gpt-5.5" } },
  // @ts-expect-error a model object with a further key
  { model: { playground: "drafts", provider: "openai" } },
  // @ts-expect-error a model object without a name
  { model: {} },
  // @ts-expect-error a number as Playground configuration
  { model: { playground: 5 } },
  // @ts-expect-error a number as model
  { model: 5 },
  // @ts-expect-error a model object with another key, of a subagent
  { subagents: [{ name: "w", model: { name: "drafts" } }] },
  // @ts-expect-error a subagent without a name
  { subagents: [{ instructions: "x" }] },
  // @ts-expect-error the API's spelling of an argument, of a subagent
  { subagents: [{ name: "w", system_prompt: "x" }] },
  // @ts-expect-error an unknown argument of a skill
  { skills: [{ name: "s", prompt: "x" }] },
  // @ts-expect-error a skill file that is a number
  { skills: [{ name: "s", files: { "a.md": 5 } }] },
  // @ts-expect-error a backend without a type
  { backend: {} },
  // @ts-expect-error another backend
  { backend: { type: "docker" } },
  // @ts-expect-error another scope
  { backend: { type: "sandbox", sandboxConfig: { scope: "user" } } },
  // @ts-expect-error a scope in the older dialect
  { backend: { type: "agent_scoped_sandbox", sandbox: { scope: "agent" } } },
  // @ts-expect-error a TTL that is a text
  { backend: { type: "sandbox", sandboxConfig: { idleTtlSeconds: "60" } } },
  // @ts-expect-error another visibility
  { permissions: { visibility: "public" } },
  // @ts-expect-error another access level
  { permissions: { tenantAccessLevel: "admin" } },
  // @ts-expect-error another right of shared users
  { permissions: { sharedUsers: { write: ["u"] } } },
  // @ts-expect-error an unknown key of a file
  { files: { "a.md": { text: "x" } } },
  // @ts-expect-error a commit of nothing
  { files: { "a.md": { commitId: "c" } } },
];

export const refusedServers: McpServerArgs[] = [
  // @ts-expect-error no URL
  {},
  // @ts-expect-error a number as URL
  { url: 443 },
  // @ts-expect-error an unknown argument
  { url, header: { Authorization: "x" } },
  // @ts-expect-error headers as the API lists them
  { url, headers: [{ key: "Authorization", value: "x" }] },
  // @ts-expect-error a header that is a number
  { url, headers: { "X-Retries": 5 } },
  // @ts-expect-error another type
  { url, authType: "basic" },
  // @ts-expect-error another mode
  { url, authType: "oauth", oauthMode: "shared" },
];

export const fromDirectory: AgentArgs[] = [
  agentFromDirectory("./agent"),
  agentFromDirectory("./agent", { description: text, mcpServers: { [url]: server } }),
  // @ts-expect-error an unknown argument
  agentFromDirectory("./agent", { systemprompt: "x" }),
  // @ts-expect-error a server's URL in place of the server
  agentFromDirectory("./agent", { mcpServers: { [url]: url } }),
  // @ts-expect-error no directory
  agentFromDirectory({ name: "x" }),
];

export const acceptedProviders: ProviderArgs[] = [
  { apiKey: text, workspaceId: text, timeoutSeconds: 60 },
  { apiKeyConfig: "staging:apiKey" },
];

export const refusedProviders: ProviderArgs[] = [
  // @ts-expect-error no key
  { endpoint: url },
  // @ts-expect-error two keys
  { apiKey: "x", apiKeyConfig: "stagingKey" },
  // @ts-expect-error a limit that is a text
  { apiKey: "x", maxRetries: "5" },
];

export const refusedLookups: [GetAgentArgs[], GetThreadsArgs[]] = [
  [
    // @ts-expect-error neither id nor name
    {},
    // @ts-expect-error both
    { id: "x", name: "y" },
    // @ts-expect-error an output: that is for getAgentOutput
    { name: text },
  ],
  [
    // @ts-expect-error another status
    { agentId: "x", status: "done" },
  ],
];

/** The names asked for are the names that the result has, and its tools are what agents take. */
export async function toolsByName(): Promise<AgentArgs[]> {
  const { toolArgs, tools } = await getMcpTools({ mcpServerUrl: url, names: ["search", "delete"] });
  const later = getMcpToolsOutput({ mcpServer: server, names: ["search"] }).toolArgs;
  const name: "search" | "delete" | undefined = tools[0]?.name;
  // @ts-expect-error a name that was not asked for
  void toolArgs.serch;
  // @ts-expect-error the same, of an output
  void later.delete;
  return [
    { description: name, tools: [{ ...toolArgs.search, requireApproval: true }, toolArgs.delete, later.search] },
    { model: getAgentOutput({ name: text }).apply(({ model }) => model ?? "openai:gpt-5.5") },
  ];
}

const cases = [{ name: "greets", prompt: "Hi." }];

export const acceptedTests: SmokeTestArgs[] = [
  { agent, cases },
  { agentId: text, revision: text, cases: pulumi.output([{ name: text, turns: [text] }]) },
  {
    agent,
    cases: [
      {
        name: "asks",
        prompt: "Hi.",
        expect: {
          contains: ["a", text],
          matches: "b",
          toolsCalled: ["search", { name: "fetch", args: { url: text } }],
          interrupts: [{ tool: "delete", decision: "reject" }],
        },
      },
    ],
    onFailure: "warn",
    triggers: [text, 1],
  },
];

export const refusedTests: SmokeTestArgs[] = [
  // @ts-expect-error no agent
  { cases },
  // @ts-expect-error an agent without its revision
  { agentId: text, cases },
  // @ts-expect-error an agent in both ways
  { agent, agentId: text, cases },
  // @ts-expect-error no cases
  { agent },
  // @ts-expect-error an unknown expectation
  { agent, cases: [{ name: "a", prompt: "b", expect: { contain: "c" } }] },
  // @ts-expect-error another decision
  { agent, cases: [{ name: "a", prompt: "b", expect: { interrupts: [{ tool: "t", decision: "ask" }] } }] },
  // @ts-expect-error another way to fail
  { agent, cases, onFailure: "ignore" },
];

export const acceptedGates: GatedAgentArgs[] = [{ smokeTest: { cases } }, { name: text, smokeTest: { cases } }];

export const refusedGates: GatedAgentArgs[] = [
  // @ts-expect-error no test
  { name: "a" },
  // @ts-expect-error a gate that lets failures through
  { smokeTest: { cases, onFailure: "warn" } },
  // @ts-expect-error a candidate that is there or not when the program has run
  { smokeTest: { cases }, keepCandidate: pulumi.output(true) },
];

export const acceptedMcpConnections: McpConnectionArgs[] = [
  { mcpServer: server },
  { mcpServerId: text, scopes: [text], waitSeconds: 60, onPending: "fail" },
];

export const refusedMcpConnections: McpConnectionArgs[] = [
  // @ts-expect-error no server
  { scopes: ["repo"] },
  // @ts-expect-error a server in both ways
  { mcpServer: server, mcpServerId: text },
  // @ts-expect-error scopes in one text
  { mcpServer: server, scopes: "repo user" },
  // @ts-expect-error another way to go on
  { mcpServer: server, onPending: "continue" },
];

declare const settings: pulumi.Output<{ url: string; systemPrompt: string }>;

export const refusedAsAWhole = [
  // @ts-expect-error an output as a whole
  new Agent("a", settings),
  // @ts-expect-error a promise
  new Agent("b", Promise.resolve({ systemPrompt: "Hello." })),
  // @ts-expect-error an output as a whole
  new McpServer("c", settings),
];
