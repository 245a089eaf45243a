/** Directories that are refused: one run finds every problem and names its file and, if there is one, its line. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { ProjectError, readProject } from "../../../../provider/project";

type Files = Readonly<Record<string, string | Uint8Array>>;

const GOOD: Files = { "agent.json": '{ "name": "a" }', "AGENTS.md": "Help." };
const SKILL = "---\nname: s\ndescription: d\n---\n";
const SUBAGENT: Files = { "subagents/w/agent.json": "{}", "subagents/w/AGENTS.md": "Write." };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "project-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** The problems, with paths relative to the project. */
function problems(): string[] {
  try {
    readProject(root);
    return [];
  } catch (error) {
    if (!(error instanceof ProjectError)) {
      throw error;
    }
    return error.message.split("\n").map((line) => (line.startsWith(root) ? line.slice(root.length + 1) : line));
  }
}

const lines = (...text: string[]): string => text.join("\n");
const agentJson = (fields: object): string => JSON.stringify({ name: "a", ...fields }, null, 2);
const tool = { name: "search", mcp_server_url: "https://mcp.example.com" };
const toolsJson = (tools: object[], rules?: object): string =>
  JSON.stringify({ tools, interrupt_config: rules }, null, 2);

it("accepts a minimal project", () => {
  write(GOOD);
  expect(problems()).toEqual([]);
  expect(readProject(root)).toEqual({ name: "a", systemPrompt: "Help." });
});

it("takes a field that is null for one that is left out, at any depth, but not in metadata", () => {
  write({
    ...GOOD,
    "agent.json": agentJson({ model: null, permissions: { identity: null, visibility: "user" }, extras: { a: null } }),
    "tools.json": toolsJson([{ ...tool, display_name: null }]),
  });
  expect(readProject(root)).toMatchObject({ permissions: { visibility: "user" }, extras: { a: null } });
  expect(readProject(root).tools).toEqual([{ name: tool.name, mcpServerUrl: tool.mcp_server_url }]);
});

it("accepts a path that leads to the directory through a link", () => {
  write({ "real/agent.json": '{ "name": "a" }', "real/AGENTS.md": "Help." });
  symlinkSync("real", join(root, "link"));
  expect(readProject(join(root, "link"))).toMatchObject({ name: "a" });
});

