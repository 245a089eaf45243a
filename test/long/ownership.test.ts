/** Who manages which agent: what one path through everything leaves out. */
import { callApi } from "../engine/support/api";
import { onOwnServer } from "../engine/support/own-server";

const on = onOwnServer();

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
  const stack = await on.project(teams("red"));
  await stack.up();
  // The second is made while the first is there, and is listed among what may have been left behind.
  await stack.write(teams("red", "blue"));
  expect(await stack.up()).not.toContain("taking over");
  expect((await on.agents()).map(({ name }) => name).sort()).toEqual(["blue", "red"]);
  const { ids } = await stack.outputs();
  expect(new Set(ids as string[]).size).toBe(2);
});

it("an agent deleted by hand is found missing by refresh and made again", async () => {
  const stack = await on.project('exports.id = new deepagents.Agent("assistant", {}).id;');
  await stack.up();
  const { id } = await stack.outputs();
  await callApi(on.emulator, "DELETE", `/agents/${String(id)}`);
  await stack.refresh();
  expect(await stack.up()).toMatch(/\+ 1 created/);
  expect(await on.agents()).toHaveLength(1);
});

it("protect and retainOnDelete keep the agent as they do any resource", async () => {
  const stack = await on.project('new deepagents.Agent("assistant", {}, { protect: true });');
  await stack.up();
  await stack.write("");
  expect(await stack.fail("up", "--yes", "--skip-preview")).toMatch(/protected|cannot be deleted/);
  await stack.write('new deepagents.Agent("assistant", {}, { retainOnDelete: true });');
  await stack.up();
  const [kept] = await on.agents();
  await stack.write("");
  await stack.up();
  expect(await on.agents()).toEqual([kept]);
  // What was kept on purpose is no leftover: declared again, the resource is a new agent.
  await stack.write('exports.id = new deepagents.Agent("assistant", {}).id;');
  await stack.up();
  expect((await stack.outputs()).id).not.toBe(kept?.id);
});

it("a server that has to be replaced is deleted first, because the API refuses two with one URL", async () => {
  const server = (name: string): string =>
    `new deepagents.McpServer("notes", { name: "${name}", url: "https://mcp.example.com" });`;
  const stack = await on.project(server("notes"));
  await stack.up();
  await stack.write(server("memos"));
  on.emulator.clearRequests();
  await stack.up();
  const writes = on.emulator.requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
  expect(writes).toEqual(["DELETE", "POST"]);
});

it("adopt fails in the preview when there is nothing to adopt", async () => {
  const nobody = "11111111-1111-4111-8111-111111111111";
  const stack = await on.project(`new deepagents.Agent("assistant", { adopt: "${nobody}" });`);
  expect(await stack.fail("preview")).toContain(`adopt: there is no agent ${nobody}`);
});
