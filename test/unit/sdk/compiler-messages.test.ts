/** What a program's author reads, in the terminal and in an editor, where arguments do not fit. */
import { join } from "node:path";
import ts from "typescript";
import { problemsIn, ROOT } from "../docs/snippets";

/** Arguments of an agent `a` and what the compiler says of them. */
const ARGUMENTS: readonly (readonly [args: string, property: string, type: string])[] = [
  ['tools: [{ name: "t", mcpServer: crm, displayNam: "x" }]', "displayNam", "ServerToolArgs"],
  ['tools: [{ name: "t", mcpServerUrl: crm.url, requireAproval: true }]', "requireAproval", "UrlToolArgs"],
  ['skills: [{ name: "s", descripton: "x" }]', "descripton", "SkillArgs"],
  ['subagents: [{ name: "s", sytemPrompt: "x" }]', "sytemPrompt", "SubagentArgs"],
  ['subagents: [{ name: "s", tools: [{ name: "t", mcpServer: crm, dispalyName: "x" }] }]', "dispalyName", "ToolArgs"],
  ['backend: { type: "sandbox", sandboxConfg: {} }', "sandboxConfg", "BackendArgs"],
  ['backend: { type: "sandbox", sandboxConfig: { idleTtl: 5 } }', "idleTtl", "SandboxConfigArgs"],
  ['backend: { type: "thread_scoped_sandbox", sandbox: { idleTtl: 5 } }', "idleTtl", "SandboxArgs"],
  ['permissions: { identty: "shared" }', "identty", "PermissionsArgs"],
  ['permissions: { sharedUsers: { raed: ["u"] } }', "raed", "SharedUsersArgs"],
  ['model: { playgrond: "drafts" }', "playgrond", "PlaygroundModelArgs"],
  ['files: { "a.md": { contnt: "x" } }', "contnt", "FileContentArgs"],
  ['files: { s: { repoHandle: "s", comitId: "x" } }', "comitId", "SkillLinkArgs"],
  ['onDelete: { thread: "keep" }', "thread", "OnDeleteArgs"],
];

/** The same of a test's cases. */
const CASES: typeof ARGUMENTS = [
  ['{ name: "c", prompt: "p", expct: {} }', "expct", "SmokeTestCaseArgs"],
  ['{ name: "c", prompt: "p", expect: { contain: "x" } }', "contain", "ExpectationsArgs"],
  ['{ name: "c", prompt: "p", expect: { toolsCalled: [{ nme: "x" }] } }', "nme", "ExpectedToolCallArgs"],
  ['{ name: "c", prompt: "p", expect: { interrupts: [{ tol: "x" }] } }', "tol", "ExpectedInterruptArgs"],
];

const SERVER = 'const crm = new deepagents.McpServer("crm", { url: "https://crm.example.com" });\n';

/** The first problem of each program, all of which are compiled at once. */
function firstProblems(programs: readonly string[]): string[] {
  const snippets = programs.map((code, index) => ({ where: String(index), code: SERVER + code }));
  const problems = problemsIn(snippets, "commonjs");
  return programs.map((_, index) => problems.find((problem) => problem.startsWith(`${String(index)}: `)) ?? "none");
}

it("names a misspelt property, and the interface that does not have it", () => {
  const problems = firstProblems([
    ...ARGUMENTS.map(([args]) => `new deepagents.Agent("a", { ${args} });`),
    ...CASES.map(([one]) => `new deepagents.GatedAgent("a", { smokeTest: { cases: [${one}] } });`),
  ]);
  [...ARGUMENTS, ...CASES].forEach(([, property, type], index) => {
    expect(problems[index]).toMatch(new RegExp(`'${property}' does not exist in type '[^']*\\b${type}\\b`));
  });
});

