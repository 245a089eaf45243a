/** `examples/automation`: many tenants deployed by one process through the Automation API. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { type CommandResult, Project } from "./support/project";

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ example: "automation" });
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

function deploy(...args: string[]): Promise<CommandResult> {
  const environment = { LANGSMITH_ENDPOINT: emulator.url, LANGSMITH_API_KEY: emulator.apiKey };
  return project.node(["deploy.mts", ...args], environment);
}

async function writeTenants(modelOfInitech: string): Promise<void> {
  const tenants = ["acme", "globex", "initech"].map((name) => ({ name, instructions: `Speak for ${name}.` }));
  await writeFile(
    join(project.dir, "tenants.json"),
    JSON.stringify(
      tenants.map((tenant) => (tenant.name === "initech" ? { ...tenant, model: modelOfInitech } : tenant)),
    ),
  );
}

interface ListedAgent {
  readonly id: string;
  readonly name: string;
  readonly extras: Record<string, string>;
}

async function agents(): Promise<ListedAgent[]> {
  return ((await callApi(emulator, "GET", "/agents?page_size=100")) as { items: ListedAgent[] }).items;
}

/** The stack's identity in the mark of who owns an agent. */
const identityOf = ({ extras }: ListedAgent) => extras["pulumi:owner"]?.split(":")[1] ?? "";

// One story: each step goes on from what the one before left.
it("deploys at once what can be, tells what failed, and exits with 1", async () => {
  await writeTenants("sonnet");
  const { code, output } = await deploy();
  expect(output).toMatch(/^initech {2}failed$/m);
  expect(output).toMatch(/^initech {2}✗ .*model has no provider/m);
  expect(output).toMatch(/^acme {5}created support$/m);
  expect(output).toMatch(/^globex {3}✓ .*supportId [0-9a-f-]{36}/m);
  expect(output).toContain("2 of 3 tenants went well.");
  expect(code).toBe(1);
  expect((await agents()).map(({ name }) => name).sort()).toEqual(
    ["acme digest", "acme support", "globex digest", "globex support"].sort(),
  );
});

it("marks each tenant's agents with the identity of the tenant's own stack", async () => {
  const all = await agents();
  const identities = ["acme", "globex"].map((tenant) =>
    all.filter(({ name }) => name.startsWith(tenant)).map(identityOf),
  );
  for (const [first, second] of identities) {
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
  }
  expect(new Set(identities.flat()).size).toBe(2);
});

it("deploys the tenant that failed, and changes nothing of the others; no more at once than it is told", async () => {
  const before = await agents();
  await writeTenants("openai:gpt-5.5");
  const { code, output } = await deploy("--concurrency", "1", "initech", "acme");
  expect(code).toBe(0);
  // One after the other, in the order of the file.
  const lines = output.split("\n").filter((line) => /^(acme|initech) .*(created|done|failed)/.test(line));
  expect(lines.map((line) => line.replace(/ in [\d.]+ s/, "").replace(/(digest|support)/, "an agent"))).toEqual([
    "acme     done",
    "initech  created an agent",
    "initech  created an agent",
    "initech  done",
  ]);
  expect(await agents()).toEqual(expect.arrayContaining(before));
});

it("destroys every tenant's agents and stack", async () => {
  expect((await deploy("--destroy")).code).toBe(0);
  expect(await agents()).toEqual([]);
  expect(JSON.parse(await project.succeed("stack", "ls", "--json"))).toEqual([
    expect.objectContaining({ name: "dev" }),
  ]);
});

it.each([
  [0, /^Usage: node deploy\.mts/, ["--help"]],
  [2, /tenants\.json has no nobody/, ["nobody"]],
  [2, /a whole number from 1/, ["--concurrency", "0"]],
  [2, /--concurency/, ["--concurency", "2"]],
])("exits with %i and %s", async (code, message, args) => {
  const result = await deploy(...args);
  expect(result.output).toMatch(message);
  expect(result.code).toBe(code);
});
