import { agent } from "../../../../provider/resources/agent/agent";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import { PartialFailure } from "../../../../provider/resources/errors";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { type Emulator, startEmulator } from "../../../../emulator/index";
import { configured, type Created, type Provider } from "./configured";

let emulator: Emulator;
let provider: Provider;

beforeEach(async () => {
  emulator = await startEmulator({ strict: true });
  provider = await configured(agent, emulator);
});
afterEach(() => emulator.close());

/** An agent created through the provider. */
async function created(): Promise<Created> {
  return (await provider.create(inputs)) as Created;
}

const inputs = { name: "a", systemPrompt: "Hello.", __provider: "text" };

it("passes on the provider's text neither as an argument nor in the state", async () => {
  expect((await provider.check({}, inputs)).failures).toEqual([]);
  const { id, outs } = await created();
  expect(outs).not.toHaveProperty("__provider");
  expect((await provider.diff(id, { ...outs, __provider: "older text" }, inputs)).changes).toBe(false);
});

it("tells the engine that an agent is gone by an empty result", async () => {
  const { id, outs } = await created();
  await provider.delete(id, outs);
  expect(await provider.read(id, outs)).toEqual({});
});

it("returns the inputs of a changed agent, and lets the engine keep those of an unchanged one", async () => {
  const { id, outs } = await created();
  const { revision: _, ...others } = outs;
  expect(await provider.read(id, { ...outs, __provider: "text" })).toEqual({ id, props: outs });
  for (const state of [{ ...outs, systemPrompt: "Older." }, { ...outs, revision: "older" }, others]) {
    const read = await provider.read(id, state);
    expect(read).toEqual({ id, props: outs, inputs: { name: "a", systemPrompt: "Hello." } });
  }
});

