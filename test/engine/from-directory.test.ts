/** `examples/from-directory`, and what a preview shows of a file that was edited. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project, REPOSITORY } from "./support/project";

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, secrets: { mcpToken: "token" } });
  const example = join(REPOSITORY, "examples", "from-directory");
  for (const name of ["agent", "index.ts", "tsconfig.json"]) {
    await cp(join(example, name), join(project.dir, name), { recursive: true });
  }
  // Before index.ts, Node.js would take the program that every such project begins with.
  await rm(join(project.dir, "index.js"));
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

const file = (...path: string[]) => join(project.dir, "agent", ...path);

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

async function agentAsSent(): Promise<unknown> {
  const { agentId } = await project.outputs();
  return callApi(emulator, "GET", `/agents/${String(agentId)}?include_files=true`);
}

// One story: each step goes on from the state that the one before left.
it("deploys the directory, the server before the agent", async () => {
  await project.up();
  expect(await agentAsSent()).toMatchObject({
    name: "Reporter",
    runtime: { model: { model_id: "anthropic:claude-sonnet-4-6" } },
    system_prompt: await readFile(file("AGENTS.md"), "utf8"),
    tools: { interrupt_config: { "https://mcp.example.com/notes::delete_note": true } },
    skills: [
      { name: "weekly-report", description: "Use when asked for the weekly report: what happened, what is next." },
    ],
    subagents: [{ name: "fact-checker", tools: { tools: [{ name: "search_notes" }] } }],
    files: {
      "skills/weekly-report/template.md": {
        content: await readFile(file("skills", "weekly-report", "template.md"), "utf8"),
      },
      "subagents/fact-checker/skills/sources/SKILL.md": {
        content: await readFile(file("subagents", "fact-checker", "skills", "sources", "SKILL.md"), "utf8"),
      },
    },
  });
});

it("has no changes the second time", async () => {
  expect(await project.up()).toMatch(/4 unchanged/);
  expect(await project.refresh()).toMatch(/4 unchanged/);
});

it("previews an edited file under its own name, line by line", async () => {
  await edit(file("AGENTS.md"), "weekly report", "monthly report");
  await edit(file("skills", "weekly-report", "SKILL.md"), "seven days", "30 days");
  await edit(file("skills", "weekly-report", "template.md"), "## What is next", "## Next");
  await edit(file("subagents", "fact-checker", "skills", "sources", "SKILL.md"), "newer", "older");
  const diff = await project.preview("--diff");
  expect(diff).toMatch(/~ systemPrompt *:[^~]*- You write the team's weekly .*\n *\+ You write the team's monthly /);
  expect(diff).toMatch(/~ template\.md: [^~]*- ## What is next\n *\+ ## Next\n/);
  expect(diff).toMatch(
    /~ instructions: [^~]*\+ 1\. Search the notes of the last 30 days\.[^~]*name *: "weekly-report"/,
  );
  expect(diff).toMatch(/~ subagents\/fact-checker\/skills\/sources\/SKILL\.md: [^~]*\+ The older note counts\.\n/);
  // Nothing else is marked as changed, but for what these are in.
  expect(
    diff
      .match(/^ *~ [^:]*:/gm)
      ?.map((line) => line.replace(/[\s~:]/g, ""))
      .sort(),
  ).toEqual(
    [
      "[0]",
      "files",
      "files",
      "instructions",
      "pulumi-nodejs",
      "skills",
      "subagents/fact-checker/skills/sources/SKILL.md",
      "systemPrompt",
      "template.md",
    ].sort(),
  );
});

it("takes a setting of the stack before the directory's, and another URL of the server", async () => {
  await project.configure({ model: "openai:gpt-5.5", mcpUrl: "https://staging.example.com/notes" });
  await project.up();
  expect(await agentAsSent()).toMatchObject({
    runtime: { model: { model_id: "openai:gpt-5.5" } },
    tools: {
      tools: [
        { name: "search_notes", mcp_server_url: "https://staging.example.com/notes" },
        { name: "delete_note", mcp_server_url: "https://staging.example.com/notes" },
      ],
      interrupt_config: { "https://staging.example.com/notes::delete_note": true },
    },
  });
});

it("names file and line of what is wrong, without a stack", async () => {
  await edit(file("agent.json"), '"model"', '"modle"');
  const output = await project.fail("preview");
  expect(output).toContain(`${file("agent.json")}:5: modle is not a field: did you mean model?`);
  expect(output).not.toMatch(/unhandled exception|at Object/);
});
