/** What a program may get wrong in an agent. Everything that a case does not say is right. */
import { UNKNOWN } from "../../../../provider/helpers/json";
import type { BadInput } from "./bad-input";

const URL = "https://mcp.example.com";
const search = { name: "search", mcpServerUrl: URL };
const remove = { name: "delete_page", mcpServerUrl: URL };

const KB = 1024;
const MB = 1024 * KB;

function bad(says: string, inputs: object, properties: string | readonly string[], reason?: RegExp): BadInput {
  return {
    says,
    inputs: { name: "assistant", ...inputs },
    properties: typeof properties === "string" ? [properties] : properties,
    ...(reason === undefined ? {} : { reason }),
  };
}

const shapes: BadInput[] = [
  bad("no name", { name: undefined }, "name", /^is missing: write a name/),
  bad("an empty name", { name: "" }, "name", /^must not be blank: write a name/),
  bad("a blank name", { name: " \n\t" }, "name", /blank/),
  bad("a name that nobody can see", { name: "\u200b" }, "name", /blank/),
  bad("a number as name", { name: 5 }, "name", /^must be a string$/),
  bad("a list as description", { description: ["x"] }, "description", /string/),
  bad("a number as prompt", { systemPrompt: 1 }, "systemPrompt", /string/),
  bad("an object as tools", { tools: { search } }, "tools", /^must be a list$/),
  bad("a text as tool", { tools: ["search"] }, "tools[0]", /^must be an object$/),
  bad("null as tool", { tools: [search, null] }, "tools[1]", /^must be an object$/),
  bad("a text as skills", { skills: "summarize" }, "skills", /^must be a list$/),
  bad("a text as subagent", { subagents: ["writer"] }, "subagents[0]", /^must be an object$/),
  bad("a list as files", { files: ["a.md"] }, "files", /^must be an object of files by path$/),
  bad("a list as skill files", { skills: [{ name: "s", files: [] }] }, "skills[0].files", /file contents by path/),
  bad("a number as file", { files: { "a.md": 5 } }, 'files["a.md"]', /the file's text/),
  bad("an empty object as file", { files: { "a.md": {} } }, 'files["a.md"]', /the file's text/),
  bad("a number as content", { files: { "a.md": { content: 5 } } }, 'files["a.md"].content', /^must be a string$/),
  bad("a file that is two things", { files: { "a.md": { content: "x", repoHandle: "y" } } }, 'files["a.md"]'),
  bad("a commit of nothing", { files: { "a.md": { commitId: "c" } } }, 'files["a.md"].repoHandle', /^is missing/),
  bad("a blank repository", { files: { a: { repoHandle: "" } } }, "files.a.repoHandle", /blank/),
  bad("a blank commit", { files: { a: { repoHandle: "r", commitId: " " } } }, "files.a.commitId", /leave it out/),
  bad("a number that JSON does not have", { extras: { a: [1, { b: NaN }] } }, "extras.a[1].b", /finite number or null/),
  bad("an infinite number", { configurable: { a: -Infinity } }, "configurable.a", /finite number or null/),
  bad("a text as extras", { extras: "team" }, "extras", /JSON/),
  bad("a list as configurable", { configurable: [1] }, "configurable", /JSON/),
  bad("a text as backend", { backend: "sandbox" }, "backend", /^must be an object$/),
  bad("a text as permissions", { permissions: "shared" }, "permissions", /^must be an object$/),
  bad("an approval that is a text", { tools: [{ ...search, requireApproval: "yes" }] }, "tools[0].requireApproval"),
  bad("a rule that is a text", { tools: [search], interruptConfig: { search: "yes" } }, "interruptConfig.search"),
  bad("a list of rules", { tools: [search], interruptConfig: ["search"] }, "interruptConfig", /true or false by tool/),
];

const unknownArguments: BadInput[] = [
  bad("a misspelt prompt", { sytemPrompt: "x" }, "sytemPrompt", /did you mean systemPrompt\?$/),
  bad("the API's spelling", { system_prompt: "x" }, "system_prompt", /did you mean systemPrompt\?$/),
  bad("an argument of nothing", { colour: "red" }, "colour", /^is not an argument: the arguments here are name, /),
  bad("two at once", { instruction: "x", tool: [] }, ["instruction", "tool"]),
  bad("in a tool", { tools: [{ ...search, requiresApproval: true }] }, "tools[0].requiresApproval", /requireApproval/),
  bad("in a skill", { skills: [{ name: "s", prompt: "x" }] }, "skills[0].prompt", /arguments here are name/),
  bad("in a subagent", { subagents: [{ name: "w", prompt: "x" }] }, "subagents[0].prompt", /arguments here are name/),
  bad("in the backend", { backend: { type: "state", scope: "agent" } }, "backend.scope"),
  bad("in the sandbox", { backend: { type: "sandbox", sandboxConfig: { ttl: 5 } } }, "backend.sandboxConfig.ttl"),
  bad(
    "a scope in the older dialect",
    { backend: { type: "agent_scoped_sandbox", sandbox: { scope: "agent" } } },
    "backend.sandbox.scope",
  ),
  bad("in the permissions", { permissions: { visiblity: "user" } }, "permissions.visiblity", /visibility/),
  bad("among shared users", { permissions: { sharedUsers: { write: ["u"] } } }, "permissions.sharedUsers.write"),
  bad("in a file", { files: { a: { repoHandle: "r", commit: "c" } } }, "files.a.commit", /did you mean commitId/),
  bad("in the model", { model: { playground: "p", provider: "x" } }, "model.provider"),
  bad("no server of a tool", { tools: [{ name: "search" }] }, "tools[0].mcpServerUrl", /mcpServer: server/),
];

const models: BadInput[] = [
  bad("without a provider", { model: "gpt-5.5" }, "model", /has no provider: .*\{ playground: "gpt-5\.5" \}/),
  bad("an empty one", { model: "" }, "model", /blank.*leave it out/),
  bad("a blank one", { model: "  " }, "model", /blank/),
  bad("without a model", { model: "anthropic:" }, "model", /a model after it/),
  bad("with a blank provider", { model: " :claude" }, "model", /a provider before the colon/),
  bad("with spaces", { model: "anthropic: claude-sonnet-4-6" }, "model", /write "anthropic:claude-sonnet-4-6"$/),
  bad("with a line break at its end", { model: "openai:gpt-5.5\n" }, "model", /write "openai:gpt-5\.5"$/),
  bad("a number", { model: 5 }, "model", /^must be a model like/),
  bad("a list", { model: ["openai:gpt-5.5"] }, "model", /^must be a model like/),
  bad("an empty object", { model: {} }, "model.playground", /^is missing: write the name/),
  bad("another key", { model: { id: "x" } }, ["model.id", "model.playground"]),
  bad("a blank configuration", { model: { playground: " " } }, "model.playground", /blank/),
  bad("a configuration with a colon", { model: { playground: "openai:gpt-5.5" } }, "model.playground", /write model:/),
  bad("a number as configuration", { model: { playground: 5 } }, "model.playground", /^must be a string$/),
  bad("a long one", { model: `openai:${"x".repeat(300)}` }, "model", /307 characters/),
  bad("of a subagent", { subagents: [{ name: "w", model: "gpt-5.5" }] }, "subagents[0].model", /no provider/),
  bad("a long name without provider", { model: "m".repeat(900) }, "model", /m…"/),
];

const names: BadInput[] = [
  bad("a tool without a name", { tools: [{ mcpServerUrl: URL }] }, "tools[0].name", /^is missing/),
  bad("a blank tool", { tools: [search, { ...search, name: " " }] }, "tools[1].name", /blank/),
  bad("a skill without a name", { skills: [{ instructions: "x" }] }, "skills[0].name", /^is missing/),
  bad("a blank skill", { skills: [{ name: " " }] }, "skills[0].name", /blank/),
  bad("a skill with a slash", { skills: [{ name: "a/b" }] }, "skills[0].name", /letters \(A to Z\)/),
  bad("a skill named ..", { skills: [{ name: ".." }] }, "skills[0].name", /letters/),
  bad("a skill with an umlaut", { skills: [{ name: "prüfen" }] }, "skills[0].name", /letters/),
  ...(
    [
      ["a text", "MIT", /^must be YAML/],
      ["a list", "- a", /^must be YAML/],
      ["a list that is indented", "  - a", /^must be YAML/],
      ["braces", "{ license: MIT }", /^must be YAML/],
      ["an open list", "license: [MIT", /^must be YAML/],
      ["a value with a colon", "compatibility: needs: git", /^must be YAML/],
      ["a name", "license: MIT\nname: x", /^must not contain name, which is an argument/],
      ["a description in quotes", '"description": x', /must not contain description/],
      ["a key twice", "license: MIT\nlicense: MIT", /^has a key twice/],
      ["a key twice in an object", "metadata:\n  a: 1\n  a: 2", /^has a key twice/],
      ["a second document", "license: MIT\n---\na: 1", /^must not contain a line ---/],
      ["its fence", "---\nlicense: MIT\n---", /^must not contain a line ---/],
    ] as const
  ).map(([what, frontMatter, reason]) =>
    bad(`front matter with ${what}`, { skills: [{ name: "s", frontMatter }] }, "skills[0].frontMatter", reason),
  ),
  bad("a subagent without a name", { subagents: [{}] }, "subagents[0].name", /^is missing/),
  bad("a blank subagent", { subagents: [{ name: "" }] }, "subagents[0].name", /blank/),
  bad(
    "a subagent with two prompts",
    { subagents: [{ name: "v" }, { name: "w", instructions: "x", systemPrompt: "y" }] },
    "subagents[1].systemPrompt",
    /^cannot be combined with instructions, which is another name for it: keep one of the two$/,
  ),
  bad("a subagent with a dot", { subagents: [{ name: "v1.2" }] }, "subagents[0].name", /letters/),
  bad("a subagent with a line break", { subagents: [{ name: "a\nb" }] }, "subagents[0].name", /letters/),
];

const duplicates: BadInput[] = [
  bad("a tool", { tools: [search, remove, search] }, "tools[2]", /^repeats tools\[0\]/),
  bad("a tool three times", { tools: [search, search, search] }, ["tools[1]", "tools[2]"], /tools\[0\]/),
  bad("a tool, but for a slash", { tools: [search, { ...search, mcpServerUrl: `${URL}/` }] }, "tools[1]"),
  bad("a tool, but for its display name", { tools: [search, { ...search, displayName: "Find" }] }, "tools[1]"),
  bad("a subagent's tool", { subagents: [{ name: "w", tools: [search, search] }] }, "subagents[0].tools[1]"),
  bad("a skill", { skills: [{ name: "a" }, { name: "b" }, { name: "a" }] }, "skills[2].name", /repeats skills\[0\]/),
  bad("a subagent", { subagents: [{ name: "w" }, { name: "w" }] }, "subagents[1].name", /write another name/),
  bad("beside what is not known yet", { skills: [{ name: "a" }, { name: UNKNOWN }, { name: "a" }] }, "skills[2].name"),
];

const rule = (key: string, tools: unknown = [search, remove], on: unknown = true): object => ({
  tools,
  interruptConfig: { [key]: on },
});
const at = (key: string): string => `interruptConfig[${JSON.stringify(key)}]`;

const interrupts: BadInput[] = [
  bad("no tools", { interruptConfig: { search: true } }, "interruptConfig.search", /declare the tool in `tools`/),
  bad("an empty list of tools", rule("search", []), "interruptConfig.search", /declare the tool/),
  bad("a misspelt tool", rule("serch"), "interruptConfig.serch", /did you mean "search"\?$/),
  bad("a misspelt tool at its URL", rule(`${URL}::delete_pag`), at(`${URL}::delete_pag`), /"delete_page"\?$/),
  bad("another URL", rule("https://mcp.example.org::search"), at("https://mcp.example.org::search"), /"search"\?$/),
  bad(
    "a tool of nothing",
    rule("publish"),
    "interruptConfig.publish",
    / \(its tools: "search", "delete_page"\): write/,
  ),
  bad("a misspelt built-in tool", rule("write_fil"), "interruptConfig.write_fil", /matches no tool of this agent/),
  bad("an empty key", rule(""), at(""), /matches no tool/),
  bad("a URL without a tool", rule(`${URL}::`), at(`${URL}::`), /matches no tool/),
  bad("one colon", rule(`${URL}:search`), at(`${URL}:search`), /matches no tool/),
  bad("a bare name with more", rule("search::Notes"), at("search::Notes"), /"search"\?$/),
  bad("another case", rule("Search"), "interruptConfig.Search", /"search"\?$/),
  bad(
    "a subagent's tool at the agent",
    { tools: [search], subagents: [{ name: "w", tools: [remove] }], interruptConfig: { delete_page: true } },
    "interruptConfig.delete_page",
    /no tool of this agent/,
  ),
  bad(
    "the agent's tool at a subagent",
    { tools: [search], subagents: [{ name: "w", tools: [remove], interruptConfig: { search: true } }] },
    "subagents[0].interruptConfig.search",
    /no tool of this subagent/,
  ),
  bad("whose value is not known yet", rule("serch", [search], UNKNOWN), "interruptConfig.serch", /"search"\?$/),
  bad(
    "many tools",
    rule(
      "x",
      Array.from({ length: 9 }, (_, i) => ({ ...search, name: `tool-number-${String(i)}` })),
    ),
    "interruptConfig.x",
    /"tool-number-2", …\): write/,
  ),
  bad(
    "a rule against the tool's own",
    rule(`${URL}/::search::Notes`, [{ ...search, requireApproval: true }], false),
    at(`${URL}/::search::Notes`),
    /^says false, but tools\[0\]\.requireApproval says true: drop one of them$/,
  ),
  bad(
    "a bare rule against the only tool that it is for",
    rule("search", [remove, { ...search, requireApproval: false }], true),
    "interruptConfig.search",
    /^says true, but tools\[1\]\.requireApproval says false/,
  ),
  bad(
    "two rules against each other",
    { tools: [search], interruptConfig: { [`${URL}::search`]: true, [`${URL}/::search`]: false } },
    at(`${URL}/::search`),
    /says true: drop one/,
  ),
  bad(
    "a subagent's rule against its tool",
    { subagents: [{ name: "w", ...rule(`${URL}::search`, [{ ...search, requireApproval: false }], true) }] },
    `subagents[0].${at(`${URL}::search`)}`,
    /subagents\[0\]\.tools\[0\]\.requireApproval/,
  ),
  bad(
    "an approval that no rule can say",
    { tools: [{ ...search, name: "notes::search", requireApproval: true }] },
    "tools[0].requireApproval",
    /no effect/,
  ),
];

const urls: BadInput[] = (
  [
    ["empty", "", /blank/],
    ["plain http", "http://mcp.example.com", /must use https/],
    ["http to a name like localhost", "http://localhost.example.com", /must use https/],
    ["http to this network", "http://192.168.0.1:8080/mcp", /must use https/],
    ["no scheme", "mcp.example.com/mcp", /is not an https URL/],
    ["another scheme", "ftp://mcp.example.com", /is not an https URL/],
    ["a web socket", "wss://mcp.example.com", /is not an https URL/],
    ["no host", "https://", /is not an https URL/],
    ["a path", "/mcp", /is not an https URL/],
    ["a user name and a password", "https://user:pass@mcp.example.com", /write credentials as headers/],
    ["a token as user name", "https://token@mcp.example.com", /write credentials as headers/],
    ["a space in it", "https://mcp.example.com/a b", /spaces/],
    ["a line break at its end", `${URL}\n`, /line breaks/],
    ["a port that is none", "https://mcp.example.com:99999", /is not an https URL/],
    ["2 KB", `${URL}/${"x".repeat(2 * KB)}`, /characters/],
  ] as const
).map(([says, mcpServerUrl, reason]) =>
  bad(says, { tools: [{ name: "search", mcpServerUrl }] }, "tools[0].mcpServerUrl", reason),
);

const pathProblems = [
  ["absolute", "/docs/a.md", /^must be relative: write "docs\/a\.md"$/],
  ["of a drive", "C:\\docs\\a.md", /^must be relative: write "docs\/a\.md"$/],
  ["above the tree", "../a.md", /write "a\.md"$/],
  ["up and down", "docs/../a.md", /write "a\.md"$/],
  ["with a dot", "./a.md", /write "a\.md"$/],
  ["with backslashes", "docs\\a.md", /^must use \/ between its parts: write "docs\/a\.md"$/],
  ["empty", "", /^is empty/],
  ["blank", " ", /^is empty/],
  ["with an empty part", "docs//a.md", /^has an empty part: write "docs\/a\.md"$/],
  ["of a directory", "docs/", /^names a directory/],
  ["only dots", "..", /write a path like/],
  ["with a line break", "docs/a\n.md", /control characters/],
  ["with a NUL", "a\0.md", /control characters/],
  ["too long", `${"d/".repeat(600)}a.md`, /characters/],
] as const;

const paths: BadInput[] = [
  ...pathProblems.map(([says, path, reason]) =>
    bad(`a file's, ${says}`, { files: { [path]: "text" } }, `files[${JSON.stringify(path)}]`, reason),
  ),
  ...pathProblems.map(([says, path, reason]) =>
    bad(
      `a skill file's, ${says}`,
      { skills: [{ name: "s", files: { [path]: "text" } }] },
      `skills[0].files[${JSON.stringify(path)}]`,
      reason,
    ),
  ),
  bad("of a file whose text is not known yet", { files: { "/a.md": UNKNOWN } }, 'files["/a.md"]', /relative/),
  bad(
    "in the agent's own memories",
    { files: { "memories/user.md": "x" } },
    'files["memories/user.md"]',
    /agent itself writes/,
  ),
  bad("the memories themselves", { files: { memories: "x" } }, "files.memories", /agent itself writes/),
];

const twoWriters: BadInput[] = [
  bad(
    "the prompt",
    { systemPrompt: "x", files: { "AGENTS.md": "y" } },
    'files["AGENTS.md"]',
    /that systemPrompt writes/,
  ),
  bad("the tools", { tools: [search], files: { "tools.json": "{}" } }, 'files["tools.json"]', /that tools writes/),
  bad(
    "the rules",
    { tools: [search], interruptConfig: { search: true }, files: { "tools.json": { content: "{}" } } },
    'files["tools.json"]',
  ),
  bad(
    "a skill",
    { skills: [{ name: "my skill" }], files: { "skills/my skill/SKILL.md": "x" } },
    'files["skills/my skill/SKILL.md"]',
    /that skills\[0\] writes/,
  ),
  bad(
    "a skill's file",
    { skills: [{ name: "s", files: { "a.md": "x" } }], files: { "skills/s/a.md": "y" } },
    'files["skills/s/a.md"]',
  ),
  bad(
    "a new file in a skill's directory",
    { skills: [{ name: "s" }], files: { "skills/s/b.md": "y" } },
    'files["skills/s/b.md"]',
    /write it as skills\[0\]\.files\["b\.md"\]$/,
  ),
  bad("a skill within itself", { skills: [{ name: "s", files: { "SKILL.md": "x" } }] }, 'skills[0].files["SKILL.md"]'),
  bad(
    "a subagent",
    { subagents: [{ name: "w" }], files: { "subagents/w/AGENTS.md": "x" } },
    'files["subagents/w/AGENTS.md"]',
    /that subagents\[0\] writes/,
  ),
  bad(
    "a subagent's tools",
    { subagents: [{ name: "w", tools: [search] }], files: { "subagents/w/tools.json": "{}" } },
    'files["subagents/w/tools.json"]',
  ),
  bad("a file that is a directory", { files: { docs: "x", "docs/a.md": "y" } }, "files.docs", /rename one of them$/),
  bad(
    "below the prompt",
    { systemPrompt: "x", files: { "AGENTS.md/a.md": "y" } },
    'files["AGENTS.md/a.md"]',
    /is below/,
  ),
  bad(
    "in place of the skills",
    { skills: [{ name: "s" }], files: { skills: "x" } },
    "files.skills",
    /directory in skills/,
  ),
  bad(
    "in place of one skill",
    { skills: [{ name: "s" }], files: { "skills/s": { repoHandle: "r" } } },
    'files["skills/s"]',
  ),
  bad("a directory in a skill", { skills: [{ name: "s", files: { a: "x", "a/b": "y" } }] }, "skills[0].files.a"),
];

const backends: BadInput[] = [
  bad("no type", { backend: {} }, "backend.type", /^is missing: write state, sandbox/),
  bad("another type", { backend: { type: "docker" } }, "backend.type", /^must be state, .* or agent_scoped_sandbox$/),
  bad("a misspelt type", { backend: { type: "sandbx" } }, "backend.type", /did you mean sandbox\?$/),
  bad(
    "options without a sandbox",
    { backend: { type: "state", sandboxConfig: {} } },
    "backend.sandboxConfig",
    /needs a/,
  ),
  bad("the default with options", { backend: { type: "default", sandbox: {} } }, "backend.sandbox", /needs a sandbox/),
  bad(
    "the newer options with an older type",
    { backend: { type: "thread_scoped_sandbox", sandboxConfig: { policyIds: ["p"] } } },
    "backend.sandboxConfig",
    /to backend\.sandbox$/,
  ),
  bad(
    "the older options with the newer type",
    { backend: { type: "sandbox", sandbox: { idleTtlSeconds: 5 } } },
    "backend.sandbox",
    /as backend\.sandboxConfig$/,
  ),
  bad(
    "two scopes",
    { backend: { type: "thread_scoped_sandbox", sandboxConfig: { scope: "agent" } } },
    ["backend.sandboxConfig", "backend.sandboxConfig.scope"],
    /^contradicts the type/,
  ),
  bad(
    "another scope",
    { backend: { type: "sandbox", sandboxConfig: { scope: "user" } } },
    "backend.sandboxConfig.scope",
  ),
  ...[-1, 1.5, "60", 1e300].map((ttl) =>
    bad(
      `a TTL of ${JSON.stringify(ttl)}`,
      { backend: { type: "sandbox", sandboxConfig: { idleTtlSeconds: ttl } } },
      "backend.sandboxConfig.idleTtlSeconds",
      /^must be a whole number of seconds, 0 or more$/,
    ),
  ),
  bad(
    "a negative TTL in the older dialect",
    { backend: { type: "agent_scoped_sandbox", sandbox: { deleteAfterStopSeconds: -1 } } },
    "backend.sandbox.deleteAfterStopSeconds",
  ),
  bad(
    "a blank policy and a blank snapshot",
    { backend: { type: "sandbox", sandboxConfig: { policyIds: ["p", ""], snapshotId: "" } } },
    ["backend.sandboxConfig.snapshotId", "backend.sandboxConfig.policyIds[1]"],
  ),
];

const permissions: BadInput[] = [
  bad("another identity", { permissions: { identity: "me" } }, "permissions.identity", /personal or shared/),
  bad("another visibility", { permissions: { visibility: "public" } }, "permissions.visibility", /tenant or user/),
  bad("another level", { permissions: { tenantAccessLevel: "admin" } }, "permissions.tenantAccessLevel"),
  bad("a user as text", { permissions: { sharedUsers: { read: "u1" } } }, "permissions.sharedUsers.read", /list/),
  bad("a blank user", { permissions: { sharedUsers: { run: [" "] } } }, "permissions.sharedUsers.run[0]", /user's id/),
];

const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

const sizes: BadInput[] = [
  bad("a long name", { name: "n".repeat(257) }, "name", /257 characters, shorten it to 256/),
  bad("a large description", { description: "é".repeat(2049) }, "description", /4\.1 KB, shorten it to 4 KB/),
  bad("a large prompt", { systemPrompt: "x".repeat(MB + 1) }, "systemPrompt", /1\.1 MB, shorten it to 1 MB/),
  bad("a large file", { files: { "a.md": "x".repeat(MB + 1) } }, 'files["a.md"]', /1\.1 MB/),
  bad("a large content", { files: { a: { content: "x".repeat(MB + 1) } } }, "files.a.content", /1\.1 MB/),
  bad("a large skill", { skills: [{ name: "s", instructions: "x".repeat(2 * MB) }] }, "skills[0].instructions", /2 MB/),
  bad(
    "large front matter",
    { skills: [{ name: "s", frontMatter: `a: ${"x".repeat(65 * 1024)}` }] },
    "skills[0].frontMatter",
    /65/,
  ),
  bad("a large skill file", { skills: [{ name: "s", files: { a: "x".repeat(2 * MB) } }] }, "skills[0].files.a"),
  bad(
    "a large subagent",
    { subagents: [{ name: "w", instructions: "x".repeat(2 * MB) }] },
    "subagents[0].instructions",
  ),
  bad("large extras", { extras: { blob: "x".repeat(256 * KB) } }, "extras", /256\.1 KB, shorten it to 256 KB/),
  bad("a large configuration", { configurable: { a: many(60_000, (i) => i) } }, "configurable", /KB/),
  bad("a long tool name", { tools: [{ ...search, name: "t".repeat(257) }] }, "tools[0].name", /257/),
  bad("a long display name", { tools: [{ ...search, displayName: "t".repeat(257) }] }, "tools[0].displayName"),
  bad("a long skill name", { skills: [{ name: "s".repeat(257) }] }, "skills[0].name", /257/),
  bad("a long id", { permissions: { sharedUsers: { read: ["u".repeat(300)] } } }, "permissions.sharedUsers.read[0]"),
  bad(
    "many tools",
    { tools: many(501, (i) => ({ ...search, name: `t${String(i)}` })) },
    "tools",
    /501, keep 500 or fewer/,
  ),
  bad("many skills", { skills: many(501, (i) => ({ name: `s${String(i)}` })) }, "skills", /501/),
  bad("many subagents", { subagents: many(101, (i) => ({ name: `s${String(i)}` })) }, "subagents", /101/),
  bad("many files", { files: Object.fromEntries(many(5001, (i) => [`f${String(i)}`, ""])) }, "files", /5001/),
];

const together: BadInput[] = [
  bad(
    "everything at once",
    {
      name: "",
      tools: [{ name: "", mcpServerUrl: "http://x.example.com" }, search, search],
      backend: { type: "state", sandbox: { idleTtlSeconds: -1 } },
      skills: 5,
      files: { "/a": 5 },
    },
    [
      "name",
      "tools[0].name",
      "tools[0].mcpServerUrl",
      "tools[2]",
      "backend.sandbox",
      "backend.sandbox.idleTtlSeconds",
      "skills",
      'files["/a"]',
    ],
  ),
];

const lifecycle: BadInput[] = [
  bad("adopting by name", { adopt: "assistant" }, "adopt", /^must be the id of an existing object, like/),
  bad("adopting by a number", { adopt: 5 }, "adopt", /string/),
  bad("a bare word for onDelete", { onDelete: "delete" }, "onDelete", /^must be an object$/),
  bad("an unknown fate of threads", { onDelete: { threads: "drop" } }, "onDelete.threads", /^must be keep or delete$/),
  bad("no fate of threads", { onDelete: {} }, "onDelete.threads", /^is missing/),
  bad("a misspelt fate", { onDelete: { thread: "keep" } }, ["onDelete.threads", "onDelete.thread"]),
  bad("the provider's own mark", { extras: { "pulumi:owner": "me" } }, 'extras["pulumi:owner"]', /use another key/),
];

export const BAD_AGENTS: Readonly<Record<string, readonly BadInput[]>> = {
  shapes,
  "unknown arguments": unknownArguments,
  models,
  names,
  duplicates,
  interrupts,
  "tool URLs": urls,
  paths,
  "two writers of a file": twoWriters,
  backends,
  permissions,
  sizes,
  lifecycle,
  together,
};
