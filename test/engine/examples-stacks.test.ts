/** `examples/platform` and `examples/product`: two stacks, of which one builds on the other. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
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
const idsInFile = async () => (JSON.parse(await readFile(file(), "utf8")) as { agents: unknown }).agents;

// One story: each step goes on from what the one before left.
it("the product cannot be deployed before the platform, and says what is missing", async () => {
  expect(await product.fail("preview")).toMatch(/organization\/deepagents-platform\/dev/);
});

it("the platform's agent ids reach the application's configuration, its MCP server the product's agent", async () => {
  await platform.up();
  await product.up();
  const { agentIds, notesUrl } = (await platform.outputs()) as { agentIds: { answers: string }; notesUrl: string };
  const { conciergeId } = await product.outputs();
  expect(await idsInFile()).toEqual({ answers: agentIds.answers, concierge: conciergeId });
  expect(await callApi(emulator, "GET", `/agents/${String(conciergeId)}`)).toMatchObject({
    tools: { tools: [{ name: "search_notes", mcp_server_url: notesUrl }] },
  });
});

it("nothing of the platform's credential is in the product's stack", async () => {
  await product.succeed("stack", "export", "--show-secrets", "--file", "state.json");
  const state = await readFile(join(product.dir, "state.json"), "utf8");
  expect(state).toContain("deepagents:Agent");
  expect(state).not.toContain(TOKEN);
});

it("both have no changes the second time", async () => {
  expect(await platform.preview()).toMatch(/6 unchanged/);
  expect(await product.preview()).toMatch(/5 unchanged/);
});

it("an agent that the platform has to make again has a new id, which the next deployment of the product takes", async () => {
  const { agentIds: before } = (await platform.outputs()) as { agentIds: { answers: string } };
  await callApi(emulator, "DELETE", `/agents/${before.answers}`);
  await platform.up("--refresh");
  const { agentIds: after } = (await platform.outputs()) as { agentIds: { answers: string } };
  expect(after.answers).not.toBe(before.answers);
  expect(await product.up()).toMatch(/~ 1 updated/);
  expect(await idsInFile()).toMatchObject({ answers: after.answers });
});

it("a configuration file that was edited or deleted is put right", async () => {
  const deployed = await readFile(file(), "utf8");
  await writeFile(file(), "{}");
  expect(await product.up("--refresh")).toMatch(/~ 1 updated/);
  expect(await readFile(file(), "utf8")).toBe(deployed);
  await rm(file());
  expect(await product.up("--refresh")).toMatch(/\+ 1 created/);
  expect(await readFile(file(), "utf8")).toBe(deployed);
});

it("destroying the product leaves the platform as it is", async () => {
  await product.destroy();
  await expect(readFile(file())).rejects.toMatchObject({ code: "ENOENT" });
  expect(await platform.preview()).toMatch(/6 unchanged/);
});