it.each([
  ["a wrong path", () => `${emulator.url}/wrong`],
  ["another service", () => `${emulator.url}/v1/platform/hub/repos`],
])("a 404 of %s is an error, not the news that the agent is gone", async (_, endpoint) => {
  const { id, outs } = await created();
  const misdirected = await configured(agent, { ...emulator, url: endpoint() });
  await expect(misdirected.read(id, outs)).rejects.toThrow(/not the API's own answer: check deepagents:endpoint/);
  await expect(misdirected.delete(id, outs)).rejects.toThrow(/check deepagents:endpoint/);
});

it("names a failure's property only in the text, because the engine would print its value", async () => {
  const { failures } = await provider.check({}, { ...inputs, sytemPrompt: "canary" });
  expect(failures).toEqual([{ property: "", reason: "sytemPrompt is not an argument: did you mean systemPrompt?" }]);
});

it("presents an expected failure without a stack, which the engine would print", async () => {
  const lost = await configured(agent, { ...emulator, url: "http://127.0.0.1:1" });
  const failure = await lost.create(inputs).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(`${failure?.toString() ?? ""}: ${failure?.stack ?? ""}`).toMatch(
    /^pulumi-deepagents: POST \/agents got no usable answer: .*ECONNREFUSED.*is the local server running\?.*$/,
  );
});

describe("a header's value that only the state has", () => {
  const CANARY = "Bearer canary-token";
  const server = { name: "notes", url: "https://mcp.example.com", headers: { Authorization: CANARY } };

  it.each(["GET", "PATCH", "DELETE"] as const)("is not quoted when the answer to a %s echoes it", async (method) => {
    provider = await configured(mcpServer, emulator);
    const { id, outs } = (await provider.create(server)) as Created;
    const detail = `cannot use ${CANARY} nor canary-token`;
    const fault = { kind: "status", status: 422, body: { code: "validation_failed", detail } } as const;
    emulator.injectFault({ method, path: "/mcp-servers/{mcp_server_id}", fault });
    const operation = {
      GET: () => provider.read(id, outs),
      PATCH: () => provider.update(id, outs, { ...outs, url: "https://moved.example.com" }),
      DELETE: () => provider.delete(id, outs),
    }[method];
    const failure = await (operation() as Promise<unknown>).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    expect(failure?.message).toContain("cannot use [secret]");
    expect(`${failure?.message ?? ""}${failure?.stack ?? ""}`).not.toContain("canary-token");
  });

  it("is not in the stack of an unexpected error", async () => {
    const broken = { ...mcpServer, read: () => Promise.reject(new TypeError(`cannot read ${CANARY}`)) };
    provider = await configured(broken, emulator);
    const failure = await provider.read("id", server).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    expect(failure?.name).toBe("TypeError");
    expect(failure?.stack).toContain("cannot read [secret]");
    expect(failure?.stack).not.toContain("canary-token");
  });
});

it("replaces a resource that moves to another Provider, and keeps its Provider in the state", async () => {
  const there = { ...inputs, __connection: "staging-id" };
  const { id, outs } = (await provider.create(there)) as Created;
  expect(outs).toMatchObject({ __connection: "staging-id" });
  expect(await provider.read(id, outs)).toEqual({ id, props: outs });
  const older = { ...outs, systemPrompt: "Older." };
  expect(await provider.read(id, older)).toMatchObject({ props: outs, inputs: { __connection: "staging-id" } });
  expect(await provider.diff(id, outs, there)).toMatchObject({ changes: false });
  const changed = { ...there, systemPrompt: "Bye." };
  expect(await provider.update(id, outs, changed)).toMatchObject({ outs: { __connection: "staging-id" } });
  for (const __connection of [undefined, "other-id", UNKNOWN]) {
    expect(await provider.diff(id, outs, { ...inputs, __connection })).toMatchObject({
      changes: true,
      replaces: ["__connection"],
      deleteBeforeReplace: true,
    });
  }
});

describe("a partial failure", () => {
  const failing = async (state: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const create = () => Promise.reject(new PartialFailure("1 of 2 cases failed", "id", state));
    provider = await configured({ ...agent, create }, emulator);
    return provider.create(inputs).then(
      () => ({}),
      (error: unknown) => error as Record<string, unknown>,
    );
  };

  it("tells the engine what to keep, including the provider's text, which later operations need", async () => {
    const failure = await failing({ name: "a", passed: false, left: undefined });
    expect({ ...failure }).toMatchObject({ id: "id", reasons: ["1 of 2 cases failed"] });
    expect(failure.properties).toStrictEqual({
      name: "a",
      passed: false,
      __provider: "text",
      __account: { endpoint: emulator.url },
    });
  });

  it.each([
    ["in characters", "x".repeat(9 * 1024 * 1024)],
    ["in bytes only", "ü".repeat(5 * 1024 * 1024)],
  ])("with a state that is too large for the engine (%s) is reported like any other failure", async (_, files) => {
    const failure = await failing({ files });
    expect(failure).toMatchObject({ message: "1 of 2 cases failed" });
    expect(failure).not.toHaveProperty("id");
  });
});

it("prints the note of a diff", async () => {
  const diff = () => ({
    changes: true,
    changed: [],
    replaces: [],
    deleteBeforeReplace: true,
    note: "the test will run",
  });
  provider = await configured({ ...agent, diff }, emulator);
  const print = jest.spyOn(console, "log").mockImplementation();
  await provider.diff("id", {}, inputs);
  expect(print.mock.calls).toEqual([["the test will run"]]);
  print.mockRestore();
});

it("takes an argument that is null for one that is left out, and leaves null in the program's own JSON", async () => {
  const empty = { description: null, model: null, permissions: { identity: null, sharedUsers: null }, tools: null };
  const inside = { subagents: [{ name: "s", model: null }], files: { "a.md": { repoHandle: "r", commitId: null } } };
  const checked = await provider.check({}, { ...inputs, ...empty, ...inside, extras: { note: null } });
  expect(checked).toEqual({
    inputs: {
      name: "a",
      systemPrompt: "Hello.",
      permissions: {},
      subagents: [{ name: "s" }],
      files: { "a.md": { repoHandle: "r" } },
      extras: { note: null },
    },
    failures: [],
  });
});

it("compares numbers as JSON has them, which knows no -0", async () => {
  const { inputs: checked } = (await provider.check({}, { ...inputs, extras: { zero: [-0], large: 1e21 } })) as {
    inputs: Record<string, unknown>;
  };
  expect(checked.extras).toEqual({ zero: [0], large: 1e21 });
  const { id, outs } = (await provider.create(checked)) as Created;
  expect(await provider.read(id, outs)).toEqual({ id, props: outs });
});

it("refuses a header that is null, because leaving it out would call the server without it", async () => {
  provider = await configured(mcpServer, emulator);
  const { failures } = await provider.check(
    {},
    { name: "s", url: "https://a.example.com", headers: { "X-Key": null } },
  );
  expect(failures).toEqual([{ property: "", reason: 'headers["X-Key"] must be a string' }]);
});

describe("what the program marks as secret", () => {
  const URL_CANARY = "https://canary.example.com/mcp/";
  const tools = [{ name: "canary_tool", mcpServerUrl: URL_CANARY }];
  const secret = { ...inputs, tools, __secretPaths: ["tools[0].mcpServerUrl", "tools[0].name"] };

  async function failureOf(operation: Promise<unknown>): Promise<string> {
    const error = await operation.then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    return `${error?.message ?? ""} ${error?.stack ?? ""}`;
  }

  it.each([
    ["a refused argument", { ...secret, tools: [...tools, ...tools] }, "repeats tools[0]"],
    ["a refused value", { ...secret, name: "canary model", model: "canary", __secretPaths: ["model"] }, "[secret]"],
    [
      "a whole list",
      { ...secret, interruptConfig: { [`${URL_CANARY}::x`]: true }, __secretPaths: ["tools", "interruptConfig"] },
      "interruptConfig",
    ],
  ])("is not quoted by `check`: %s", async (_, properties, says) => {
    const { failures = [] } = await provider.check({}, properties);
    const text = JSON.stringify(failures).replace("canary model", "");
    expect(text).toContain(says);
    expect(text).not.toContain("canary");
  });

  it("is not quoted by an operation, and neither by one on a state that has it", async () => {
    const refused = await failureOf(provider.create(secret));
    expect(refused).toContain('tools[0]: the tool "[secret]" is on [secret], where no MCP server is registered');
    const { id, outs } = await created();
    const refusedUpdate = await failureOf(provider.update(id, outs, secret));
    expect(refusedUpdate).toContain("is on [secret]");
    const before = { ...outs, description: "canary", __secretPaths: ["description"] };
    emulator.injectFault({
      method: "DELETE",
      path: "/agents/{agent_id}",
      fault: { kind: "status", status: 422, body: { code: "validation_failed", detail: "not canary" } },
    });
    const refusedDelete = await failureOf(provider.delete(id, before));
    expect(refusedDelete).toContain("not [secret]");
    expect(refused + refusedUpdate + refusedDelete).not.toContain("canary");
  });

  it("is not in a line that is printed", async () => {
    const lines: string[] = [];
    jest.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    const { id } = await created();
    // As the next deployment, which does not know who has the agent.
    provider = await configured(agent, emulator, { "deepagents:timeoutSeconds": "99" });
    const adopting = { ...secret, name: "canary name", tools: [], adopt: id, __secretPaths: ["name"] };
    expect((await provider.check({}, adopting)).failures).toEqual([]);
    const policies = [{ allowedModelProviders: ["openai"], enforcementLevel: "advisory" }];
    const refused = { ...inputs, model: "canary:sonnet", __secretPaths: ["model"], __policies: policies };
    await provider.check({}, refused);
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain("canary");
    jest.restoreAllMocks();
  });

  it("stays known in the state, and is no change", async () => {
    const marked = { ...inputs, __secretPaths: ["systemPrompt"] };
    const { id, outs } = (await provider.create(marked)) as Created;
    expect(outs).toMatchObject({ __secretPaths: ["systemPrompt"] });
    expect(await provider.diff(id, outs, inputs)).toMatchObject({ changes: false });
    const { __secretPaths: _, ...unmarked } = outs;
    expect(await provider.diff(id, unmarked, marked)).toMatchObject({ changes: false });
  });
});

describe("a time limit of the resource's own", () => {
  it.each([
    ["create", "POST", 1, undefined],
    ["update", "PATCH", undefined, { update: 0.2 }],
    ["delete", "DELETE", undefined, { delete: 0.2 }],
    ["read", "GET", undefined, { read: 0.2 }],
    // The other operations have the configured one.
    ["delete", "DELETE", 1, { update: 60 }],
  ] as const)("holds for that operation: %s", async (operation, method, configuredSeconds, limits) => {
    const seconds = { "deepagents:timeoutSeconds": String(configuredSeconds ?? 120) };
    provider = await configured(agent, emulator, seconds);
    const properties = { ...inputs, __customTimeouts: limits };
    const { id, outs } = await created();
    emulator.injectFault({
      method,
      path: method === "POST" ? "/agents" : "/agents/{agent_id}",
      fault: { kind: "delay", ms: 3000 },
    });
    const run = {
      create: () => provider.create(properties),
      update: () => provider.update(id, outs, { ...properties, systemPrompt: "Bye." }),
      delete: () => provider.delete(id, { ...outs, ...properties }),
      read: () => provider.read(id, { ...outs, ...properties }),
    }[operation];
    await expect(run() as Promise<unknown>).rejects.toThrow(
      configuredSeconds === undefined
        ? "none arrived within 0.2 s (the resource's option customTimeouts raises the limit)"
        : "none arrived within 1 s (deepagents:timeoutSeconds raises the limit)",
    );
  });

  it("may be longer than the configured one", async () => {
    provider = await configured(agent, emulator, { "deepagents:timeoutSeconds": "1" });
    emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "delay", ms: 1500 } });
    const { outs } = (await provider.create({ ...inputs, __customTimeouts: { create: 60 } })) as Created;
    expect(outs).toMatchObject({ __customTimeouts: { create: 60 } });
  });
});

