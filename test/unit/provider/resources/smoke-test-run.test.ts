import { agent } from "../../../../provider/resources/agent/agent";
import { PartialFailure } from "../../../../provider/resources/errors";
import type { Properties } from "../../../../provider/resources/resource";
import { smokeTestRun } from "../../../../provider/resources/smoke-test-run/smoke-test-run";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { onEmulator, type OnEmulator } from "./on-emulator";

const OWNER = "pulumi:stack:0000000000000000";
const inputs = {
  agentId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
  revision: "r1",
  cases: [{ name: "greets", prompt: "Hi.", expect: { contains: "shop" } }],
  triggers: [1],
  __mcpServers: { "https://a.example.com": "2026-01-01T00:00:00Z" },
  __urn: "urn:pulumi:dev::shop::deepagents:index:SmokeTest::greeting",
  __owner: OWNER,
};
const passed: Properties = { ...inputs, passed: true, results: [], testedAgentId: inputs.agentId };

describe("diff", () => {
  const changes = (state: Properties, next: Properties) => smokeTestRun.diff("id", state, next);

  it.each([
    ["agentId", "another"],
    ["revision", "r2"],
    ["revision", UNKNOWN],
    ["cases", [{ name: "greets", prompt: "Hello." }]],
    ["triggers", [2]],
    ["__mcpServers", { "https://a.example.com": "2026-01-02T00:00:00Z" }],
  ])("runs again when %s is %j", (name, value) => {
    expect(changes(passed, { ...inputs, [name]: value })).toMatchObject({ changes: true, changed: [name] });
  });

  it.each([
    ["nothing", {}],
    ["how it is tested", { concurrency: 2, retries: 1, timeoutSeconds: 9, keepThreads: "always", onFailure: "warn" }],
    ["the order of keys", { cases: [{ expect: { contains: "shop" }, prompt: "Hi.", name: "greets" }] }],
  ])("does not run again when %s changes", (_, edit) => {
    const diff = changes(passed, { ...inputs, ...edit });
    expect(diff).toMatchObject({ changes: false, changed: [] });
    expect(diff.note).toBeUndefined();
  });

  it.each([
    ["fail", "fail", true],
    ["warn", "warn", false],
    ["warn", "fail", true],
    ["fail", "warn", true],
  ])("after a failure with onFailure %s, now %s, runs again: %s", (before, now, again) => {
    const state = { ...passed, passed: false, onFailure: before };
    expect(changes(state, { ...inputs, onFailure: now }).changes).toBe(again);
  });

  it("says why", () => {
    const { note } = changes({ ...passed, passed: false }, { ...inputs, revision: "r2" });
    expect(note).toBe("greeting: the smoke test will run, because the last run failed, the agent's revision changes");
  });

  it("compares a candidate by meaning, like an agent", () => {
    const { agentId: _, revision: __, ...test } = inputs;
    const tool = (name: string) => ({ name, mcpServerUrl: "https://a.example.com" });
    const candidate = { name: "c", tools: [tool("x"), tool("y")], backend: { type: "default" } };
    const same = { name: "c", tools: [tool("y"), tool("x")], backend: { type: "state" } };
    const state = { ...test, passed: true, __candidate: candidate };
    expect(changes(state, { ...test, __candidate: same }).changes).toBe(false);
    expect(changes(state, { ...test, __candidate: { ...same, systemPrompt: "x" } }).changed).toEqual(["__candidate"]);
    expect(changes(state, { ...test, __candidate: { ...same, systemPrompt: UNKNOWN } }).changes).toBe(true);
    expect(changes(state, inputs).changed).toEqual(["agentId", "revision", "__candidate"]);
  });

  it("compares a candidate that stays by its revision where an earlier version kept no arguments of it", () => {
    const kept = { ...inputs, __candidate: { name: "c", systemPrompt: "x" } };
    expect(changes(passed, kept).changes).toBe(false);
    expect(changes(passed, { ...kept, revision: "r2" }).changed).toEqual(["revision"]);
    expect(changes({ ...kept, passed: true }, { ...kept, revision: "r2" }).changes).toBe(false);
  });
});

