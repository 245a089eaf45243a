import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project } from "./support/project";

let emulator: Emulator;
const projects: Project[] = [];

// A server for each: what a test leaves there is nobody's leftover.
beforeEach(async () => {
  emulator = await startEmulator({ strict: true });
});
afterEach(async () => {
  await emulator.close();
  await Promise.all(projects.splice(0).map((project) => project.dispose()));
});

async function project(program: string): Promise<Project> {
  const made = await Project.create({ emulator, program });
  projects.push(made);
  return made;
}

async function agents(): Promise<{ id: string; name: string }[]> {
  return ((await callApi(emulator, "GET", "/agents")) as { items: { id: string; name: string }[] }).items;
}

it("two states with the same project and stack name do not touch each other's agents", async () => {
  const program = 'new deepagents.Agent("assistant", { systemPrompt: "Hello." });';
  const [one, two] = [await project(program), await project(program)];
  await one.up();
  await two.up();
  expect(await agents()).toHaveLength(2);
  await one.destroy();
  expect(await agents()).toHaveLength(1);
  expect(await two.up()).toMatch(/3 unchanged/);
});

it("equal names under different parents are different agents", async () => {
  const teams = (...names: string[]): string => `
    class Team extends pulumi.ComponentResource {
      constructor(name) {
        super("test:index:" + name, name);
        const server = new deepagents.McpServer(name + "-tools", { url: "https://" + name + ".example.com" }, { parent: this });
        this.agent = new deepagents.Agent("assistant", { name, tools: [{ name: "t", mcpServer: server }] }, { parent: this });
      }
    }
    exports.ids = ${JSON.stringify(names)}.map((name) => new Team(name).agent.id);
  `;
  const stack = await project(teams("red"));
  await stack.up();
  // The second is made while the first is there, and is listed among what may have been left behind.
  await stack.write(teams("red", "blue"));
  expect(await stack.up()).not.toContain("taking over");
  expect((await agents()).map(({ name }) => name).sort()).toEqual(["blue", "red"]);
  const { ids } = await stack.outputs();
  expect(new Set(ids as string[]).size).toBe(2);
});

it("a replacement that is made first, as a transformation may have it, does not lose the agent", async () => {
  const stack = await project(`
    pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, deleteBeforeReplace: false } }));
    exports.id = new deepagents.Agent("assistant", {}).id;
  `);
  await stack.up();
  const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Agent"))?.urn ?? "";
  await stack.up("--replace", urn);
  expect(await agents()).toEqual([expect.objectContaining({ id: (await stack.outputs()).id })]);
});

it("an agent deleted by hand is found missing by refresh and made again", async () => {
  const stack = await project('exports.id = new deepagents.Agent("assistant", {}).id;');
  await stack.up();
  const { id } = await stack.outputs();
  await callApi(emulator, "DELETE", `/agents/${String(id)}`);
  await stack.refresh();
  expect(await stack.up()).toMatch(/\+ 1 created/);
  expect(await agents()).toHaveLength(1);
});

it("a state that lost an agent finds it again instead of making a second one", async () => {
  const stack = await project('exports.id = new deepagents.Agent("assistant", {}).id;');
  await stack.up();
  const { id } = await stack.outputs();
  const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Agent"))?.urn ?? "";
  await stack.succeed("state", "delete", urn, "--yes");
  const output = await stack.up();
  expect(output).toContain(`taking over the agent ${String(id)}, which an interrupted deployment left behind`);
  expect(await agents()).toEqual([expect.objectContaining({ id })]);
});

describe("adopt", () => {
  it("shows in the preview what will change, takes the agent over, and does not make one", async () => {
    const existing = (await callApi(emulator, "POST", "/agents", { name: "by hand", description: "Kept." })) as {
      id: string;
    };
    const stack = await project(`
      exports.id = new deepagents.Agent("assistant", { systemPrompt: "Hello.", adopt: "${existing.id}" }).id;
    `);
    expect(await stack.preview()).toContain(`assistant adopts ${existing.id}; on it change: name, systemPrompt`);
    await stack.up();
    expect(await stack.outputs()).toEqual({ id: existing.id });
    expect(await agents()).toHaveLength(1);
    expect(await callApi(emulator, "GET", `/agents/${existing.id}`)).toMatchObject({
      description: "Kept.",
      system_prompt: "Hello.",
    });
    expect(await stack.up()).toMatch(/3 unchanged/);
  });

  it("fails in the preview when there is nothing to adopt", async () => {
    const nobody = "11111111-1111-4111-8111-111111111111";
    const stack = await project(`new deepagents.Agent("assistant", { adopt: "${nobody}" });`);
    expect(await stack.fail("preview")).toContain(`adopt: there is no agent ${nobody}`);
  });
});

it("protect and retainOnDelete keep the agent as they do any resource", async () => {
  const stack = await project('new deepagents.Agent("assistant", {}, { protect: true });');
  await stack.up();
  await stack.write("");
  expect(await stack.fail("up", "--yes", "--skip-preview")).toMatch(/protected|cannot be deleted/);
  await stack.write('new deepagents.Agent("assistant", {}, { retainOnDelete: true });');
  await stack.up();
  const [kept] = await agents();
  await stack.write("");
  await stack.up();
  expect(await agents()).toEqual([kept]);
  // What was kept on purpose is no leftover: declared again, the resource is a new agent.
  await stack.write('exports.id = new deepagents.Agent("assistant", {}).id;');
  await stack.up();
  expect((await stack.outputs()).id).not.toBe(kept?.id);
});

it("a server that has to be replaced is deleted first, because the API refuses two with one URL", async () => {
  const server = (name: string): string =>
    `new deepagents.McpServer("notes", { name: "${name}", url: "https://mcp.example.com" });`;
  const stack = await project(server("notes"));
  await stack.up();
  await stack.write(server("memos"));
  emulator.clearRequests();
  await stack.up();
  const writes = emulator.requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
  expect(writes).toEqual(["DELETE", "POST"]);
});

it("a tool on a server that nobody registered fails the deployment with what to declare", async () => {
  const tool = '{ name: "search", mcpServerUrl: "https://nowhere.example.com" }';
  const stack = await project(`new deepagents.Agent("assistant", { tools: [${tool}] });`);
  expect(await stack.fail("up", "--yes", "--skip-preview")).toContain(
    'tools[0]: the tool "search" is on https://nowhere.example.com, where no MCP server is registered: ' +
      'declare new deepagents.McpServer("…", { url: "https://nowhere.example.com" })',
  );
  expect(await agents()).toEqual([]);
});
