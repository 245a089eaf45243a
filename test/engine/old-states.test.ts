/**
 * State files and data directories that an earlier version wrote keep working: test/fixtures/states has one of each kind
 * of resource, as that version's build left it.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, PERMISSIONS, startEmulator } from "../../emulator/index";
import { REQUIRED_HEADER } from "../unit/emulator/mcp-server";
import { callApi } from "./support/api";
import { Project, REPOSITORY, type StateResource } from "./support/project";
import { agentsOn, requestsTo } from "./support/server-state";

const FIXTURE = join(REPOSITORY, "test", "fixtures", "states", "0.1.0-d888661");
const PARTNER_KEY = "partner-key";

interface State {
  readonly deployment: { readonly manifest: { readonly time: string }; readonly resources: readonly StateResource[] };
}

let data: string;
let emulator: Emulator;
let project: Project;
let program: string;
/** How many resources the program declares. */
let declared: number;

beforeAll(async () => {
  const text = await readFile(join(FIXTURE, "state.json"), "utf8");
  const recorded = JSON.parse(text) as State;
  data = await mkdtemp(join(tmpdir(), "deepagents-old-state-"));
  await cp(join(FIXTURE, "server"), data, { recursive: true });
  emulator = await startEmulator({
    strict: true,
    dataDir: data,
    apiKey: "demo-key",
    scopedKeys: [{ key: PARTNER_KEY, permissions: PERMISSIONS }],
    // The access that was granted to the MCP connections expires.
    now: () => Date.parse(recorded.deployment.manifest.time),
  });
  program = await readFile(join(FIXTURE, "program.js"), "utf8");
  const secrets = { mcpToken: REQUIRED_HEADER.value, partnerKey: PARTNER_KEY };
  project = await Project.create({ emulator, program, secrets });
  // The only edit: another endpoint is another account, in which everything would be made anew, and no test may have a
  // fixed port. What moves a real server to another address does the same.
  const imported = join(project.dir, "state.json");
  await writeFile(imported, text.replaceAll(endpointIn(recorded), emulator.url));
  await project.succeed("stack", "import", "--file", imported);
  // The engine does not count the default provider.
  declared = recorded.deployment.resources.length - 1;
  requestsTo(emulator);
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
  await rm(data, { recursive: true });
});

function endpointIn({ deployment }: State): string {
  const provider = deployment.resources.find(({ urn }) => urn.endsWith("::pulumi:providers:pulumi-nodejs::default"));
  return String(provider?.inputs?.["deepagents:endpoint"]);
}

const writes = (): string[] => requestsTo(emulator).filter((request) => !request.startsWith("GET"));

/** What an engine command says it did, each resource as `updated Agent assistant`. */
function done(output: string): string[] {
  const lines = [...output.matchAll(/^ *[-+~]* +(\S+:\S+) (\S+) (created|updated|deleted|replaced)\b/gm)];
  return lines.map(([, type = "", name, what]) => `${String(what)} ${String(type.split(":").at(-1))} ${String(name)}`);
}

/** Changes one thing in the program, and what was changed before stays. */
async function edit(from: string, to: string): Promise<void> {
  expect(program.split(from)).toHaveLength(2);
  program = program.replace(from, to);
  await project.write(program);
}

// One story: each step goes on from the state that the one before left.
describe("a stack of an earlier version with a resource of each kind", () => {
  it("is unchanged in a preview, which sends no writing request", async () => {
    expect(await project.preview("--expect-no-changes")).toContain(`${String(declared)} unchanged`);
    expect(writes()).toEqual([]);
  });

  it("has no drift on the server", async () => {
    await project.refresh("--expect-no-changes");
    expect(writes()).toEqual([]);
  });

  it("is unchanged by an update after that, which sends no writing request", async () => {
    expect(await project.up("--expect-no-changes")).toContain(`${String(declared)} unchanged`);
    expect(writes()).toEqual([]);
  });

  it.each([
    {
      kind: "an agent",
      edits: ["You are the assistant.", "You are the new assistant."],
      updated: ["Agent assistant"],
    },
    {
      kind: "a header of an MCP server, and the test that depends on the server",
      edits: ['"X-Team": "fixture"', '"X-Team": "other"'],
      updated: ["McpServer notes", "SmokeTestRun fresh-candidate"],
    },
    {
      kind: "a smoke test",
      edits: ['triggers: ["first"]', 'triggers: ["second"]'],
      updated: ["SmokeTestRun talks"],
    },
    {
      kind: "a gated agent",
      edits: ["You went through the gate.", "You went through the gate again."],
      updated: ["SmokeTestRun fresh-candidate", "Agent fresh-candidate"],
    },
    {
      kind: "a gated agent and the candidate that it keeps",
      edits: ["You keep your candidate.", "You still keep your candidate."],
      updated: ["Agent kept-candidate-candidate", "SmokeTestRun kept-candidate", "Agent kept-candidate"],
    },
    {
      kind: "a provider",
      edits: ["maxRetries: 2", "maxRetries: 3"],
      updated: ["pulumi-nodejs partner"],
    },
    {
      // Last: nobody approves, so every later update would ask again.
      kind: "an MCP connection",
      edits: ["mcpServerId: sharedAccess.id, waitSeconds: 60", 'mcpServerId: sharedAccess.id, scopes: ["notes"]'],
      updated: ["McpConnection shared"],
    },
  ] as const)("updates only what was edited: $kind", async ({ edits: [from, to], updated }) => {
    await edit(from, to);
    expect(done(await project.up())).toEqual(updated.map((resource) => `updated ${resource}`));
  });

  it("is destroyed, and nothing of it stays on the server", async () => {
    expect(await project.destroy()).toContain(`${String(declared)} deleted`);
    expect(await agentsOn(emulator)).toEqual({});
    expect(await agentsOn({ ...emulator, apiKey: PARTNER_KEY })).toEqual({});
    expect(await callApi(emulator, "GET", "/mcp-servers")).toEqual([]);
    expect(await project.resources()).toEqual([]);
  });
});
