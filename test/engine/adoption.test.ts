/** Adopted objects outlive a replacement, and objects keep their names where the program gives none. */
import { callApi } from "./support/api";
import { onOwnServer } from "./support/own-server";
import type { Project } from "./support/project";

const on = onOwnServer();

async function urnOf(stack: Project, type: string): Promise<string> {
  return (await stack.resources()).find((resource) => resource.type.endsWith(`:${type}`))?.urn ?? "";
}

it("no replacement deletes an adopted object: it is refused in the preview, with a way out that works", async () => {
  const agent = (await callApi(on.emulator, "POST", "/agents", { name: "mine", system_prompt: "Unmanaged." })) as {
    id: string;
  };
  const server = (await callApi(on.emulator, "POST", "/mcp-servers", {
    name: "search",
    url: "https://mcp.example.com/search",
    headers: [{ key: "X-Team", value: "unmanaged" }],
  })) as { id: string };
  const program = (option = ""): string => `
    new deepagents.Agent("assistant", { adopt: "${agent.id}" }, { ${option} });
    new deepagents.McpServer("search", { url: "https://mcp.example.com/search", adopt: "${server.id}" }, { ${option} });
  `;
  const stack = await on.project(program('replacementTrigger: "1"'));
  await stack.up();
  const intact = async (): Promise<void> => {
    expect(await callApi(on.emulator, "GET", `/agents/${agent.id}`)).toMatchObject({ system_prompt: "Unmanaged." });
    expect(await callApi(on.emulator, "GET", `/mcp-servers/${server.id}`)).toMatchObject({ name: "search" });
  };
  for (const [type, noun, id] of [
    ["Agent", "agent", agent.id],
    ["McpServer", "MCP server", server.id],
  ] as const) {
    const urn = await urnOf(stack, type);
    const refused = `adopt: a replacement would delete the ${noun} ${id} that this resource has adopted`;
    expect(await stack.fail("preview", "--replace", urn)).toContain(refused);
    expect(await stack.fail("up", "--yes", "--skip-preview", "--replace", urn)).toContain(refused);
    await stack.succeed("state", "taint", urn, "--yes");
    expect(await stack.fail("preview")).toContain(refused);
    await stack.succeed("state", "untaint", urn, "--yes");
    expect(await stack.preview()).toMatch(/4 unchanged/);
  }
  await stack.write(program('replacementTrigger: "2"'));
  expect(await stack.fail("preview")).toContain("adopt: a replacement would delete the ");
  expect(await stack.fail("up", "--yes", "--skip-preview")).toContain("so it is refused. To keep the ");
  await intact();

  // The way out: without `adopt` the replacement is an ordinary one.
  await stack.write(program('replacementTrigger: "1"').replace(`adopt: "${agent.id}"`, ""));
  await stack.up("--replace", await urnOf(stack, "Agent"));
  expect((await on.agents()).map(({ id }) => id)).not.toContain(agent.id);
});

it("a resource that is renamed in the program keeps its object and the object's name", async () => {
  const program = (agent: string, server: string): string => `
    const search = new deepagents.McpServer("${server}", { url: "https://mcp.example.com" }, { aliases: [{ name: "s" }] });
    const helper = new deepagents.Agent("${agent}", {}, { aliases: [{ name: "a" }] });
    module.exports = { agent: helper.id, server: search.id, names: [helper.name, search.name] };
  `;
  const stack = await on.project(program("a", "s"));
  await stack.up();
  const before = await stack.outputs();
  await stack.write(program("assistant", "search"));
  await stack.up();
  expect(await stack.outputs()).toEqual({ ...before, names: ["a", "s"] });
  expect(await on.agents()).toEqual([expect.objectContaining({ id: before.agent, name: "a" })]);
});

it("what the program does not set of an adopted object is there to read, in a preview as well", async () => {
  const { id } = (await callApi(on.emulator, "POST", "/agents", { name: "mine", system_prompt: "By hand." })) as {
    id: string;
  };
  const stack = await on.project(`
    const assistant = new deepagents.Agent("assistant", { adopt: "${id}", description: "Ours." });
    module.exports = { prompt: assistant.systemPrompt, description: assistant.description };
  `);
  await stack.up();
  expect(await stack.outputs()).toEqual({ prompt: "By hand.", description: "Ours." });
  expect(await stack.preview("--diff")).not.toMatch(/prompt|unmanaged/i);
  await callApi(on.emulator, "PATCH", `/agents/${id}`, { system_prompt: "Edited." });
  await stack.refresh();
  await stack.up();
  expect(await stack.outputs()).toMatchObject({ prompt: "Edited." });
});
