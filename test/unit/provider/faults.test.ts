/**
 * Each operation under each fault: how many agents exist in the end, how many requests with its method were sent, and
 * whether the operation succeeded. A second agent would be one that nobody manages.
 */
import type { FaultSpec } from "../../../emulator/index";
import { UnknownOutcomeError } from "../../../provider/client/errors";
import { agent } from "../../../provider/resources/agent/agent";
import { mcpServer } from "../../../provider/resources/mcp-server/mcp-server";
import { onEmulator, type OnEmulator } from "./resources/on-emulator";

const MARK = "pulumi:6d3c0d0e-0000-4000-8000-000000000001:aaaaaaaaaaaaaaaa";
const inputs = { name: "a", systemPrompt: "One.", __owner: MARK };
const edited = { ...inputs, systemPrompt: "Two." };

let on: OnEmulator;
beforeEach(async () => {
  on = await onEmulator();
});
afterEach(() => on.emulator.close());

type Fault = FaultSpec["fault"];
const FAULTS = {
  "reset before it acts": { kind: "reset-before" },
  "reset after it acted": { kind: "reset-after" },
  "a short delay": { kind: "delay", ms: 20 },
  "429": { kind: "status", status: 429, headers: { "retry-after": "1" } },
  "500": { kind: "status", status: 500, body: { code: "internal_error" } },
  "502 though it acted": { kind: "status-after", status: 502 },
  "503": { kind: "status", status: 503 },
  "504 though it acted": { kind: "status-after", status: 504 },
  "a truncated body": { kind: "truncated" },
  "a page instead of JSON": { kind: "html" },
  "a slow body": { kind: "slow-body", ms: 20 },
} satisfies Record<string, Fault>;
type FaultName = keyof typeof FAULTS;

/** How many requests with the method were sent, or the failure's text. */
type Expected = number | RegExp;

const GET: Record<FaultName, Expected> = {
  "reset before it acts": 2,
  "reset after it acted": 2,
  "a short delay": 1,
  "429": 2,
  "500": 2,
  "502 though it acted": 2,
  "503": 2,
  "504 though it acted": 2,
  "a truncated body": 2,
  "a page instead of JSON": 2,
  "a slow body": 1,
};
const DELETE: Record<FaultName, Expected> = {
  ...GET,
  "a page instead of JSON": 1,
};

/** Repeated only after finding out that the first request did nothing, and never after a gateway's timeout. */
const POST: Record<FaultName, Expected> = {
  "reset before it acts": 2,
  "reset after it acted": 1,
  "a short delay": 1,
  "429": 2,
  "500": 2,
  "502 though it acted": 1,
  "503": 2,
  "504 though it acted": /POST \/agents answered 504/,
  "a truncated body": 1,
  "a page instead of JSON": 1,
  "a slow body": 1,
};
const PATCH: Record<FaultName, Expected> = { ...POST, "504 though it acted": /PATCH \/agents\/\S+ answered 504/ };

const names = Object.keys(FAULTS) as FaultName[];

function arm(method: FaultSpec["method"], path: string, name: FaultName): void {
  on.emulator.clearRequests();
  on.emulator.injectFault({ method, path, fault: FAULTS[name] });
}

/** Runs an operation and compares the result. */
async function expectOutcome(operation: Promise<unknown>, method: string, expected: Expected): Promise<void> {
  if (expected instanceof RegExp) {
    await expect(operation).rejects.toThrow(expected);
  } else {
    await operation;
    expect(on.emulator.requests.filter((request) => request.method === method)).toHaveLength(expected);
  }
}

async function agents(): Promise<number> {
  const listed = on.api.agents.list();
  let count = 0;
  while (!(await listed.next()).done) {
    count += 1;
  }
  return count;
}

describe.each(names)("%s", (name) => {
  it("GET: a refresh reads the agent", async () => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    arm("GET", "/agents/{agent_id}", name);
    await expectOutcome(agent.read(on.deploy(), id, state), "GET", GET[name]);
  });

  it("POST: a creation makes one agent, and the next deployment agrees", async () => {
    arm("POST", "/agents", name);
    await expectOutcome(agent.create(on.deploy(), inputs), "POST", POST[name]);
    expect(await agents()).toBe(1);
    if (POST[name] instanceof RegExp) {
      await agent.create(on.deploy(), inputs);
      expect(await agents()).toBe(1);
    }
  });

  it("PATCH: an update leaves the agent as the program says", async () => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    arm("PATCH", "/agents/{agent_id}", name);
    await expectOutcome(agent.update(on.deploy(), id, state, edited), "PATCH", PATCH[name]);
    expect((await on.api.agents.get(id)).system_prompt).toBe("Two.");
  });

  it("DELETE: the agent is gone", async () => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    arm("DELETE", "/agents/{agent_id}", name);
    await expectOutcome(agent.delete(on.deploy(), id, state), "DELETE", DELETE[name]);
    expect(await agents()).toBe(0);
  });

  it("POST of an MCP server: one is registered, and the next deployment agrees", async () => {
    const server = { name: "notes", url: "https://mcp.example.com", headers: { A: "1" }, __owner: MARK };
    arm("POST", "/mcp-servers", name);
    const created = mcpServer.create(on.deploy(), server);
    await created.catch(() => mcpServer.create(on.deploy(), server));
    expect(await on.api.mcpServers.list()).toHaveLength(1);
  });
});

