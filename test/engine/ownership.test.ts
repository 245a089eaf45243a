/** Who manages which agent. More of it, which repeats: test/long. */
import { callApi } from "./support/api";
import { onOwnServer } from "./support/own-server";

const on = onOwnServer();

it("two states with the same project and stack name do not touch each other's agents", async () => {
  const program = 'new deepagents.Agent("assistant", { systemPrompt: "Hello." });';
  const [one, two] = [await on.project(program), await on.project(program)];
  await one.up();
  await two.up();
  expect(await on.agents()).toHaveLength(2);
  await one.destroy();
  expect(await on.agents()).toHaveLength(1);
  expect(await two.up()).toMatch(/3 unchanged/);
});

it("a replacement that is made first, as a transformation may have it, does not lose the agent", async () => {
  const stack = await on.project(`
    pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, deleteBeforeReplace: false } }));
    exports.id = new deepagents.Agent("assistant", {}).id;
  `);
  await stack.up();
  const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Agent"))?.urn ?? "";
  await stack.up("--replace", urn);
  expect(await on.agents()).toEqual([expect.objectContaining({ id: (await stack.outputs()).id })]);
});

it("a state that lost an agent finds it again, and says how to let go of it for good", async () => {
  const program = (name: string): string => `exports.id = new deepagents.Agent("${name}", {}).id;`;
  const stack = await on.project(program("assistant"));
  await stack.up();
  const { id } = await stack.outputs();
  const letGo = async (): Promise<void> => {
    const urn = (await stack.resources()).find(({ type }) => type.endsWith(":Agent"))?.urn ?? "";
    await stack.succeed("state", "delete", urn, "--yes");
  };
  await letGo();
  const output = await stack.up();
  expect(output).toContain(`taking over the agent ${String(id)}: this stack created it and its state does not have it`);
  expect(output).toContain("run `pulumi state delete` once more and give this resource another name in the program");
  expect(await on.agents()).toEqual([expect.objectContaining({ id })]);

  await letGo();
  await stack.write(program("successor"));
  await stack.up();
  expect(await on.agents()).toHaveLength(2);
  await stack.destroy();
  expect(await on.agents()).toEqual([expect.objectContaining({ id })]);
});

it("adopt shows in the preview what will change, takes the agent over, and does not make one", async () => {
  const existing = (await callApi(on.emulator, "POST", "/agents", { name: "by hand", description: "Kept." })) as {
    id: string;
  };
  const stack = await on.project(`
    exports.id = new deepagents.Agent("assistant", { systemPrompt: "Hello.", adopt: "${existing.id}" }).id;
  `);
  expect(await stack.preview()).toContain(`assistant adopts the agent ${existing.id} and changes systemPrompt\n`);
  await stack.up();
  expect(await stack.outputs()).toEqual({ id: existing.id });
  expect(await on.agents()).toHaveLength(1);
  expect(await callApi(on.emulator, "GET", `/agents/${existing.id}`)).toMatchObject({
    description: "Kept.",
    system_prompt: "Hello.",
  });
  expect(await stack.up()).toMatch(/3 unchanged/);
});

it("a tool on a server that nobody registered fails the deployment with what to declare", async () => {
  const tool = '{ name: "search", mcpServerUrl: "https://nowhere.example.com" }';
  const stack = await on.project(`new deepagents.Agent("assistant", { tools: [${tool}] });`);
  expect(await stack.fail("up", "--yes", "--skip-preview")).toContain(
    'tools[0]: the tool "search" is on https://nowhere.example.com, where no MCP server is registered: ' +
      'declare new deepagents.McpServer("…", { url: "https://nowhere.example.com" })',
  );
  expect(await on.agents()).toEqual([]);
});
