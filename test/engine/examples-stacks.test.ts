/** `examples/platform` and `examples/product`: two stacks, of which one builds on the other. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project } from "./support/project";

const TOKEN = "token-of-the-platform";

let emulator: Emulator;
let platform: Project;
let product: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  platform = await Project.create({ emulator, example: "platform", secrets: { mcpToken: TOKEN } });
  product = await Project.create({ emulator, example: "product", beside: platform });
  await product.configure({ platformStack: "organization/deepagents-platform/dev" });
});
afterAll(async () => {
  await product.dispose();
  await platform.dispose();
  await emulator.close();
});

const file = () => join(product.dir, "application.json");

async function idsInFile(): Promise<unknown> {
  return (JSON.parse(await readFile(file(), "utf8")) as { agents: unknown }).agents;
}

async function answersId(): Promise<string> {
  return ((await platform.outputs()) as { agentIds: { answers: string } }).agentIds.answers;
}

// One story: each step goes on from what the one before left.
it("the platform's agent ids reach the application's configuration, its MCP server the product's agent", async () => {
  await platform.up();
  await product.up();
  const { conciergeId } = await product.outputs();
  expect(await idsInFile()).toEqual({ answers: await answersId(), concierge: conciergeId });
  expect(await callApi(emulator, "GET", `/agents/${String(conciergeId)}`)).toMatchObject({
    tools: { tools: [{ name: "search_notes", mcp_server_url: "https://mcp.example.com/platform" }] },
  });
});

it("nothing of the platform's credential is in the product's stack", async () => {
  await product.succeed("stack", "export", "--show-secrets", "--file", "state.json");
  const state = await readFile(join(product.dir, "state.json"), "utf8");
  expect(state).toContain("deepagents:Agent");
  expect(state).not.toContain(TOKEN);
});

it("an agent that the platform has to make again has a new id, which the next deployment of the product takes", async () => {
  const before = await answersId();
  await callApi(emulator, "DELETE", `/agents/${before}`);
  expect(await platform.up("--refresh")).toMatch(/\+ 1 created\n *4 unchanged/);
  const after = await answersId();
  expect(after).not.toBe(before);
  // Somebody edited the file, too.
  await writeFile(file(), "{}");
  expect(await product.up("--refresh")).toMatch(/~ 1 updated\n *3 unchanged/);
  expect(await idsInFile()).toMatchObject({ answers: after });
});

it("a configuration file that was deleted is written again", async () => {
  const deployed = await readFile(file(), "utf8");
  await rm(file());
  expect(await product.up("--refresh")).toMatch(/\+ 1 created\n *3 unchanged/);
  expect(await readFile(file(), "utf8")).toBe(deployed);
});

it("destroying the product takes its file and its agent, and nothing of the platform", async () => {
  await product.destroy();
  await expect(readFile(file())).rejects.toMatchObject({ code: "ENOENT" });
  const { items } = (await callApi(emulator, "GET", "/agents?page_size=100")) as { items: { name: string }[] };
  expect(items.map(({ name }) => name).sort()).toEqual(["answers", "curator"]);
});