it("suggests what was meant by an argument of the resource itself", () => {
  const [agent, server, test] = firstProblems([
    'new deepagents.Agent("a", { sytemPrompt: "x" });',
    'new deepagents.McpServer("a", { url: "https://a.example.com", header: {} });',
    'new deepagents.SmokeTest("a", { agentId: "a", revision: "1", cases: [], timoutSeconds: 1 });',
  ]);
  expect(agent).toMatch(/in type 'AgentArgs.*Did you mean to write 'systemPrompt'\?$/);
  expect(server).toMatch(/in type 'McpServerArgs.*Did you mean to write 'headers'\?$/);
  expect(test).toMatch(/Did you mean to write 'timeoutSeconds'\?$/);
});

it("says what belongs in place of a server's URL", () => {
  const problems = firstProblems([
    'new deepagents.Agent("a", { tools: [{ name: "t", mcpServer: crm.url }] });',
    'new deepagents.Agent("a", { tools: [{ name: "t", mcpServer: "https://crm.example.com" }] });',
    'new deepagents.Agent("a", { subagents: [{ name: "s", tools: [{ name: "t", mcpServer: crm.url }] }] });',
    'const tool: deepagents.ToolArgs = { name: "t", mcpServer: crm.url };',
    'new deepagents.McpConnection("a", { mcpServer: crm.id });',
    "deepagents.getMcpToolsOutput({ mcpServer: crm.url });",
    'deepagents.agentFromDirectory("./a", { mcpServers: { "https://crm.example.com": crm.url } });',
    'new deepagents.Agent("a", { tools: [{ name: "t" }] });',
  ]);
  for (const problem of problems.slice(0, 4)) {
    expect(problem).toContain(
      'Expected<McpServer, "the server itself, as in mcpServer: crm; its URL would be mcpServerUrl: crm.url">',
    );
  }
  expect(problems.slice(4, 7)).toEqual(Array(3).fill(expect.stringMatching(/ type 'McpServer\b/)));
  expect(problems[7]).toMatch(/Property 'mcpServer' is missing/);
});

describe("an editor", () => {
  const START = `import * as pulumi from "@pulumi/pulumi";import * as deepagents from "pulumi-deepagents";${SERVER}`;
  const FILE = join(ROOT, "test/edited.ts");
  let text = "";
  let version = 0;
  const read = (name: string): string | undefined => (name === FILE ? text : ts.sys.readFile(name));
  const editor = ts.createLanguageService({
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2020,
      paths: { "pulumi-deepagents": [join(ROOT, "sdk/index.ts")] },
    }),
    getScriptFileNames: () => [FILE],
    getScriptVersion: (name) => (name === FILE ? String(version) : ""),
    getScriptSnapshot: (name) => {
      const content = read(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === FILE || ts.sys.fileExists(name),
    readFile: read,
  });

  /** Types `code` and puts the cursor where it has a `|`. */
  function type(code: string): number {
    text = START + code.replace("|", "");
    version += 1;
    return START.length + code.indexOf("|");
  }

  function completions(code: string): string[] {
    const { entries = [] } = editor.getCompletionsAtPosition(FILE, type(code), {}) ?? {};
    return entries.map(({ name }) => name);
  }

  function hover(code: string): string {
    return ts.displayPartsToString(editor.getQuickInfoAtPosition(FILE, type(code))?.displayParts);
  }

  it.each([
    "new deepagents.Agent('a', { model: '|' })",
    "new deepagents.Agent('a', { subagents: [{ name: 's', model: '|' }] })",
  ])("completes models: %s", (code) => {
    expect(completions(code)).toEqual(expect.arrayContaining(["anthropic:claude-sonnet-4-6", "openai:gpt-5.5"]));
  });

  it("completes the arguments of a tool", () => {
    const names = completions("new deepagents.Agent('a', { tools: [{ name: 't', | }] })");
    expect(names).toEqual(expect.arrayContaining(["mcpServer", "mcpServerUrl", "requireApproval"]));
  });

  it("shows what an argument takes, without what the compiler has for mistakes", () => {
    expect(hover("new deepagents.Agent('a', { tools: [{ name: 't', |mcpServer: crm }] })")).toBe(
      "(property) mcpServer: deepagents.McpServer",
    );
    expect(hover("new deepagents.Agent('a', { |model: 'openai:gpt-5.5' })")).toBe(
      "(property) AgentArgs.model?: pulumi.Input<deepagents.ModelArgs> | undefined",
    );
  });
});
