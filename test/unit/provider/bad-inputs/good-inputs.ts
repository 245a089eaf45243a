/** What a program may say, at the edges of what `check` accepts. */
import { MAX_BYTES, MAX_CHARACTERS, MAX_ITEMS } from "../../../../provider/inputs/limits";
import { UNKNOWN } from "../../../../provider/helpers/json";

type Inputs = Readonly<Record<string, unknown>>;
type GoodInput = readonly [says: string, inputs: Inputs];

const URL = "https://mcp.example.com";
const search = { name: "search", mcpServerUrl: URL };
const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

/** An agent that says everything there is to say. */
export const FULL_AGENT: Inputs = {
  name: "assistant",
  description: "Answers questions.",
  systemPrompt: "You answer questions.\n\nBe brief.\n",
  model: "anthropic:claude-sonnet-4-6",
  tools: [
    { name: "search", mcpServerUrl: `${URL}/`, requireApproval: false, displayName: "Search", mcpServerName: "Notes" },
    { name: "remove", mcpServerUrl: URL, requireApproval: true },
    { name: "list", mcpServerUrl: URL },
  ],
  interruptConfig: { [`${URL}/::list::Notes`]: true, search: false },
  backend: {
    type: "sandbox",
    sandboxConfig: {
      scope: "agent",
      snapshotId: "s1",
      policyIds: ["p1"],
      idleTtlSeconds: 900,
      deleteAfterStopSeconds: 0,
    },
  },
  permissions: {
    identity: "shared",
    visibility: "user",
    tenantAccessLevel: "run",
    sharedUsers: { read: ["u1"], run: ["u2"], update: ["u3"] },
  },
  subagents: [
    { name: "writer", description: "Writes.", model: { playground: "drafts" }, instructions: "Write well.", tools: [] },
    { name: "critic", tools: [{ ...search, requireApproval: true }], interruptConfig: { [`${URL}::search`]: true } },
  ],
  skills: [
    { name: "summarize", description: "How to.", instructions: "Short.", files: { "a/b.md": "text" } },
    { name: "translate" },
  ],
  files: { "docs/style.md": "Plain words.", "docs/more.md": { content: "More." }, linked: { repoHandle: "r" } },
  extras: { team: "platform", nested: { b: 1, a: [true, null] } },
  configurable: { recursion_limit: 50 },
};

const agent = (says: string, inputs: Inputs): GoodInput => [says, { name: "a", ...inputs }];
const toolAt = (mcpServerUrl: string): Inputs => ({ tools: [{ name: "search", mcpServerUrl, requireApproval: true }] });