describe("a preview asks the API once, before anything is sent", () => {
  const preview = { ...inputs, __preview: true };
  let lines: jest.SpyInstance;

  beforeEach(() => (lines = jest.spyOn(console, "log").mockImplementation(() => undefined)));
  afterEach(() => lines.mockRestore());

  const asked = (): string[] =>
    emulator.requests.map(({ method, path }) => `${method} ${path.replace("/v1/deepagents", "")}`);

  it("whether it takes the key, however many resources are new or change", async () => {
    const { id, outs } = await created();
    emulator.clearRequests();
    const changed = (await provider.check(outs, { ...preview, systemPrompt: "Bye." })).inputs as typeof inputs;
    expect(changed).not.toHaveProperty("__preview");
    expect((await provider.diff(id, outs, changed)).changes).toBe(true);
    await Promise.all(["b", "c"].map((name) => provider.check({}, { ...preview, name })));
    expect(asked()).toEqual(["GET /agents?page_size=1"]);
  });

  it("not when nothing changes, nor in an update", async () => {
    const { id, outs } = await created();
    emulator.clearRequests();
    await provider.check(outs, preview);
    await provider.diff(id, outs, inputs);
    await provider.check({}, inputs);
    await provider.diff(id, outs, { ...inputs, systemPrompt: "Bye." });
    expect(asked()).toEqual([]);
  });

  it("and a key that it refuses is an error, said once", async () => {
    provider = await configured(agent, { ...emulator, apiKey: "wrong-key" });
    const [first, second] = await Promise.all(["b", "c"].map((name) => provider.check({}, { ...preview, name })));
    expect([first, second].flatMap((checked) => checked?.failures?.map(({ reason }) => reason))).toEqual([
      "GET /agents?page_size=1 answered 403: Forbidden. The API key is wrong or lacks access: check deepagents:apiKey and deepagents:workspaceId",
    ]);
  });

  it("also where an agent only changes", async () => {
    const { id, outs } = await created();
    provider = await configured(agent, { ...emulator, apiKey: "another-wrong-key" });
    await provider.check(outs, preview);
    await expect(provider.diff(id, outs, { ...inputs, systemPrompt: "Bye." })).rejects.toThrow(/The API key is wrong/);
  });

  it("but a key for MCP servers alone is not refused", async () => {
    await emulator.close();
    emulator = await startEmulator({ scopedKeys: [{ key: "servers", permissions: ["mcp-servers:read"] }] });
    provider = await configured(mcpServer, { ...emulator, apiKey: "servers" });
    const server = { name: "notes", url: "https://mcp.example.com", __preview: true };
    expect((await provider.check({}, server)).failures).toEqual([]);
  });

  it("and one that cannot be reached is a warning", async () => {
    provider = await configured(agent, { ...emulator, url: "http://127.0.0.1:1" });
    expect((await provider.check({}, preview)).failures).toEqual([]);
    expect(lines.mock.calls.flat()).toEqual([
      expect.stringMatching(/^warning: GET \/agents.*ECONNREFUSED.*An update needs the API; .*deepagents:offline true/),
    ]);
  });

  it("unless deepagents:offline says not to", async () => {
    provider = await configured(agent, emulator, { "deepagents:offline": "true" });
    await provider.check({}, preview);
    expect(asked()).toEqual([]);
  });
});