describe("a PATCH that was lost before it took effect is repeated", () => {
  const lost: FaultSpec = { method: "PATCH", path: "/agents/{agent_id}", fault: { kind: "reset-before" } };

  it("when it was to delete a file", async () => {
    const before = { ...inputs, files: { "a.md": "a", "b.md": "b" } };
    const { id, state } = await agent.create(on.deploy(), before);
    on.emulator.injectFault(lost);
    await agent.update(on.deploy(), id, state, { ...inputs, files: { "a.md": "a" } });
    expect(Object.keys((await on.api.agents.get(id, { includeFiles: true })).files ?? {})).not.toContain("b.md");
  });

  it("when it was to rotate headers that the key may not see", async () => {
    await on.emulator.close();
    on = await onEmulator({ scopedKeys: [{ key: "blind", permissions: ["mcp-servers:read", "mcp-servers:update"] }] });
    const server = { name: "notes", url: "https://mcp.example.com", headers: { A: "old" } };
    const { id, state } = await mcpServer.create(on.deploy(), server);
    on.emulator.injectFault({ ...lost, path: "/mcp-servers/{mcp_server_id}" });
    await mcpServer.update(on.deploy("blind"), id, state, { ...server, headers: { A: "new" } });
    expect((await on.api.mcpServers.get(id)).headers).toEqual([{ key: "A", value: "new" }]);
  });
});

it("a PATCH that was carried out is not repeated, whatever else changed in the inputs", async () => {
  const before = { ...inputs, onDelete: { threads: "delete" } };
  const { id, state } = await agent.create(on.deploy(), before);
  on.emulator.clearRequests();
  on.emulator.injectFault({ method: "PATCH", path: "/agents/{agent_id}", fault: { kind: "reset-after" } });
  await agent.update(on.deploy(), id, state, edited);
  expect(on.emulator.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
});

it("a lost request and the failed attempt to find out its outcome are both reported", async () => {
  on.emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "status", status: 503 } });
  on.emulator.injectFault({
    method: "GET",
    path: "/agents",
    nth: 2,
    times: 50,
    fault: { kind: "status", status: 500 },
  });
  const error: unknown = await agent.create(on.deploy(), inputs).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnknownOutcomeError);
  expect(error).toMatchObject({ failure: { status: 503 }, cause: { status: 500 } });
  expect((error as Error).message).toMatch(
    /POST \/agents answered 503.*Could not find out whether it was carried out: GET \/agents\S* answered 500/,
  );
});

it("a POST that the API refuses is sent once", async () => {
  on.emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "status", status: 422 } });
  await expect(agent.create(on.deploy(), inputs)).rejects.toThrow(/answered 422/);
  expect(on.emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("an agent without a mark is not created again after a lost answer, because nobody could tell the two apart", async () => {
  on.emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "reset-after" } });
  await expect(agent.create(on.deploy(), { name: "a" })).rejects.toThrow(/got no usable answer/);
  expect(await agents()).toBe(1);
});

it.each([401, 403, 429, 500, 503])(
  "a refresh that is answered %i fails and says nothing about the agent",
  async (status) => {
    const { id, state } = await agent.create(on.deploy(), inputs);
    on.emulator.injectFault({
      method: "GET",
      path: "/agents/{agent_id}",
      times: 50,
      fault: { kind: "status", status },
    });
    await expect(agent.read(on.deploy(), id, state)).rejects.toThrow(`answered ${String(status)}`);
  },
);

it("a lasting failure is reported after the configured retries", async () => {
  const { id, state } = await agent.create(on.deploy(), inputs);
  on.emulator.clearRequests();
  on.emulator.injectFault({
    method: "GET",
    path: "/agents/{agent_id}",
    times: 50,
    fault: { kind: "status", status: 503 },
  });
  await expect(agent.read(on.deploy(), id, state)).rejects.toThrow(/503/);
  expect(on.emulator.requests).toHaveLength(6);
});
