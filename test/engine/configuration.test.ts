import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { Project } from "./support/project";

const program = 'new deepagents.Agent("assistant", { systemPrompt: "Hello." });';

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator({ scopedKeys: [{ key: "reader", permissions: ["agents:read"] }] });
  project = await Project.create({ program });
});
afterEach(() => emulator.clearRequests());
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

/** What the engine says is wrong with the agent: the text after the resource's name. */
function problemIn(output: string): string | undefined {
  return /error: (?:.*'assistant' has a problem: )?(.*)/.exec(output)?.[1];
}

it("a missing API key is one clear sentence, in the preview already", async () => {
  expect(problemIn(await project.fail("preview"))).toBe(
    "no LangSmith API key: run `pulumi config set --secret deepagents:apiKey` or set LANGSMITH_API_KEY",
  );
});

it("a bad endpoint is one clear sentence, and the API key is not sent there", async () => {
  await project.configure(
    { "deepagents:endpoint": "http://api.example.com" },
    { "deepagents:apiKey": emulator.apiKey },
  );
  expect(problemIn(await project.fail("preview"))).toBe(
    "deepagents:endpoint http://api.example.com must use https (plain http is allowed only for a loopback address)",
  );
});

it("a wrong API key is one clear sentence, and nothing is made", async () => {
  await project.configure({ "deepagents:endpoint": emulator.url }, { "deepagents:apiKey": "not-the-key" });
  expect(problemIn(await project.fail("up", "--yes", "--skip-preview"))).toBe(
    "GET /agents?page_size=100 answered 403: Forbidden. The API key is wrong or lacks access: " +
      "check deepagents:apiKey and deepagents:workspaceId",
  );
});

it("a preview says so, too", async () => {
  expect(problemIn(await project.fail("preview"))).toMatch(/answered 403: Forbidden. The API key is wrong/);
});

it("a program that has the package through another one only is told to depend on it", async () => {
  const modules = join(project.dir, "node_modules");
  const library = join(modules, "@acme", "agents");
  await mkdir(join(library, "node_modules"), { recursive: true });
  await rename(join(modules, "pulumi-deepagents"), join(library, "node_modules", "pulumi-deepagents"));
  await writeFile(join(library, "index.js"), `const deepagents = require("pulumi-deepagents"); ${program}`);
  await writeFile(join(project.dir, "index.js"), 'require("@acme/agents");');
  const output = await project.fail("preview");
  expect(output).toMatch(
    /error: Pulumi loads this package's provider .* add pulumi-deepagents to the dependencies of the program \(`npm install/,
  );
  expect(output).not.toMatch(/^\s+at /m);
  await rename(join(library, "node_modules", "pulumi-deepagents"), join(modules, "pulumi-deepagents"));
  await project.write(program);
});

it("a permission that the key lacks is named", async () => {
  await project.configure({}, { "deepagents:apiKey": "reader" });
  expect(problemIn(await project.fail("up", "--yes", "--skip-preview"))).toMatch(
    /^POST \/agents answered 403: missing permission agents:create\. /,
  );
});

it("a misspelt argument is found in the preview, with the one that was meant", async () => {
  await project.write('new deepagents.Agent("assistant", { sytemPrompt: "Hello." });');
  expect(problemIn(await project.fail("preview"))).toBe("sytemPrompt is not an argument: did you mean systemPrompt?");
  expect(emulator.requests).toEqual([]);
});