it.each<[string, Files, string[]]>([
  ["an empty directory", {}, ["agent.json: is missing: ", "AGENTS.md: is missing: "]],
  [
    "invalid JSON",
    { "agent.json": '{\n  "name": "a",\n}' },
    ["agent.json:3: is not valid JSON: property name expected"],
  ],
  ["JSON with comments", { "agent.json": '{\n  // why\n  "name": "a"\n}' }, ["agent.json:2: is not valid JSON: "]],
  ["an empty file", { "agent.json": "" }, ["agent.json:1: is not valid JSON: "]],
  ["JSON with a byte order mark", { "agent.json": "\uFEFF{}" }, ["agent.json:1: starts with a byte order mark"]],
  ["a list", { "agent.json": "[]" }, ["agent.json:1: must be an object"]],
  ["no name", { "agent.json": '\n{ "model": "a:b" }' }, ["agent.json:1: name is missing: write "]],
  ["a blank name", { "agent.json": agentJson({ name: " " }) }, ["agent.json:2: name must not be blank"]],
  ["a long name", { "agent.json": agentJson({ name: "n".repeat(300) }) }, ["agent.json:2: name is too long"]],
  [
    "unknown fields",
    { "agent.json": agentJson({ modle: "a:b", memory: true }) },
    ["agent.json:3: modle is not a field: did you mean model?", "agent.json:4: memory is not a field: the fields here"],
  ],
  ["an invalid id", { "agent.json": agentJson({ agent_id: "mine" }) }, ["agent.json:3: agent_id must be the id"]],
  ["half a model", { "agent.json": agentJson({ model: "openai:" }) }, ["agent.json:3: model must have a provider"]],
  [
    "half a model, the long way",
    { "agent.json": agentJson({ runtime: { model: { model_id: ":x" } } }) },
    ["agent.json:5: runtime.model.model_id must have a provider"],
  ],
  [
    "model and runtime",
    { "agent.json": agentJson({ model: "a:b", runtime: { model: { model_id: "a:b" } } }) },
    ["agent.json:4: runtime cannot be combined with model"],
  ],
  [
    "a backend in runtime",
    { "agent.json": agentJson({ runtime: { backend_type: "sandbox" } }) },
    ['agent.json:4: runtime.backend_type is no longer a field: write "backend"'],
  ],
  [
    "a wrong backend",
    { "agent.json": agentJson({ backend: { type: "sandbx" } }) },
    ["agent.json:4: backend.type must be state, sandbox, "],
  ],
  [
    "wrong settings of a sandbox",
    {
      "agent.json": agentJson({
        backend: { type: "sandbox", sandbox_config: { scope: "user", idle_ttl_seconds: 1.5 } },
      }),
    },
    [
      "agent.json:6: backend.sandbox_config.scope must be",
      "agent.json:7: backend.sandbox_config.idle_ttl_seconds must",
    ],
  ],
  [
    "wrong permissions",
    { "agent.json": agentJson({ permissions: { identity: "me", shared_users: { run: "u" } } }) },
    ["agent.json:4: permissions.identity must be", "agent.json:6: permissions.shared_users.run must be a list"],
  ],
  [
    "extras that are the provider's own",
    { "agent.json": agentJson({ extras: { a: 1, "pulumi:owner": "me" } }) },
    ['agent.json:5: extras["pulumi:owner"] is reserved for the mark'],
  ],
  [
    "tools without what they need",
    { "tools.json": toolsJson([{ name: "" }, { ...tool, url: 1 }]) },
    [
      "tools.json:4: tools[0].name must not be blank",
      "tools.json:3: tools[0].mcp_server_url is missing",
      "tools.json:9: tools[1].url is not a field",
    ],
  ],
  ["a bare list of tools", { "tools.json": "[]" }, ['tools.json:1: must be an object: write { "tools": […] }']],
  ["no list of tools", { "tools.json": '{\n\n"interrupt_config": {} }' }, ["tools.json:1: tools must be a list"]],
  [
    "a tool without https",
    { "tools.json": toolsJson([{ ...tool, mcp_server_url: "http://mcp.example.com" }]) },
    ["tools.json:5: tools[0].mcp_server_url must use https"],
  ],
  ["a tool twice", { "tools.json": toolsJson([tool, tool]) }, ["tools.json:7: tools[1] repeats tools[0]"]],
  [
    "a rule for no tool",
    { "tools.json": toolsJson([tool], { "https://mcp.example.com::serch": true }) },
    ['tools.json:9: interrupt_config["https://mcp.example.com::serch"] matches no tool of this agent: did you mean'],
  ],
  [
    "a rule that is a text",
    { "tools.json": toolsJson([tool], { search: "yes" }) },
    ["tools.json:9: interrupt_config.search must be true"],
  ],
  [
    "a rule that is written twice",
    { "tools.json": '{\n"tools": [],\n"interrupt_config": {\n"task": true,\n"task": false\n}\n}' },
    ["tools.json:5: interrupt_config.task is written twice, first in line 4: drop one of them"],
  ],
  [
    "a setting that is written twice",
    { "agent.json": '{\n"name": "a",\n"description": "b",\n"description": "c"\n}' },
    ["agent.json:4: description is written twice, first in line 3: drop one of them"],
  ],
  [
    "names in another case",
    { "Tools.json": "{}", "skills/s/skill.md": "" },
    ["Tools.json: must be called tools.json, in this case", "skills/s/skill.md: must be called SKILL.md, in this case"],
  ],
  ["a skill without SKILL.md", { "skills/s/notes.md": "" }, ["skills/s/SKILL.md: is missing"]],
  ["no front matter", { "skills/s/SKILL.md": "# S" }, ["skills/s/SKILL.md:1: has no front matter"]],
  [
    "open front matter",
    { "skills/s/SKILL.md": "---\nname: s" },
    ["skills/s/SKILL.md:1: has front matter without an end"],
  ],
  [
    "front matter that lacks both",
    { "skills/s/SKILL.md": "---\n---\nDo." },
    ["skills/s/SKILL.md:1: has no name", "skills/s/SKILL.md:1: has no description"],
  ],
  [
    "a blank name and a list for a description",
    { "skills/s/SKILL.md": lines("---", 'name: ""', "description:", "  - a", "---", "") },
    ["skills/s/SKILL.md:2: name must not be blank", "skills/s/SKILL.md:3: description is not valid YAML"],
  ],
  [
    "another key of front matter that is written twice",
    {
      "skills/s/SKILL.md": lines("---", "license: MIT", "name: s", "description: >", "  d", "license: MIT", "---", ""),
    },
    ["skills/s/SKILL.md:6: front matter has a key twice"],
  ],
  [
    "other front matter with a colon in a value",
    { "skills/s/SKILL.md": lines("---", "name: s", "description: d: d", "license: a: b", "---", "") },
    ["skills/s/SKILL.md:4: front matter must be YAML"],
  ],
  [
    "a skill's name that can be no directory",
    { "skills/s/SKILL.md": lines("---", "description: d", "name: a/b", "---", "") },
    ["skills/s/SKILL.md:3: name may only contain letters"],
  ],
  [
    "two skills of one name",
    { "skills/a/SKILL.md": SKILL, "skills/b/SKILL.md": SKILL },
    ["skills/b/SKILL.md:2: name repeats that of skills/a"],
  ],
  [
    "a picture beside a skill",
    { "skills/s/SKILL.md": SKILL, "skills/s/a/logo.png": new Uint8Array([137, 80, 78, 71, 255]) },
    ["skills/s/a/logo.png: is not UTF-8 text"],
  ],
  ["a byte 0", { "AGENTS.md": "H\0i" }, ["AGENTS.md: is not UTF-8 text"]],
  ["a large prompt", { "AGENTS.md": "a".repeat(2 ** 20 + 1) }, ["AGENTS.md: is too large: it has 1.1 MB"]],
  [
    "a directory in place of a file",
    { "AGENTS.md": "x", "tools.json/a": "", "subagents/w/agent.json": "{}", "subagents/w/AGENTS.md/a": "" },
    ["subagents/w/AGENTS.md: is missing"],
  ],
  [
    "a subagent without its files",
    { "subagents/w/tools.json": "{}" },
    [
      "subagents/w/agent.json: is missing",
      "subagents/w/AGENTS.md: is missing",
      "subagents/w/tools.json:1: tools must be a list",
    ],
  ],
  [
    "a subagent with another name than its directory",
    { ...SUBAGENT, "subagents/w/agent.json": '{\n"name": "x" }' },
    ['subagents/w/agent.json:2: name must match the directory: write "w"'],
  ],
  [
    "a subagent with two models",
    { ...SUBAGENT, "subagents/w/agent.json": '{\n"model": "a:b",\n"model_id": "a:b" }' },
    ["subagents/w/agent.json:3: model_id is the older name of model"],
  ],
  [
    "a subagent with half a model",
    { ...SUBAGENT, "subagents/w/agent.json": '{\n"model_id": "a:" }' },
    ["subagents/w/agent.json:2: model_id must have a provider"],
  ],
  [
    "a subagent whose directory can be no name",
    { "subagents/a.b/agent.json": "{}", "subagents/a.b/AGENTS.md": "" },
    ["subagents/a.b: the name of the directory may only contain letters"],
  ],
  [
    "a rule for a tool of the main agent in a subagent",
    { ...SUBAGENT, "tools.json": toolsJson([tool]), "subagents/w/tools.json": toolsJson([], { search: true }) },
    ["subagents/w/tools.json:4: interrupt_config.search matches no tool of this subagent"],
  ],
  [
    "the files of earlier versions",
    { "deepagents.toml": "", "mcp.json": "{}" },
    ["deepagents.toml: is from an earlier version", "mcp.json: is from an earlier version"],
  ],
])("refuses %s", (_, files, expected) => {
  write(Object.keys(files).length === 0 ? {} : { ...GOOD, ...files });
  const found = problems();
  expect(found).toHaveLength(expected.length);
  expected.forEach((start, index) => expect(found[index]?.slice(0, start.length)).toBe(start));
});

