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

it("`stack rename`", async () => {
  const stack = await on.project(`
    const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
    new deepagents.Agent("assistant", { tools: [{ name: "search", mcpServer: search }] });
  `);
  await stack.up();
  await stack.succeed("stack", "rename", "renamed");
  expect(await stack.up("--stack", "renamed")).toMatch(/4 unchanged/);
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
