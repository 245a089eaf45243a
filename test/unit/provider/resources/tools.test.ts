/** Whether an agent's tools are there is found out before it is deployed, and not in its first conversation. */
import { Inventory } from "../../../../provider/resources/inventory";
import type { Properties } from "../../../../provider/resources/resource";
import { agent } from "../../../../provider/resources/agent/agent";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../../emulator/mcp-server";
import { onEmulator, type OnEmulator } from "./on-emulator";

let on: OnEmulator;
let notes: NotesServer;
beforeEach(async () => {
  on = await onEmulator({}, true);
  notes = await startNotesServer();
  await on.api.mcpServers.create({ name: "notes", url: notes.url, headers: [REQUIRED_HEADER] });
});
afterEach(async () => {
  await on.emulator.close();
  await notes.close();
});

const using = (...names: string[]): Properties => ({
  name: "a",
  tools: names.map((name) => ({ name, mcpServerUrl: notes.url })),
});
const lists = (): number => on.emulator.requests.filter(({ path }) => path.includes("/mcp/tools")).length;

it("a tool that its server does not have is an error that names the one that was meant", async () => {
  const inputs = {
    ...using("search_notes"),
    subagents: [{ ...using("serch_notes"), name: "h", description: "Helps." }],
  };
  await expect(agent.create(on.deploy(), inputs)).rejects.toThrow(
    `subagents[0].tools[0]: the MCP server ${notes.url} has no tool "serch_notes": did you mean "search_notes"?`,
  );
  await expect(agent.create(on.deploy(), using("something_else"))).rejects.toThrow(
    /^tools\[0\]: the MCP server \S+ has no tool "something_else" \(its tools: "\w+".*\): write one of them, or set deepagents:verifyTools to false/,
  );
  expect(on.writes().filter((request) => request.includes("/agents"))).toEqual([]);
});

it("an update that adds one is refused as well, and one that does not is not", async () => {
  const { id, state } = await agent.create(on.deploy(), using("search_notes"));
  await expect(agent.update(on.deploy(), id, state, using("search_notes", "nothing_like_it"))).rejects.toThrow(
    "tools[1]: the MCP server",
  );
  const before = lists();
  await agent.update(on.deploy(), id, state, { ...using("search_notes"), systemPrompt: "Hello." });
  expect(lists()).toBe(before);
});

it("each server is asked once for all agents, and once more where its list lacks a tool", async () => {
  const context = on.deploy();
  await Promise.all(Array.from({ length: 5 }, () => agent.create(context, using("search_notes"))));
  expect(lists()).toBe(1);
  // The API has the list in its cache by now.
  const next = on.deploy();
  await Promise.all(
    Array.from({ length: 5 }, () => expect(agent.create(next, using("nothing_like_it"))).rejects.toThrow("no tool")),
  );
  expect(lists()).toBe(3);
});

it("a server that cannot be asked is no reason not to deploy, which one line says", async () => {
  await notes.close();
  const context = on.deploy();
  await agent.create(context, using("search_notes"));
  await agent.create(context, using("serch_notes"));
  expect(on.logged).toEqual([
    expect.stringMatching(/^whether the MCP server \S+ has the tools that agents use was not checked: /),
  ]);
});

it("nothing is asked where that is turned off", async () => {
  await agent.create({ ...on.deploy(), inventory: new Inventory(() => on.api, false) }, using("serch_notes"));
  expect(lists()).toBe(0);
});
