/** Settings that name another account than the one that the objects of the state are in. */
import { type Emulator, startEmulator } from "../../../../emulator/index";
import { agent } from "../../../../provider/resources/agent/agent";
import { mcpConnection } from "../../../../provider/resources/mcp-connection/mcp-connection";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import type { Resource } from "../../../../provider/resources/resource";
import { smokeTestRun } from "../../../../provider/resources/smoke-test-run/smoke-test-run";
import { type NotesServer, startNotesServer } from "../../emulator/mcp-server";
import { configured, type Created, type Provider } from "./configured";

const OTHER_WORKSPACE = { "deepagents:workspaceId": "other" };

let emulator: Emulator;
let notes: NotesServer | undefined;
let printed: jest.SpyInstance;

beforeEach(async () => {
  emulator = await startEmulator({ strict: true });
  printed = jest.spyOn(console, "log").mockImplementation();
});
afterEach(async () => {
  printed.mockRestore();
  await Promise.all([emulator.close(), notes?.close()]);
  notes = undefined;
});

const lines = (): string[] => (printed.mock.calls as string[][]).map(([line]) => String(line));

async function create(resource: Resource, inputs: object): Promise<Created> {
  return (await (await configured(resource, emulator)).create(inputs)) as Created;
}

interface Deployed extends Created {
  readonly resource: Resource;
}

/** One object of each kind. */
const KINDS: Record<string, () => Promise<Deployed>> = {
  agent: async () => ({ resource: agent, ...(await create(agent, { name: "a", __owner: "pulumi:x" })) }),
  "MCP server": async () => ({
    resource: mcpServer,
    ...(await create(mcpServer, { name: "notes", url: "https://mcp.example.com" })),
  }),
  "access to an MCP server": async () => {
    notes = await startNotesServer({ issuer: emulator.url });
    const oauth = { authType: "oauth", oauthMode: "per_user_dynamic_client" };
    const server = await create(mcpServer, { name: "notes", url: notes.url, ...oauth });
    return {
      resource: mcpConnection,
      ...(await create(mcpConnection, { mcpServerId: server.id, __label: "notes" })),
    };
  },
  "smoke test": async () => {
    const { id, outs } = await create(agent, { name: "a" });
    const inputs = {
      agentId: id,
      revision: "1",
      cases: [],
      __urn: "urn:pulumi:dev::p::t::test",
      __owner: "pulumi:test",
    };
    return {
      resource: smokeTestRun,
      id: "run",
      outs: { ...inputs, passed: true, results: [], transcript: "[]", testedAgentId: id, __account: outs.__account },
    };
  },
};

const OPERATIONS: Record<string, (provider: Provider, id: string, outs: object) => Promise<unknown>> = {
  diff: (provider, id, outs) => provider.diff(id, outs, outs),
  read: (provider, id, outs) => provider.read(id, outs),
  update: (provider, id, outs) => provider.update(id, outs, outs),
  delete: (provider, id, outs) => provider.delete(id, outs),
};

describe.each(Object.keys(KINDS))("%s", (kind) => {
  it("is never taken for deleted: every operation names both accounts and what to set back", async () => {
    const { resource, id, outs } = await (KINDS[kind] as () => Promise<Deployed>)();
    for (const operation of Object.values(OPERATIONS)) {
      const elsewhere = await configured(resource, emulator, OTHER_WORKSPACE);
      await expect(operation(elsewhere, id, outs)).rejects.toThrow(
        `the ${kind} ${id} is in another account: it was deployed to ${emulator.url} (the API key's own workspace), and ` +
          `the settings now name ${emulator.url} (workspace other), which does not have it. Nothing was done to it.\n` +
          "  To go on with it, set deepagents:workspaceId (or LANGSMITH_WORKSPACE_ID) back and run `pulumi up`.",
      );
    }
    emulator.clearRequests();
    const back = await configured(resource, emulator);
    await expect(back.diff(id, outs, outs)).resolves.toBeDefined();
    expect(emulator.requests).toEqual([]);
  });

  it("that is there under another address is the same: one list, a note, and the next refresh records it", async () => {
    const { resource, id, outs } = await (KINDS[kind] as () => Promise<Deployed>)();
    const url = emulator.url.replace("127.0.0.1", "localhost");
    const moved = await configured(resource, { ...emulator, url });
    emulator.clearRequests();
    await moved.diff(id, outs, outs);
    await moved.diff(id, outs, outs);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET"]);
    expect(lines().filter((line) => line.includes("is now called"))).toEqual([
      `${emulator.url} (the API key's own workspace) is now called ${url} (the API key's own workspace): the objects that ` +
        "were deployed there are here as well, so it is the same account. The next change or `pulumi refresh` of each one " +
        "records that",
    ]);
    expect(await moved.read(id, outs)).toMatchObject({ props: { __account: { endpoint: url } } });
  });

  it("in a state without an account is not compared, and a refresh records it", async () => {
    const { resource, id, outs } = await (KINDS[kind] as () => Promise<Deployed>)();
    const { __account, ...old } = outs;
    const provider = await configured(resource, emulator);
    expect(await provider.read(id, old)).toMatchObject({ props: { __account } });
    emulator.clearRequests();
    await provider.diff(id, old, old);
    expect(emulator.requests).toEqual([]);
  });
});

it("an agent that carries another resource's mark is not this one", async () => {
  const { id, outs } = await create(agent, { name: "a", __owner: "pulumi:x" });
  const url = emulator.url.replace("127.0.0.1", "localhost");
  const moved = await configured(agent, { ...emulator, url });
  await expect(moved.diff(id, { ...outs, __owner: "pulumi:y" }, outs)).rejects.toThrow("is in another account");
});

it("a passed candidate, which left nothing, is not looked for", async () => {
  const { resource, outs } = await (KINDS["smoke test"] as () => Promise<Deployed>)();
  const { agentId: _, ...rest } = outs;
  const state = { ...rest, testedAgentId: "gone", __candidate: { name: "c" } };
  const elsewhere = await configured(resource, emulator, OTHER_WORKSPACE);
  await expect(elsewhere.diff("run", state, state)).resolves.toMatchObject({ changes: false });
});

it("a list that cannot be read fails the operation and loses nothing", async () => {
  const { id, outs } = await create(agent, { name: "a" });
  const elsewhere = await configured(agent, emulator, OTHER_WORKSPACE);
  emulator.injectFault({ method: "GET", path: "/agents", fault: { kind: "status", status: 503 } });
  await expect(elsewhere.read(id, outs)).rejects.toThrow("answered 503");
});

it("a move to another Provider is a replacement, not a lost object", async () => {
  const { id, outs } = await create(agent, { name: "a" });
  const elsewhere = await configured(agent, emulator, OTHER_WORKSPACE);
  const moved = await elsewhere.diff(id, outs, { ...outs, __connection: "staging" });
  expect(moved).toMatchObject({ changes: true, replaces: ["__connection"] });
});
