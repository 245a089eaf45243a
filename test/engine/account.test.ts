/** Settings that name another account than the one that a stack's objects are in, and objects that a program reads by id. */
import { callApi } from "./support/api";
import { onOwnServer } from "./support/own-server";

/** The workspace of every key of the local server. */
const KEYS_OWN = "6d0f0c8e-5c0b-4b57-9d0a-2f7a3b1c9e10";

const on = onOwnServer();

const PROGRAM = `
  const search = new deepagents.McpServer("search", { url: "https://mcp.example.com/search" });
  new deepagents.Agent("assistant", { systemPrompt: "Hello.", tools: [{ name: "search", mcpServer: search }] });
`;

const lists = (): string[] => on.emulator.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`);

it("another workspace orphans nothing: preview, up, refresh and destroy say which account has the objects", async () => {
  const stack = await on.project(PROGRAM);
  await stack.up();
  const before = await stack.resources();
  await stack.configure({ "deepagents:workspaceId": "other" });
  const runs = [["preview"], ["up", "--yes"], ["refresh", "--yes", "--run-program"]];
  for (const command of [...runs, ["destroy", "--yes", "--run-program"]]) {
    const output = await stack.fail(...command);
    expect(output).toMatch(
      /the (agent|MCP server) \S+ is in another account: it was deployed to http\S+ \(the API key's/,
    );
    expect(output).toContain("(workspace other), which does not have it. Nothing was done to it.");
  }
  // Two default providers are registered at once, so they have no order.
  const ids = (resources: typeof before): string[] => resources.map(({ urn, id }) => `${urn} ${id ?? ""}`).sort();
  expect(ids(await stack.resources())).toEqual(ids(before));
  expect(await on.agents()).toHaveLength(1);

  await stack.configure({ "deepagents:workspaceId": KEYS_OWN });
  on.emulator.clearRequests();
  const found = await stack.up();
  expect(found).toContain(`(the API key's own workspace) is now called ${on.emulator.url} (workspace ${KEYS_OWN})`);
  expect(found).toMatch(/4 unchanged/);
  expect(lists().toSorted()).toEqual(["GET /v1/deepagents/agents", "GET /v1/deepagents/mcp-servers"]);
  await stack.refresh();
  on.emulator.clearRequests();
  expect(await stack.up()).toMatch(/4 unchanged/);
  expect(lists()).toEqual([]);
  await stack.destroy();
  expect(await on.agents()).toEqual([]);
});

it("a state without an account is left alone, and the next refresh completes it without a change", async () => {
  const stack = await on.project(PROGRAM);
  await stack.up();
  const state = await stack.succeed("stack", "export");
  const file = `${stack.dir}/old.json`;
  await stack.node(["-e", `fs.writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(withoutAccounts(state))})`]);
  await stack.succeed("stack", "import", "--file", file);
  on.emulator.clearRequests();
  expect(await stack.up()).toMatch(/4 unchanged/);
  expect(lists()).toEqual([]);
  await stack.refresh("--expect-no-changes");
  const accounts = (await stack.resources()).map(({ outputs }) => outputs?.__account).filter((known) => known);
  expect(accounts).toEqual([{ endpoint: on.emulator.url }, { endpoint: on.emulator.url }]);
  expect(await stack.preview("--expect-no-changes")).toMatch(/4 unchanged/);
});

function withoutAccounts(state: string): string {
  return JSON.stringify(JSON.parse(state), (key, value: unknown) => (key === "__account" ? undefined : value));
}

it("an object that the program reads by its id has all its outputs, and a missing one is an error", async () => {
  const made = (await callApi(on.emulator, "POST", "/agents", { name: "by hand", description: "Kept." })) as {
    id: string;
  };
  const server = (await callApi(on.emulator, "POST", "/mcp-servers", {
    name: "search",
    url: "https://mcp.example.com/search",
    headers: [{ key: "Authorization", value: "Bearer canary-header" }],
  })) as { id: string };
  const read = (id: string): string => `
    const agent = new deepagents.Agent("a", {}, { id: "${id}" });
    const server = new deepagents.McpServer("s", { url: "https://ignored.example.com" }, { id: "${server.id}" });
    module.exports = {
      name: agent.name, description: agent.description, revision: agent.revision, owner: agent.ownerId,
      url: server.url, headers: server.headers, canInvoke: server.canInvoke,
    };
  `;
  const stack = await on.project(read(made.id));
  await stack.up();
  expect(await stack.outputs("--show-secrets")).toEqual({
    name: "by hand",
    description: "Kept.",
    revision: expect.any(String) as string,
    owner: expect.any(String) as string,
    url: "https://mcp.example.com/search",
    headers: { Authorization: "Bearer canary-header" },
    canInvoke: true,
  });
  expect(JSON.stringify(await stack.outputs())).not.toContain("canary-header");
  for (const [file, text] of await stack.filesOfTheEngine()) {
    expect([file, text.includes("canary-header")]).toEqual([file, false]);
  }
  const missing = "8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e";
  await stack.write(read(missing));
  expect(await stack.fail("preview")).toContain(`there is no agent ${missing}, or the API key may not see it`);
});
