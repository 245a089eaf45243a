import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project, type StateResource } from "./support/project";

const STAGING_KEY = "lsv2_staging_canary_41f0";

/** The stack's own account, and another one. */
let own: Emulator;
let staging: Emulator;
let project: Project;

beforeAll(async () => {
  [own, staging] = await Promise.all([
    startEmulator({ strict: true }),
    startEmulator({ strict: true, apiKey: STAGING_KEY }),
  ]);
});
beforeEach(async () => {
  project = await Project.create({ emulator: own, secrets: { stagingKey: STAGING_KEY } });
});
afterEach(async () => {
  await project.destroy();
  await project.dispose();
  // Whatever a test deployed, it has also found its way out of the right account.
  expect([await agentsOf(own), await agentsOf(staging)]).toEqual([[], []]);
});
afterAll(() => Promise.all([own.close(), staging.close()]));

const connection = (): string => `
  const staging = new deepagents.Provider("staging", {
    apiKeyConfig: "stagingKey",
    endpoint: "${staging.url}",
    maxRetries: 0,
  });
`;

/** One agent in the stack's account, and in the other one an agent, a component with one, and an MCP server. */
const program = (): string => `
  ${connection()}
  class Team extends pulumi.ComponentResource {
    constructor(name, opts) {
      super("test:index:Team", name, {}, opts);
      new deepagents.Agent(name + "-assistant", { systemPrompt: "Hello." }, { parent: this });
    }
  }
  new deepagents.Agent("own", { systemPrompt: "Hello." });
  const server = new deepagents.McpServer("server", { url: "https://mcp.example.com" }, { provider: staging });
  const tools = [{ name: "search", mcpServer: server }];
  new deepagents.Agent("direct", { systemPrompt: "Hello.", tools }, { provider: staging });
  new Team("team", { providers: [staging] });
`;

async function agentsOf(emulator: Emulator): Promise<string[]> {
  const { items } = (await callApi(emulator, "GET", "/agents")) as { items: { name: string }[] };
  return items.map(({ name }) => name).sort();
}

function named(resources: readonly StateResource[], name: string): StateResource | undefined {
  return resources.find(({ urn }) => urn.endsWith(`::${name}`));
}

it("one program deploys to two accounts, and refreshes and destroys both from the state alone", async () => {
  await project.write(program());
  await project.up("--diff");
  expect(await agentsOf(own)).toEqual(["own"]);
  expect(await agentsOf(staging)).toEqual(["direct", "team-assistant"]);

  // The key is in the state once, encrypted, and in no resource that uses it.
  const holders = (await project.resources()).filter((resource) => JSON.stringify(resource).includes(":apiKey"));
  expect(holders.map(({ urn }) => urn.split("::").slice(2)).sort()).toEqual([
    // The stack's whole configuration, as Pulumi keeps it for every dynamic provider.
    ["pulumi:providers:pulumi-nodejs", "default"],
    ["pulumi:providers:pulumi-nodejs", "staging"],
  ]);
  expect(named(holders, "staging")?.inputs).toMatchObject({
    "deepagents:apiKey": { ciphertext: expect.any(String) as string },
  });
  const leaks = [...(await project.filesOfTheEngine())].filter(([, text]) => text.includes(STAGING_KEY));
  expect(leaks.map(([file]) => file)).toEqual([]);

  await project.succeed("config", "rm", "stagingKey");
  await project.write('throw new Error("the program is not run");');
  await callApi(staging, "DELETE", `/agents/${named(await project.resources(), "direct")?.id ?? ""}`);
  expect(await project.refresh()).toMatch(/- 1 deleted/);
});

it("a key that only the deployment brings makes no request in the preview", async () => {
  await project.write(`
    const first = new deepagents.Agent("own", {});
    const later = new deepagents.Provider("later", {
      apiKey: first.id.apply(() => "${STAGING_KEY}"),
      endpoint: "${staging.url}",
    });
    new deepagents.Agent("second", {}, { provider: later });
  `);
  staging.clearRequests();
  await project.preview();
  expect(staging.requests).toEqual([]);
  await project.up();
  expect(await agentsOf(staging)).toEqual(["second"]);
});

it("what moves to another account is made there and deleted where it was", async () => {
  const agent = 'new deepagents.Agent("mover", {}, { provider: staging });';
  await project.write(`${connection()} new deepagents.Agent("mover", {});`);
  await project.up();
  await project.write(connection() + agent);
  expect(await project.up()).toMatch(/\+-1 replaced/);
  expect([await agentsOf(own), await agentsOf(staging)]).toEqual([[], ["mover"]]);
  // Nothing more is to be done, with the state as it was written and as it is read.
  expect(await project.up("--refresh")).toMatch(/4 unchanged/);

  await project.write(
    connection().replace(staging.url, own.url).replace('apiKeyConfig: "stagingKey"', `apiKey: "${own.apiKey}"`) + agent,
  );
  expect(await project.up()).toMatch(/\+-2 replaced/);
  expect([await agentsOf(own), await agentsOf(staging)]).toEqual([["mover"], []]);
});

it("a component passes its provider on to resources and look-ups alike, whatever its key in providers is called", async () => {
  const made = (workspace: string): string => `
    const staging = new deepagents.Provider("staging", {
      apiKeyConfig: "stagingKey", endpoint: "${staging.url}", workspaceId: "${workspace}",
    });
    class Team extends pulumi.ComponentResource {
      constructor(name, opts) {
        super("test:index:Team", name, {}, opts);
        const { id } = new deepagents.Agent("member", {}, { parent: this });
        this.found = deepagents.getAgentOutput({ id }, { parent: this }).name;
      }
    }
    exports.found = new Team("team", { providers: { deepagents: staging } }).found;
  `;
  await project.write(made("one"));
  await project.up();
  expect(await project.outputs()).toEqual({ found: "member" });
  expect(await agentsOf(own)).toEqual([]);
  const before = named(await project.resources(), "member")?.id;
  await project.write(made("two"));
  await project.up();
  expect(await project.outputs()).toEqual({ found: "member" });
  expect(named(await project.resources(), "member")?.id).not.toBe(before);
});

it("an error names the provider", async () => {
  await project.write(`
    const wrong = new deepagents.Provider("wrong", { apiKey: "not-the-key", endpoint: "${staging.url}" });
    new deepagents.Agent("assistant", {}, { provider: wrong });
  `);
  expect(await project.fail("up", "--yes", "--skip-preview")).toContain(
    'check deepagents:apiKey of the provider "wrong" and deepagents:workspaceId of the provider "wrong"',
  );
});

it("a tool on another account's server is refused in the preview", async () => {
  await project.write(`
    ${connection()}
    const server = new deepagents.McpServer("server", { url: "https://mcp.example.com" }, { provider: staging });
    new deepagents.Agent("own", { subagents: [{ name: "s", tools: [{ name: "search", mcpServer: server }] }] });
  `);
  const output = await project.fail("preview");
  expect(output).toContain('the agent "own" and the MCP server of its tool "search" have different providers');
  expect(output).not.toMatch(/ at .*\.js:/);
});