describe("check", () => {
  const reasons = (properties: Properties): string[] =>
    smokeTestRun.check(properties).map(({ property, reason }) => `${property} ${reason}`);

  it("requires an agent and its revision, or a candidate, which it checks like an agent", () => {
    const { agentId, revision: _, ...test } = inputs;
    expect(reasons(inputs)).toEqual([]);
    expect(reasons(test)).toEqual([expect.stringMatching(/^agent is missing: pass the agent to test/)]);
    expect(reasons({ ...test, agentId })).toEqual([expect.stringMatching(/^revision is missing/)]);
    expect(reasons({ ...test, __candidate: { name: "c" } })).toEqual([]);
    expect(reasons({ ...test, __candidate: { name: "c", sytemPrompt: "x" } })).toEqual([
      "sytemPrompt is not an argument: did you mean systemPrompt?",
    ]);
    const policies = [{ allowedModelProviders: ["openai"] }];
    const candidate = { name: "c", model: "anthropic:claude-sonnet-4-6" };
    expect(smokeTestRun.check({ ...test, __candidate: candidate }, policies)).toHaveLength(1);
  });

  it("refuses a gate that a failure does not close, as a transform could have it", () => {
    const { agentId: _, revision: __, ...test } = inputs;
    const gate = (onFailure: string) => reasons({ ...test, __gate: true, __candidate: { name: "c" }, onFailure });
    expect(gate("warn")).toEqual([expect.stringMatching(/^onFailure is not for the test of a GatedAgent/)]);
    expect(gate("fail")).toEqual([]);
  });

  it("refuses to keep threads of a candidate, which is not kept", () => {
    const { agentId: _, revision: __, ...test } = inputs;
    const kept = (keepThreads: string) => reasons({ ...test, __candidate: { name: "c" }, keepThreads });
    expect(kept("always")).toEqual([expect.stringMatching(/^keepThreads cannot be "always" .* keepCandidate: true/)]);
    expect(kept("onFailure")).toEqual([]);
    expect(reasons({ ...inputs, keepThreads: "always" })).toEqual([]);
  });
});

