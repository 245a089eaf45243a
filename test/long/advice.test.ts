/**
 * What an error says to do is done, once, and the error is gone: no advice sends its reader in a circle. Advice about
 * arguments alone has a test without an engine (test/unit/provider/bad-inputs/advice.test.ts); what comes after a faulty
 * option, alias or replacement is in whole-of-pulumi and adoption.
 */
import { startEmulator } from "../../emulator/index";
import { callApi } from "../engine/support/api";
import { onOwnServer } from "../engine/support/own-server";
import { Project } from "../engine/support/project";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../unit/emulator/mcp-server";

const on = onOwnServer();

/** The commands of Pulumi that a message quotes, as arguments. */
function commandsIn(output: string): string[][] {
  return [...output.matchAll(/`pulumi ([^`]+)`/g)].map(([, command = ""]) => command.split(" "));
}

/** What stands between quotation marks after `advice`. */
function quotedAfter(output: string, advice: string): string {
  const [, quoted = ""] = new RegExp(`${advice}"([^"]+)"`).exec(output) ?? [];
  expect({ output, quoted }).not.toMatchObject({ quoted: "" });
  return quoted;
}

it("about settings", async () => {
  const project = await Project.create({ program: 'new deepagents.Agent("assistant");' });
  try {
    const [setKey = []] = commandsIn(await project.fail("preview"));
    await project.succeed(...setKey, on.emulator.apiKey);
    await project.configure({ "deepagents:endpont": on.emulator.url });
    const misspelt = await project.fail("preview");
    expect(misspelt).toContain("did you mean deepagents:endpoint?");
    const [remove = []] = commandsIn(misspelt);
    await project.succeed(...remove);
    await project.configure({ "deepagents:endpoint": on.emulator.url });
    await project.preview();

    await on.emulator.close();
    const unreachable = await project.preview("--diff");
    const port = / --port (\d+)`/.exec(unreachable)?.[1];
    const [offline = []] = commandsIn(unreachable).filter(([command]) => command === "config");
    const again = await startEmulator({ port: Number(port) });
    expect(await project.preview("--diff")).not.toContain("warning");
    await again.close();
    await project.succeed(...offline);
    expect(await project.preview("--diff")).not.toContain("warning");
  } finally {
    await project.dispose();
  }
});

it("about what is there already, or no longer", async () => {
  const url = "https://mcp.example.com";
  const server = (argument = ""): string => `new deepagents.McpServer("search", { url: "${url}", ${argument} });`;
  await callApi(on.emulator, "POST", "/mcp-servers", { name: "search", url });
  const project = await on.project(server());
  const adopt = quotedAfter(await project.fail("up", "--yes", "--skip-preview"), "Add adopt: ");
  await project.write(server(`adopt: "${adopt}"`));
  await project.up();

  await project.write(
    `${server(`adopt: "${adopt}"`)} new deepagents.Agent("a", { adopt: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11" });`,
  );
  expect(await project.fail("preview")).toContain("or leave adopt out to make a new one");
  await project.write(`${server(`adopt: "${adopt}"`)} new deepagents.Agent("a", { description: "1" });`);
  await project.up();

  const [agent] = await on.agents();
  await callApi(on.emulator, "DELETE", `/agents/${agent?.id ?? ""}`);
  await project.write(`${server(`adopt: "${adopt}"`)} new deepagents.Agent("a", { description: "2" });`);
  const gone = commandsIn(await project.fail("up", "--yes", "--skip-preview"));
  expect(gone).toEqual(expect.arrayContaining([["refresh"], ["up"]]));
  await project.refresh();
  await project.up();
  expect(await on.agents()).toHaveLength(1);
});

it("about another account", async () => {
  const project = await on.project('new deepagents.Agent("assistant");');
  await project.up();
  const other = await startEmulator();
  try {
    await project.configure({ "deepagents:endpoint": other.url }, { "deepagents:apiKey": other.apiKey });
    const refused = await project.fail("up", "--yes", "--skip-preview");
    expect(refused).toContain("set deepagents:endpoint (or LANGSMITH_ENDPOINT) back and run `pulumi up`");
    const agent = (await project.resources()).find(({ type }) => type.endsWith(":Agent"));
    await project.succeed("state", "delete", agent?.urn ?? "", "--yes");
    await project.up();
    await project.destroy();
  } finally {
    await other.close();
  }
  // The agent that was given up is where it was.
  expect(await on.agents()).toHaveLength(1);
});

describe("about tools", () => {
  let notes: NotesServer;
  beforeEach(async () => (notes = await startNotesServer()));
  afterEach(() => notes.close());

  const server = (): string =>
    `const notes = new deepagents.McpServer("notes", { url: "${notes.url}", headers: { "${REQUIRED_HEADER.key}": "${REQUIRED_HEADER.value}" } });`;
  const agent = (tool: string): string => `new deepagents.Agent("assistant", { tools: [${tool}] });`;

  it("of a server that is not there, and one that it does not have", async () => {
    const project = await on.project(agent(`{ name: "serch_notes", mcpServerUrl: "${notes.url}" }`));
    const missing = await project.fail("up", "--yes", "--skip-preview");
    expect(missing).toContain(`declare new deepagents.McpServer("…", { url: "${notes.url}" }) and pass it`);
    await project.write(server() + agent('{ name: "serch_notes", mcpServer: notes }'));
    const meant = quotedAfter(await project.fail("up", "--yes", "--skip-preview"), "did you mean ");
    await project.write(server() + agent(`{ name: "${meant}", mcpServer: notes }`));
    await project.up();

    await project.write(server() + agent('{ name: "translate", mcpServer: notes }'));
    const [, setting = "", value = ""] =
      /set (deepagents:\w+) to (\w+)/.exec(await project.fail("up", "--yes", "--skip-preview")) ?? [];
    await project.configure({ [setting]: value });
    await project.up();
  });
});
