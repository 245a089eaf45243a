/** More rows of the table "What was tried" of docs/semantics.md, which take longer: see test/engine/whole-of-pulumi.test.ts. */
import { setTimeout as sleep } from "node:timers/promises";
import { callApi } from "../engine/support/api";
import { onOwnServer } from "../engine/support/own-server";
import type { Project } from "../engine/support/project";

const on = onOwnServer();

async function urnOf(stack: Project, name: string): Promise<string> {
  return (await stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`))?.urn ?? "";
}

const writes = (): string[] =>
  on.emulator.requests.flatMap(({ method, path }) =>
    method === "GET" ? [] : [`${method} ${path.split("/")[3] ?? ""}`],
  );

it("`pulumi import`", async () => {
  const made = (await callApi(on.emulator, "POST", "/agents", { name: "by hand" })) as { id: string };
  const stack = await on.project('new deepagents.Agent("assistant", {});');
  await stack.up();
  const before = await stack.resources();
  const type = "pulumi-nodejs:dynamic/deepagents:Agent";
  await stack.fail("import", type, "imported", made.id, "--yes");
  expect(await stack.resources()).toHaveLength(before.length);
  expect(await on.agents()).toHaveLength(2);
});

it("`state move`", async () => {
  const agent = 'new deepagents.Agent("assistant", { systemPrompt: "Hello." });';
  const stack = await on.project(agent);
  await stack.up();
  const [before] = await on.agents();
  const urn = await urnOf(stack, "assistant");
  const other = await stack.addStack("prod");
  await other.configure({ "deepagents:endpoint": on.emulator.url }, { "deepagents:apiKey": on.emulator.apiKey });
  await stack.succeed("state", "move", "--source", "dev", "--dest", "prod", urn, "--yes");
  on.emulator.clearRequests();
  await other.up("--stack", "prod");
  // Only the mark.
  expect(writes()).toEqual(["PATCH agents"]);
  expect(await on.agents()).toEqual([expect.objectContaining({ id: before?.id })]);
  await stack.write("");
  await stack.up("--stack", "dev");
  expect(await on.agents()).toHaveLength(1);
});

/** A component with an agent that a smoke test watches, which any change of it would have run again. */
const shop = (name: string, opts = "{}"): string => `
  class Shop extends pulumi.ComponentResource {
    constructor(name, opts) {
      super("shop:index:Shop", name, {}, opts);
      const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" }, { parent: this });
      const agent = new deepagents.Agent(
        name + "-agent",
        { systemPrompt: "You run the shop.", tools: [{ name: "search", mcpServer: search }] },
        { parent: this, ...${opts}.agent },
      );
      new deepagents.SmokeTest("greets", { agent, cases: [{ name: "greets", prompt: "Hi." }] }, { parent: this });
      this.id = agent.id;
    }
  }
  exports.id = new Shop("${name}", ${opts}.shop).id;
`;

it("`stack rename`", async () => {
  const stack = await on.project(shop("corner"));
  await stack.up();
  await stack.succeed("stack", "rename", "renamed");
  on.emulator.clearRequests();
  expect(await stack.up("--stack", "renamed")).toMatch(/7 unchanged/);
  expect(on.emulator.requests).toEqual([]);
});

it("`aliases` for another name, parent or type, `state rename`", async () => {
  const stack = await on.project(shop("corner"));
  await stack.up();
  const [before] = await on.agents();
  on.emulator.clearRequests();
  const asStore = (program: string): string => program.replace('super("shop:index:Shop"', 'super("shop:index:Store"');
  const aliases = `{
    shop: { aliases: [{ name: "corner", type: "shop:index:Shop" }] },
    agent: { aliases: [{ name: "corner-agent" }] },
  }`;
  await stack.write(asStore(shop("main", aliases)));
  expect(await stack.up()).toMatch(/7 unchanged/);
  await stack.succeed("state", "rename", await urnOf(stack, "main-agent"), "last-agent", "--yes");
  await stack.write(asStore(shop("main")).replace('name + "-agent"', '"last-agent"'));
  expect(await stack.up()).toMatch(/7 unchanged/);
  expect(on.emulator.requests).toEqual([]);
  expect((await on.agents()).map(({ id }) => id)).toEqual([before?.id]);
});

it("a new resource with the name that a renamed one had", async () => {
  const agent = (name: string, args = "{}", opts = "{}"): string =>
    `new deepagents.Agent("${name}", ${args}, ${opts});`;
  const stack = await on.project(agent("support", '{ systemPrompt: "One." }'));
  await stack.up();
  const [first] = await on.agents();
  await stack.write(agent("former", '{ systemPrompt: "One." }', '{ aliases: [{ name: "support" }] }'));
  await stack.up();
  // Registered first, so that nothing says yet that the other one has the agent.
  const both = `${agent("support", '{ systemPrompt: "Two." }')} ${agent("former", '{ systemPrompt: "One." }')}`;
  await stack.write(both);
  await stack.up();
  // The mark of its own finds it again.
  await stack.succeed("state", "delete", await urnOf(stack, "support"), "--yes");
  await stack.up();
  expect(await on.agents()).toHaveLength(2);
  expect(await callApi(on.emulator, "GET", `/agents/${first?.id ?? ""}`)).toMatchObject({ system_prompt: "One." });
  await stack.write("");
  await stack.up();
  expect(await on.agents()).toEqual([]);
});

it("an MCP server that is renamed without an alias, or that another stack has", async () => {
  const server = (name: string, opts = "{}"): string =>
    `new deepagents.McpServer("${name}", { name: "search", url: "https://mcp.example.com" }, ${opts});`;
  const stack = await on.project(server("crm"));
  await stack.up();
  await stack.write(server("search"));
  const refused = await stack.fail("up", "--yes", "--skip-preview");
  expect(refused).toContain("The stack has it as crm.");
  const [, alias] = /write the option (aliases: \[.*\])/.exec(refused) ?? [];
  await stack.write(server("search", `{ ${alias ?? ""} }`));
  expect(await stack.up()).toMatch(/3 unchanged/);

  const other = await stack.addStack("prod");
  await other.configure({ "deepagents:endpoint": on.emulator.url }, { "deepagents:apiKey": on.emulator.apiKey });
  expect(await other.fail("up", "--yes", "--skip-preview", "--stack", "prod")).toContain(
    "with the mark of the stack dev of project engine-test",
  );
  await stack.write("");
});

it("`up --plan`", async () => {
  const stack = await on.project('new deepagents.Agent("assistant", { systemPrompt: "One." });');
  await stack.up();
  await stack.write('new deepagents.Agent("assistant", { systemPrompt: "Two." });');
  await stack.succeed("preview", "--save-plan", "plan.json");
  on.emulator.clearRequests();
  await stack.up("--plan", "plan.json");
  expect(writes()).toEqual(["PATCH agents"]);
  await stack.write('new deepagents.Agent("assistant", { systemPrompt: "Two.", description: "New." });');
  expect(await stack.fail("up", "--yes", "--skip-preview", "--plan", "plan.json")).toContain("violates plan");
});

it("`--continue-on-error`", async () => {
  const tool = '{ name: "search", mcpServerUrl: "https://nowhere.example.com" }';
  const stack = await on.project(`
    new deepagents.Agent("fails", { tools: [${tool}] });
    new deepagents.Agent("works", {});
  `);
  await stack.fail("up", "--yes", "--skip-preview", "--continue-on-error");
  expect(await on.agents()).toEqual([expect.objectContaining({ name: "works" })]);
});

it("`deleteBeforeReplace: false` on an MCP server whose name changes", async () => {
  const server = (name: string): string => `
    new deepagents.McpServer("search", { name: "${name}", url: "https://mcp.example.com" }, { deleteBeforeReplace: false });
  `;
  const stack = await on.project(server("one"));
  await stack.up();
  await stack.write(server("two"));
  expect(await stack.fail("up", "--yes", "--skip-preview")).toContain(
    "If it is the one that this resource replaces, leave out deleteBeforeReplace: false",
  );
  await stack.write(server("two").replace("false", "true"));
  await stack.up();
  expect(await callApi(on.emulator, "GET", "/mcp-servers")).toEqual([expect.objectContaining({ name: "two" })]);
});

it("Ctrl-C twice in the middle of a creation, `refresh --clear-pending-creates`", async () => {
  const stack = await on.project('new deepagents.Agent("assistant", {});');
  on.emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "slow-body", ms: 5000 } });
  const { process: engine, result } = stack.start("up", "--yes", "--skip-preview");
  let isOver = false;
  void result.then(() => (isOver = true));
  while (!isOver && (await on.agents()).length === 0) {
    await sleep(20);
  }
  // The engine takes the second one for the same as the first if they come at once.
  while (!isOver) {
    engine.kill("SIGINT");
    await sleep(500);
  }
  on.emulator.clearFaults();
  await stack.pulumi("cancel", "--yes");
  const up = await stack.up("--skip-preview");
  expect(up).toContain("1 pending operations from previous deployment");
  expect(up).toContain("assistant: taking over the agent");
  await stack.refresh("--clear-pending-creates");
  expect(await stack.up("--skip-preview")).not.toContain("pending operations");
  expect(await on.agents()).toHaveLength(1);
});

it("`stack remove`, `destroy --remove`", async () => {
  const stack = await on.project('new deepagents.Agent("assistant", {});');
  await stack.up();
  expect(await stack.fail("stack", "remove", "--yes")).toContain("still has resources");
  await stack.succeed("destroy", "--yes", "--skip-preview", "--remove");
  expect(await on.agents()).toEqual([]);
});