export const GOOD_AGENTS: readonly GoodInput[] = [
  ["everything", FULL_AGENT],
  agent("a name only", {}),
  agent("empty lists and objects", {
    tools: [],
    interruptConfig: {},
    subagents: [],
    skills: [],
    files: {},
    extras: {},
    configurable: {},
    permissions: { sharedUsers: { read: [] } },
  }),
  agent("empty texts", {
    description: "",
    systemPrompt: "",
    skills: [{ name: "s", description: "", instructions: "" }],
  }),
  agent("front matter of skills", {
    skills: [
      { name: "a", frontMatter: "" },
      { name: "b", frontMatter: "# Nothing but this." },
      { name: "c", frontMatter: "metadata:\n  name: x\n  description: |\n    ---\nallowed-tools: [a, Bash(git:*)]\n" },
    ],
  }),
  agent("a name and a prompt in other scripts", { name: "助手 🤖", systemPrompt: "Ты помощник. \u202eعربى 👩‍💻\0" }),
  agent("a model with more colons", { model: "bedrock:anthropic.claude-3:0" }),
  agent("a model with slashes", { model: "openrouter:meta/llama-4" }),
  agent("a Playground configuration", { model: { playground: "my config / v2" } }),
  agent("a Playground configuration that is not known yet", { model: { playground: UNKNOWN } }),
  agent("a model that is not known yet", { model: UNKNOWN, subagents: [{ name: "w", model: UNKNOWN }] }),

  agent("a rule by URL", { tools: [search], interruptConfig: { [`${URL}::search`]: true } }),
  agent("a rule with a trailing slash", { tools: [search], interruptConfig: { [`${URL}/::search`]: true } }),
  agent("a rule with more parts", { tools: [search], interruptConfig: { [`${URL}::search::Notes::x`]: true } }),
  agent("a rule for a tool that every agent has", { interruptConfig: { write_file: true, execute: true } }),
  agent("a rule by bare name", { tools: [search], interruptConfig: { search: true } }),
  agent("a rule that says the same as the tool", {
    tools: [{ ...search, requireApproval: true }],
    interruptConfig: { search: true, [`${URL}::search`]: true },
  }),
  agent("a fallback with its exception", {
    tools: [search],
    interruptConfig: { search: true, [`${URL}::search`]: false },
  }),
  agent("rules for tools that are not known yet", { tools: UNKNOWN, interruptConfig: { anything: true } }),
  agent("a rule for one tool that is not known yet", { tools: [search, UNKNOWN], interruptConfig: { other: true } }),
  agent("a rule for a tool whose name is not known yet", {
    tools: [{ ...search, name: UNKNOWN }],
    interruptConfig: { other: true },
  }),
  agent("a rule for a tool whose URL is not known yet", {
    tools: [{ name: "search", mcpServerUrl: UNKNOWN, requireApproval: true }],
    interruptConfig: { "https://other.example.com::search": false },
  }),
  agent("the same tool at an agent and a subagent", { tools: [search], subagents: [{ name: "w", tools: [search] }] }),
  agent("two tools that are not known yet", {
    tools: [UNKNOWN, UNKNOWN, { name: UNKNOWN, mcpServerUrl: URL }, { name: UNKNOWN, mcpServerUrl: URL }],
  }),

  agent("loopback http by name", toolAt("http://localhost:8080/mcp")),
  agent("loopback http by address", toolAt("http://127.0.0.1:8080/mcp")),
  agent("loopback http by IPv6 address", toolAt("http://[::1]:8080/mcp")),
  agent("a rule for an IPv6 address", {
    ...toolAt("http://[::1]:8080/mcp/"),
    interruptConfig: { "http://[::1]:8080/mcp::search::Local": true },
  }),
  agent("https to an IPv6 address", toolAt("https://[2001:db8::1]/mcp")),
  agent("a URL with a port, a path and a query", toolAt("https://mcp.example.com:8443/v1/mcp/?workspace=1")),
  agent("a URL in capitals", toolAt("HTTPS://MCP.EXAMPLE.COM/mcp")),
  agent("an international host", toolAt("https://bücher.example/mcp")),

  agent("names that differ in case only", {
    skills: [{ name: "Summarize" }, { name: "summarize" }],
    subagents: [{ name: "a B_c-1" }, { name: "A B_c-1" }],
  }),
  agent("a skill and a subagent of one name", { skills: [{ name: "x" }], subagents: [{ name: "x" }] }),
  agent("paths of many kinds", {
    files: { ".hidden": "", "a b/c.d.md": "", "…/ü.md": "", "a..b": "", "my/memories/x.md": "", "AGENTS.md": "prompt" },
  }),
  agent("memories of a skill", { skills: [{ name: "s", files: { "memories/a.md": "x" } }] }),
  agent("raw files where typed fields would write, without those", {
    files: { "AGENTS.md": "x", "tools.json": "{}", "skills/s/SKILL.md": "x", "subagents/w/AGENTS.md": "x" },
  }),
  agent("raw files beside typed ones", {
    systemPrompt: "x",
    skills: [{ name: "s" }],
    subagents: [{ name: "w" }],
    files: { "skills/other/SKILL.md": "x", "subagents/w/notes.md": "x", "skills/s2": { repoHandle: "r" } },
  }),
  agent("a raw prompt while the typed one is not known yet", { systemPrompt: UNKNOWN, files: { "AGENTS.md": "x" } }),
  agent("files of a skill that is not known yet", { skills: [UNKNOWN, { name: UNKNOWN }], files: { skills: "x" } }),
  agent("a file pinned to a commit", { files: { "skills/s": { repoHandle: "me/s", commitId: "c1" } } }),

  ...["state", "default", "sandbox", "thread_scoped_sandbox", "agent_scoped_sandbox"].map((type) =>
    agent(`the backend ${type}`, { backend: { type } }),
  ),
  agent("the older dialect with options", {
    backend: { type: "agent_scoped_sandbox", sandbox: { idleTtlSeconds: 0 } },
  }),
  agent("options of a backend that is not known yet", {
    backend: { type: UNKNOWN, sandboxConfig: { scope: UNKNOWN, idleTtlSeconds: UNKNOWN }, sandbox: UNKNOWN },
  }),
  agent("no sandbox while its options are not known yet", { backend: { type: "state", sandboxConfig: UNKNOWN } }),

  agent("the longest names", {
    name: "n".repeat(MAX_CHARACTERS.name),
    skills: [{ name: "s".repeat(MAX_CHARACTERS.name) }],
    tools: [{ ...search, name: "t".repeat(MAX_CHARACTERS.toolName) }],
  }),
  agent("the longest texts", {
    description: "é".repeat(MAX_BYTES.description / 2),
    systemPrompt: "x".repeat(MAX_BYTES.text),
    files: { "a.md": "x".repeat(MAX_BYTES.text) },
    extras: { x: "x".repeat(MAX_BYTES.json - '{"x":""}'.length) },
  }),
  agent("the longest URL and path", {
    ...toolAt(`${URL}/${"x".repeat(MAX_CHARACTERS.url - URL.length - 1)}`),
    files: { ["p".repeat(MAX_CHARACTERS.path)]: "" },
  }),
  agent("the most of everything", {
    tools: many(MAX_ITEMS.tools, (i) => ({ ...search, name: `t${String(i)}` })),
    skills: many(MAX_ITEMS.skills, (i) => ({ name: `s${String(i)}` })),
    subagents: many(MAX_ITEMS.subagents, (i) => ({ name: `w${String(i)}` })),
    files: Object.fromEntries(many(MAX_ITEMS.files, (i) => [`f${String(i)}`, ""])),
  }),
];