describe("a run", () => {
  let on: OnEmulator;
  beforeEach(async () => {
    on = await onEmulator();
  });
  afterEach(() => on.emulator.close());

  const { agentId: _, revision: __, ...test } = inputs;
  const gate = (systemPrompt: string) => ({ ...test, __gate: true, __candidate: { name: "c", systemPrompt } });
  const agents = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of on.api.agents.list()) {
      ids.push(id);
    }
    return ids;
  };
  const threads = async (): Promise<unknown[]> => on.api.threads.search({ limit: 100 });
  const failing = async (promise: Promise<unknown>): Promise<PartialFailure> => {
    const failure = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(PartialFailure);
    return failure as PartialFailure;
  };

  it("of a candidate creates a new one, and deletes it after passing", async () => {
    const { id, state } = await smokeTestRun.create(on.deploy(), gate("You run the shop."));
    expect(state).toMatchObject({ passed: true, results: [{ name: "greets", outcome: "passed", failed: [] }] });
    const again = await smokeTestRun.update(on.deploy(), id, state, gate("You run our shop."));
    expect(again).toMatchObject({ passed: true });
    expect(again.testedAgentId).not.toBe(state.testedAgentId);
    expect([await agents(), await threads()]).toEqual([[], []]);
  });

  it.each([false, true])(
    "of a candidate has the front matter of skills that the adopted agent keeps (candidate kept: %s)",
    async (kept) => {
      const file = "---\nname: git\ndescription: d\nlicense: MIT\n---\n\nRun git.";
      const live = await on.api.agents.create({ name: "c", files: { "skills/git/SKILL.md": { content: file } } });
      const skills = [
        { name: "git", description: "d", instructions: "Run it." },
        { name: "b", description: "d", frontMatter: "license: 0BSD" },
      ];
      const __candidate = { name: "c", skills };
      const read = (name: string) => `use read_file {"file_path":"/skills/${name}/SKILL.md"}`;
      const cases = [
        { name: "git", prompt: read("git"), expect: { matches: ["license: MIT", "Run it\\."] } },
        { name: "b", prompt: read("b"), expect: { contains: "license: 0BSD" } },
      ];
      const candidate = kept ? await agent.create(on.deploy(), __candidate) : undefined;
      const run = { ...test, cases, __gate: true, __candidate, __adopt: live.id, agentId: candidate?.id };
      expect((await smokeTestRun.create(on.deploy(), run)).state).toMatchObject({ passed: true });
    },
  );

  it("of a candidate knows nothing of an earlier attempt, nor of an earlier run", async () => {
    const use = (tool: string, args: object): string =>
      `use ${tool} ${JSON.stringify({ file_path: "/memories/tea.md", ...args })}`;
    const learns = {
      name: "learns",
      turns: [use("read_file", {}), use("write_file", { content: "green" })],
      expect: { toolsCalled: ["read_file"], interrupts: [{ tool: "write_file", decision: "approve" }] },
    };
    const __candidate = { name: "c", systemPrompt: "You run the shop." };
    const retried = { ...test, cases: [learns], retries: 1, __gate: true, __candidate };
    await failing(smokeTestRun.create(on.deploy(), retried));
    const { id: agentId } = await agent.create(on.deploy(), __candidate);
    await on.api.agents.update(agentId, { files: { "memories/tea.md": { content: "of an earlier run" } } });
    await failing(smokeTestRun.create(on.deploy(), { ...retried, agentId, revision: "r1" }));
  });

  it("that fails reports it without quotations and keeps the candidate until the next run", async () => {
    const failure = await failing(smokeTestRun.create(on.deploy(), gate("You sell shoes.")));
    expect(failure.message).toMatch(
      /^1 of 1 case of the smoke test did not pass:\n {2}greets: contains \(thread [0-9a-f-]{36}\)\n/,
    );
    expect(failure.message).toContain("If there is a live agent, it was not changed.");
    expect(failure.message).not.toContain("You sell shoes");
    expect(on.logged.join("\n")).toContain("You sell shoes");
    expect(failure.state).toMatchObject({ passed: false, results: [{ outcome: "failed", failed: ["contains"] }] });
    expect(await agents()).toEqual([failure.state.testedAgentId]);
    expect(await threads()).toHaveLength(1);

    const next = gate("You run the shop.");
    expect(await smokeTestRun.update(on.deploy(), failure.id, failure.state, next)).toMatchObject({ passed: true });
    expect([await agents(), await threads()]).toEqual([[], []]);
  });

  it("that fails after a server of the tools changed does not say that everything is as before", async () => {
    const before = gate("You sell shoes.");
    const { id, state } = await failing(smokeTestRun.create(on.deploy(), before));
    const after = { ...before, __mcpServers: { "https://a.example.com": "2026-02-02T00:00:00Z" } };
    const { message } = await failing(smokeTestRun.update(on.deploy(), id, state, after));
    expect(message).toContain("The live agent was not changed, but an MCP server of its tools was, before this test.");
  });

  it("that failed leaves nothing behind when it is deleted", async () => {
    const { id, state } = await failing(smokeTestRun.create(on.deploy(), gate("You sell shoes.")));
    await smokeTestRun.delete(on.deploy(), id, state);
    expect([await agents(), await threads()]).toEqual([[], []]);
    await expect(smokeTestRun.delete(on.deploy(), id, state)).resolves.toBeUndefined();
  });

  it("removes every candidate that earlier runs left behind, and no other agent", async () => {
    const other = await agent.create(on.deploy(), { name: "c", __owner: "pulumi:stack:1111111111111111" });
    for (const name of ["c", "renamed since"]) {
      await on.api.agents.create({ name, extras: { "pulumi:owner": OWNER } });
    }
    await smokeTestRun.create(on.deploy(), gate("You run the shop."));
    expect(await agents()).toEqual([other.id]);
  });

  it("keeps threads if told to, until it is deleted or another agent is tested", async () => {
    const one = await agent.create(on.deploy(), { name: "one", systemPrompt: "You run the shop." });
    const two = await agent.create(on.deploy(), { name: "two", systemPrompt: "You run the shop." });
    const tests = ({ id, state }: typeof one) => ({
      ...inputs,
      agentId: id,
      revision: state.revision,
      keepThreads: "always",
    });
    const { id, state } = await smokeTestRun.create(on.deploy(), tests(one));
    expect(await smokeTestRun.read(on.deploy(), id, state)).toEqual({ inputs: tests(one), state });
    const again = await smokeTestRun.update(on.deploy(), id, state, { ...tests(one), triggers: [2] });
    expect(await threads()).toHaveLength(2);
    const moved = await smokeTestRun.update(on.deploy(), id, again, tests(two));
    expect(await threads()).toMatchObject([{ metadata: { "pulumi:owner": OWNER, smoke_case: "greets" } }]);
    await smokeTestRun.delete(on.deploy(), id, moved);
    expect(await threads()).toEqual([]);
  });

  it("that passed opens the gate, though its candidate cannot be deleted; the next run or a destroy does that", async () => {
    const fault = { kind: "status", status: 403 } as const;
    on.emulator.injectFault({ method: "DELETE", path: "/agents/{agent_id}", fault });
    const { id, state } = await smokeTestRun.create(on.deploy(), gate("You run the shop."));
    expect(state).toMatchObject({ passed: true });
    expect(on.logged.join()).toMatch(
      /the candidate could not be deleted \(the next run tries again\): DELETE \S+ answered 403/,
    );
    expect(await agents()).toHaveLength(1);
    await smokeTestRun.delete(on.deploy(), id, state);
    expect(await agents()).toEqual([]);
  });

  it("that could not be completed stays in the state, so that its candidate is found", async () => {
    const fault = { kind: "status", status: 403 } as const;
    on.emulator.injectFault({ method: "GET", path: "/agents/{agent_id}", fault });
    const failure = await failing(smokeTestRun.create(on.deploy(), gate("You run the shop.")));
    expect(failure.message).toMatch(/GET \/agents\/\S+ answered 403/);
    expect(failure.state).toMatchObject({ passed: false });
    await smokeTestRun.delete(on.deploy(), failure.id, failure.state);
    expect(await agents()).toEqual([]);
  });

  it.each(["reset-before", "reset-after", "truncated", "html", "status"] as const)(
    "is not failed by a thread whose creation had to be repeated: %s",
    async (kind) => {
      const fault = kind === "status" ? ({ kind, status: 503 } as const) : ({ kind } as const);
      on.emulator.injectFault({ method: "POST", path: "/threads", fault });
      expect((await smokeTestRun.create(on.deploy(), gate("You run the shop."))).state).toMatchObject({ passed: true });
      expect(await threads()).toEqual([]);
    },
  );

  it("cleans up when the engine is gone", async () => {
    const context = { ...on.deploy(), signal: AbortSignal.abort(new Error("the engine is gone")) };
    await failing(smokeTestRun.create(context, gate("You run the shop.")));
    expect([await agents(), await threads()]).toEqual([[], []]);
  });
});