it("refuses two subagents whose names differ only in case", () => {
  write({ ...GOOD, ...SUBAGENT, "subagents/W/agent.json": "{}", "subagents/W/AGENTS.md": "Write." });
  // On a file system that ignores case there is only one directory.
  expect(problems()).toEqual(
    expect.arrayContaining(problems().length === 0 ? [] : [expect.stringMatching(/only in case/)]),
  );
});

it.each([
  "agent.json",
  "AGENTS.md",
  "tools.json",
  "skills",
  "skills/s",
  "skills/s/SKILL.md",
  "skills/s/a/b.md",
  "subagents",
  "subagents/w",
  "subagents/w/AGENTS.md",
  "subagents/w/tools.json",
  "subagents/w/skills",
  "subagents/w/skills/s",
])("refuses a symbolic link at %s, once", (path) => {
  write({ ...GOOD, ...SUBAGENT, "skills/s/SKILL.md": SKILL });
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  rmSync(join(root, path), { recursive: true, force: true });
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(relative(dirname(join(root, path)), outside), join(root, path));
  expect(problems()).toEqual([expect.stringMatching(`^${path}: is a symbolic link, which could lead out`)]);
  rmSync(outside, { recursive: true });
});

it("ignores hidden files and files that are not part of the layout", () => {
  write({
    ...GOOD,
    ".git/config": "\0",
    "notes.txt": "\0",
    "skills/.s/x": "",
    "skills/s.md": "\0",
    "subagents/.w/x": "",
  });
  write({ "skills/s/SKILL.md": SKILL, "skills/s/.venv/bin": "\0" });
  symlinkSync("/", join(root, "skills", "s", ".root"));
  expect(problems()).toEqual([]);
});

it("refuses a path that is not a directory", () => {
  expect(() => readProject(join(root, "nowhere"))).toThrow("is not a directory");
});

it("refuses a directory with more files than an agent can have", () => {
  write({ ...GOOD, "skills/s/SKILL.md": SKILL });
  for (let index = 0; index <= 5000; index++) {
    writeFileSync(join(root, "skills", "s", String(index)), "");
  }
  expect(problems()).toEqual([expect.stringMatching("^skills/s: has more than 5000 files")]);
});