/** A server that says everything there is to say. */
export const FULL_MCP_SERVER: Inputs = {
  name: "notes",
  url: "https://mcp.example.com/mcp/",
  headers: { "X-Api-Key": "key", "X-Team": "platform" },
  authType: "oauth",
  oauthMode: "legacy_shared_provider",
  oauthProviderId: "0B0F6A2B-2C95-4F0F-9C2B-7C3A3E4F8D11",
  vendorId: "acme",
  externalSystemId: "42",
};

const server = (says: string, inputs: Inputs): GoodInput => [says, { name: "n", url: URL, ...inputs }];

export const GOOD_MCP_SERVERS: readonly GoodInput[] = [
  ["everything", FULL_MCP_SERVER],
  server("a name and a URL only", {}),
  server("no headers", { headers: {} }),
  server("a bearer token", { headers: { Authorization: "Bearer abc.def-123" }, authType: "headers" }),
  server("every character of a header's name", { headers: { "!#$%&'*+-.^_`|~09azAZ": "x" } }),
  server("a value with a tab, and one in Latin-1", { headers: { "X-A": "a\tb", "X-B": "caf\xe9" } }),
  server("the longest header", {
    headers: { ["x".repeat(MAX_CHARACTERS.headerName)]: "v".repeat(MAX_BYTES.headerValue) },
  }),
  server("values that only look like placeholders", {
    headers: { "X-A": "pa$$word", "X-B": "a<b>c", "X-C": "50%", "X-D": '{"a":{"b":1}}', "X-E": "Bearer x$Y" },
  }),
  server("headers that are not known yet", { headers: UNKNOWN, url: UNKNOWN }),
  server("a value that is not known yet", { headers: { Authorization: UNKNOWN } }),
  server("plain http on this machine", { url: "http://[::1]:8080/mcp" }),
  server("OAuth for each user", { authType: "oauth", oauthMode: "per_user_dynamic_client" }),
  server("OAuth with a header of another kind", {
    authType: "oauth",
    oauthMode: "per_user_dynamic_client",
    headers: { "X-Team": "platform" },
  }),
  server("a type that is not known yet", { authType: UNKNOWN, oauthMode: "per_user_dynamic_client" }),
  server("a mode that is not known yet", { authType: "oauth", oauthMode: UNKNOWN }),
  server("a provider that is not known yet", {
    authType: "oauth",
    oauthMode: "legacy_shared_provider",
    oauthProviderId: UNKNOWN,
  }),
  server("a provider, not known yet, that the mode does not need", {
    authType: "oauth",
    oauthMode: "per_user_dynamic_client",
    oauthProviderId: UNKNOWN,
  }),
];

/** A connection that says everything there is to say. */
export const FULL_MCP_CONNECTION: Inputs = {
  mcpServerId: "0B0F6A2B-2C95-4F0F-9C2B-7C3A3E4F8D11",
  scopes: ["repo", "read:org", "https://www.googleapis.com/auth/drive"],
  waitSeconds: 3600,
  onPending: "fail",
  __server: {
    url: URL,
    authType: "oauth",
    oauthMode: "legacy_shared_provider",
    oauthProviderId: "0B0F6A2B-2C95-4F0F-9C2B-7C3A3E4F8D11",
  },
  __label: "notes",
};
