/** The example, as a user deploys and edits it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { type Emulator, startEmulator } from "../../emulator/index";
import { type NotesServer, startNotesServer } from "../unit/emulator/mcp-server";
import { Project, REPOSITORY } from "./support/project";
import { type AgentOnServer, agentsOn, requestsTo, runsAmong, threadsOn } from "./support/server-state";

const TOKEN = "token-of-the-notes";
const PROMPT = "You answer questions from the team's notes.";
const BAD: Edit = [PROMPT, "You tell jokes."];
const FIX: Edit = [PROMPT, "You answer questions from all our notes."];
type Edit = readonly [from: string, to: string];

let notes: NotesServer;
let emulator: Emulator;
let project: Project;
let example: string;

beforeAll(async () => {
  notes = await startNotesServer({ header: { key: "Authorization", value: `Bearer ${TOKEN}` } });
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, secrets: { mcpToken: TOKEN } });
  await project.configure({ mcpUrl: notes.url });
  const source = await readFile(join(REPOSITORY, "examples", "gated-release", "index.ts"), "utf8");
  example = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
  await notes.close();
});

/** Makes the example the program, with these edits. */
async function edit(...edits: Edit[]): Promise<void> {
  const program = edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, example);
  await writeFile(join(project.dir, "index.js"), program);
  emulator.clearRequests();
}

async function up(...args: string[]): Promise<{ code: number | string; output: string; runs: number }> {
  const { code, output } = await project.pulumi("up", "--yes", "--skip-preview", ...args);
  return { code, output, runs: runsAmong(requestsTo(emulator)) };
}

async function live(): Promise<AgentOnServer | undefined> {
  return (await agentsOn(emulator))["assistant"];
}

// One story: each step goes on from the state that the one before left.
describe("a gated release", () => {
  let before: AgentOnServer | undefined;

  it("makes no agent for users when the first version does not pass, and destroy removes its candidate", async () => {
    await edit(BAD);
    const { code, output } = await up();
    expect(code).not.toBe(0);
    expect(output).toContain("If there is a live agent, it was not changed.");
    const agents = await agentsOn(emulator);
    expect(Object.keys(agents)).toEqual(["assistant-candidate"]);
    expect(output).toContain(`The candidate that failed is ${String(agents["assistant-candidate"]?.id)}`);
    await project.destroy();
    expect([await agentsOn(emulator), await threadsOn(emulator)]).toEqual([{}, []]);
  });

  it("goes live when the candidate has passed, and removes the candidate", async () => {
    await edit();
    const { code, runs } = await up();
    // The case that asks for approval goes on after the answer, which is a run of its own.
    expect([code, runs]).toEqual([0, 4]);
    const agents = await agentsOn(emulator);
    expect(Object.keys(agents)).toEqual(["assistant"]);
    expect(agents["assistant"]?.system_prompt).toContain(PROMPT);
    expect(await project.outputs()).toMatchObject({ agentId: agents["assistant"]?.id });
    expect(await threadsOn(emulator)).toEqual([]);
    expect(notes.deleted).toEqual([]);
    before = agents["assistant"];
  });

  it("sends nothing when nothing changed", async () => {
    await edit();
    expect(await up()).toMatchObject({ code: 0, output: expect.stringMatching(/6 unchanged/) as string });
    expect(requestsTo(emulator)).toEqual([]);
  });

  it("says in a preview that the test will run, and changes nothing", async () => {
    await edit(BAD);
    const output = await project.preview();
    expect(output).toContain("assistant: the smoke test will run, because the agent changes");
    expect(output).toMatch(/~ .*Agent assistant update/);
    expect(requestsTo(emulator)).toEqual(["GET agents"]);
  });

  it.each([[[]], [["--continue-on-error"]]])(
    "leaves the live agent as it is when an edit of the prompt breaks the test (%j)",
    async (flags) => {
      await edit(BAD);
      const { code, output } = await up(...flags);
      expect(code).not.toBe(0);
      expect(output).toMatch(/says what it is for: contains \(thread/);
      expect(output).toContain("You tell jokes.");
      expect(output).toContain("If there is a live agent, it was not changed.");
      expect(await live()).toEqual(before);
    },
  );

  it("brings the fix live", async () => {
    await edit(FIX);
    expect(await up()).toMatchObject({ code: 0, runs: 4 });
    const agents = await agentsOn(emulator);
    expect(Object.keys(agents)).toEqual(["assistant"]);
    expect(agents["assistant"]).toMatchObject({
      id: before?.id,
      system_prompt: expect.stringContaining("all our notes") as string,
    });
    expect(agents["assistant"]?.revision).not.toBe(before?.revision);
    expect(await threadsOn(emulator)).toEqual([]);
  });

  it("tests again when the header of the MCP server is rotated, and leaves the live agent alone", async () => {
    before = await live();
    await edit(FIX, ["headers: {", 'headers: { "X-Rotation": "2", ']);
    expect(await up()).toMatchObject({ code: 0, runs: 4 });
    expect(await live()).toEqual(before);
  });

  it("keeps the candidate as an agent of the stack where that is wanted, and not where it is not", async () => {
    await edit(FIX, ["smokeTest:", "keepCandidate: true, smokeTest:"]);
    expect(await up()).toMatchObject({ code: 0, runs: 4 });
    expect(Object.keys(await agentsOn(emulator)).sort()).toEqual(["assistant", "assistant-candidate"]);
    await edit(BAD, ["smokeTest:", "keepCandidate: true, smokeTest:"]);
    expect((await up()).code).not.toBe(0);
    const agents = await agentsOn(emulator);
    expect(agents["assistant-candidate"]?.system_prompt).toContain("You tell jokes.");
    expect(agents["assistant"]).toEqual(before);
    await edit(FIX);
    expect((await up()).code).toBe(0);
    expect(await agentsOn(emulator)).toEqual({ assistant: before });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await project.destroy();
    expect([await agentsOn(emulator), await threadsOn(emulator)]).toEqual([{}, []]);
  });
});

it("takes over an agent of the program that becomes a gated one, and keeps a prompt that is a secret", async () => {
  const program = (kind: string, more = ""): string => `
    const systemPrompt = pulumi.secret("You keep canary-prompt-30d7.");
    const a = new deepagents.${kind}("keeper", { systemPrompt, ${more} });
    exports.id = a.id ?? a.agent.id;
  `;
  await project.write(program("Agent"));
  await project.up();
  const { id } = await project.outputs();
  await project.write(program("GatedAgent", 'smokeTest: { cases: [{ name: "answers", prompt: "Hi." }] }'));
  await project.up();
  expect(await project.outputs()).toEqual({ id });
  expect(Object.values(await agentsOn(emulator)).map((agent) => agent.id)).toEqual([id]);
  const files = [...(await project.filesOfTheEngine())].filter(([file]) => !file.endsWith("index.js"));
  expect(files.filter(([, text]) => text.includes("canary-prompt-30d7")).map(([file]) => file)).toEqual([]);
  await project.destroy();
});
