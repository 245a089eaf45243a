/**
 * Every way round the gate of a `GatedAgent` that was tried: each title is a row of the table "Ways round the gate" in
 * docs/smoke-tests.md. The local server's scripted agents say what their prompt is.
 */
import { callApi } from "../engine/support/api";
import { onOwnServer } from "../engine/support/own-server";
import type { Project } from "../engine/support/project";

const on = onOwnServer();

interface Gate {
  readonly prompt?: string;
  /** More arguments of the gate. */
  readonly args?: string;
  /** More of its test. */
  readonly test?: string;
  /** What the program does before it. */
  readonly before?: string;
}

const gate = ({ prompt = "You run the shop.", args = "", test = "", before = "" }: Gate = {}): string => `
  ${before}
  const support = new deepagents.GatedAgent("support", {
    systemPrompt: ${JSON.stringify(prompt)},
    ${args}
    smokeTest: { cases: [{ name: "knows its shop", prompt: "Hi.", expect: { contains: "shop" } }], ${test} },
  });
  exports.id = support.agent.id;
`;

/** A prompt that passes the test, and one that does not. */
const GOOD = "You run our shop.";
const BAD = "You tell jokes.";

async function live(): Promise<{ id: string; system_prompt?: string; description?: string } | undefined> {
  const found = (await on.agents()).find(({ name }) => name === "support");
  return found && ((await callApi(on.emulator, "GET", `/agents/${found.id}`)) as { id: string });
}

async function urnOf(stack: Project, type: string, name: string): Promise<string> {
  const isIt = (one: { type: string; urn: string }): boolean =>
    one.type.endsWith(`:${type}`) && one.urn.endsWith(`::${name}`);
  return (await stack.resources()).find(isIt)?.urn ?? "";
}

const UP = ["up", "--yes", "--skip-preview"];
const REFUSED = "the smoke test of its gate has not passed this, so it is not deployed";

it("a prompt that fails", async () => {
  const stack = await on.project(gate({ prompt: BAD }));
  await stack.fail(...UP);
  expect(await live()).toBeUndefined();
  await stack.write(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  await stack.fail(...UP);
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
});

it("a transform that changes only the live agent", async () => {
  const before = `pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type.endsWith(":Agent") ? { props: { ...props, description: "by a transform" }, opts } : undefined);`;
  const stack = await on.project(gate({ before }));
  const refused = await stack.fail(...UP);
  expect(refused).toContain(`description of the live agent: ${REFUSED}`);
  expect(refused).toContain("set it in the arguments of GatedAgent");
  expect(await live()).toBeUndefined();
  await stack.write(gate());
  await stack.up();
  await stack.write(gate({ before }));
  expect(await stack.fail("preview")).toContain(`description of the live agent: ${REFUSED}`);
  await stack.fail(...UP);
  expect(await live()).not.toHaveProperty("description", "by a transform");
});

it("a transform that drops the proof", async () => {
  const before = `pulumi.runtime.registerResourceTransform(({ type, props: { __proof, ...props }, opts }) =>
    type.endsWith(":Agent") ? { props, opts } : undefined);`;
  const stack = await on.project(gate({ before }));
  expect(await stack.fail(...UP)).toContain(REFUSED);
  expect(await live()).toBeUndefined();
});

it("a transform that has the test only warn", async () => {
  const before = `pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type.endsWith(":SmokeTestRun") ? { props: { ...props, onFailure: "warn" }, opts } : undefined);`;
  const stack = await on.project(gate({ prompt: BAD, before }));
  expect(await stack.fail("preview")).toContain("onFailure is not for the test of a GatedAgent");
  await stack.fail(...UP);
  expect(await live()).toBeUndefined();
});

it("`onFailure`, `agentId` or `revision` in `smokeTest`", async () => {
  for (const test of ['onFailure: "warn"', 'agentId: "x"', 'revision: "x"']) {
    const stack = await on.project(gate({ prompt: BAD, test }));
    expect(await stack.fail("preview")).toContain("is not for a gate");
  }
});

it("`--exclude` of the test", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  const run = await urnOf(stack, "SmokeTestRun", "support");
  for (const excluded of [run, "**SmokeTestRun**"]) {
    expect(await stack.fail("preview", "--exclude", excluded)).toContain(`systemPrompt of the live agent: ${REFUSED}`);
    await stack.fail(...UP, "--exclude", excluded);
    expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
  }
});

it("`--exclude` of the test on the first deployment", async () => {
  const stack = await on.project(gate({ prompt: BAD }));
  await stack.pulumi(...UP, "--exclude", "**SmokeTestRun**");
  expect(await live()).toBeUndefined();
});

it("`--target` of the live agent", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  const target = await urnOf(stack, "Agent", "support");
  expect(await stack.fail("preview", "--target", target)).toContain(`systemPrompt of the live agent: ${REFUSED}`);
  await stack.fail(...UP, "--target", target);
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
});

it("`--target` of the live agent on the first deployment", async () => {
  const stack = await on.project(gate({ prompt: BAD }));
  const identity = "**StackIdentity**";
  await stack.pulumi(...UP, "--target", "**:Agent::support", "--target", identity);
  expect(await live()).toBeUndefined();
});

it("`--continue-on-error`", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  await stack.fail(...UP, "--continue-on-error");
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
});

it("`--replace` of the live agent", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  await stack.fail(...UP, "--target-replace", await urnOf(stack, "Agent", "support"));
  const after = await live();
  expect(after?.system_prompt ?? "You run the shop.").toBe("You run the shop.");
});

it("a kept candidate that somebody edited", async () => {
  const args = "keepCandidate: true,";
  const stack = await on.project(gate({ args }));
  await stack.up();
  const candidate = (await on.agents()).find(({ name }) => name === "support-candidate")?.id ?? "";
  // Edited so that it passes what the program's own version would not.
  await callApi(on.emulator, "PATCH", `/agents/${candidate}`, { description: "about a shop", system_prompt: GOOD });
  await stack.write(gate({ args: `${args} description: "new",`, prompt: BAD }));
  await stack.fail(...UP);
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
  await callApi(on.emulator, "PATCH", `/agents/${candidate}`, { system_prompt: GOOD });
  await stack.fail(...UP);
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
  await stack.write(gate({ args, prompt: GOOD }));
  await stack.up();
  expect(await live()).toMatchObject({ system_prompt: GOOD });
  expect(await stack.up()).toMatch(/[0-9]+ unchanged/);
});

it("a kept candidate that somebody edited is made what the program says, without a new test", async () => {
  const args = "keepCandidate: true,";
  const stack = await on.project(gate({ args }));
  await stack.up();
  const candidate = (await on.agents()).find(({ name }) => name === "support-candidate")?.id ?? "";
  await callApi(on.emulator, "PATCH", `/agents/${candidate}`, { system_prompt: BAD });
  await stack.refresh();
  await stack.up();
  expect(await callApi(on.emulator, "GET", `/agents/${candidate}`)).toMatchObject({
    system_prompt: "You run the shop.",
  });
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
});

it("a second attempt at a case that remembers the first", async () => {
  const use = (tool: string, args: object): string =>
    `use ${tool} ${JSON.stringify({ file_path: "/memories/shop.md", ...args })}`;
  const learns = {
    name: "learns",
    turns: [use("read_file", {}), use("write_file", { content: "shop" })],
    expect: { toolsCalled: ["read_file"], interrupts: [{ tool: "write_file", decision: "approve" }] },
  };
  const stack = await on.project(`
    new deepagents.GatedAgent("support", {
      systemPrompt: "You run the shop.",
      keepCandidate: true,
      smokeTest: { cases: [${JSON.stringify(learns)}], retries: 1 },
    });
  `);
  await stack.fail(...UP);
  // Nor does the next test remember this one.
  expect(await stack.fail(...UP)).toContain("learns: toolsCalled");
  expect(await live()).toBeUndefined();
});

it("what an adopted agent has and the program does not set", async () => {
  const made = (await callApi(on.emulator, "POST", "/agents", { name: "support", system_prompt: BAD })) as {
    id: string;
  };
  const withoutPrompt = (adopt: string): string => gate({ args: adopt }).replace(/systemPrompt: .*,\n/, "");
  const stack = await on.project(withoutPrompt(`adopt: "${made.id}", description: "new",`));
  await stack.fail(...UP);
  expect(await callApi(on.emulator, "GET", `/agents/${made.id}`)).not.toHaveProperty("description", "new");
  await callApi(on.emulator, "PATCH", `/agents/${made.id}`, { system_prompt: GOOD });
  await stack.up();
  expect(await callApi(on.emulator, "GET", `/agents/${made.id}`)).toMatchObject({
    description: "new",
    system_prompt: GOOD,
  });
});

it("another agent that is adopted", async () => {
  const agent = (prompt: string) =>
    callApi(on.emulator, "POST", "/agents", { name: "by hand", system_prompt: prompt }) as Promise<{ id: string }>;
  const [good, bad] = [await agent(GOOD), await agent(BAD)];
  const adopting = (id: string): string => gate({ args: `adopt: "${id}",` }).replace(/systemPrompt: .*,\n/, "");
  const stack = await on.project(adopting(good.id));
  await stack.up();
  await stack.write(adopting(bad.id));
  await stack.fail(...UP);
  expect((await stack.outputs()).id).toBe(good.id);
});

it("drift of the live agent", async () => {
  const stack = await on.project(gate());
  await stack.up();
  const { id = "" } = (await live()) ?? {};
  await callApi(on.emulator, "PATCH", `/agents/${id}`, { system_prompt: BAD });
  await stack.refresh();
  on.emulator.clearRequests();
  // Put back to what was tested, without another test.
  await stack.up();
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
  expect(on.emulator.requests.filter(({ path }) => path.includes("/runs"))).toEqual([]);
});

it("a failed test, and the version before it again", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ prompt: BAD }));
  await stack.fail(...UP);
  await stack.write(gate());
  await stack.up();
  expect(await live()).toMatchObject({ system_prompt: "You run the shop." });
  await stack.write(gate({ prompt: GOOD }));
  await stack.up();
  expect(await live()).toMatchObject({ system_prompt: GOOD });
});

it("an agent that is renamed, marked anew or deleted differently", async () => {
  const stack = await on.project(gate());
  await stack.up();
  await stack.write(gate({ args: 'onDelete: { threads: "delete" },' }));
  await stack.up();
  await stack.destroy();
  expect(await on.agents()).toEqual([]);
});

it("a server of its tools that moves to another URL", async () => {
  const server = (name: string): string =>
    `const ${name} = new deepagents.McpServer("${name}", { url: "https://mcp.example.com/${name}" });`;
  const using = (name: string, prompt?: string): string =>
    gate({
      ...(prompt === undefined ? {} : { prompt }),
      before: server(name),
      args: `tools: [{ name: "t", mcpServer: ${name} }],`,
    });
  const stack = await on.project(using("first"));
  await stack.up();
  await stack.write(using("first").replace("mcp.example.com/first", "moved.example.com"));
  expect(await stack.preview()).toContain(
    "first: the server moves to another URL. Agents that still name the old one lose",
  );
  const servers = async (): Promise<string[]> =>
    ((await callApi(on.emulator, "GET", "/mcp-servers")) as { url: string }[]).map(({ url }) => url).sort();
  // Without a gap: a second server, which replaces the first once the test has passed.
  await stack.write(using("second", BAD));
  await stack.fail(...UP);
  expect(await servers()).toEqual(["https://mcp.example.com/first", "https://mcp.example.com/second"]);
  expect(JSON.stringify((await live()) ?? {})).toContain("https://mcp.example.com/first");
  await stack.write(using("second", GOOD));
  await stack.up();
  expect(await servers()).toEqual(["https://mcp.example.com/second"]);
  expect(JSON.stringify((await live()) ?? {})).toContain("https://mcp.example.com/second");
});

it("an agent that is no longer gated", async () => {
  const stack = await on.project(gate());
  await stack.up();
  const before = await live();
  await stack.write(`
    const gate = pulumi.createUrn("support", "deepagents:index:GatedAgent");
    new deepagents.Agent("support", { systemPrompt: "You run the shop." }, { aliases: [{ parent: gate }] });
  `);
  await stack.up();
  expect((await live())?.id).toBe(before?.id);
  expect(await on.agents()).toHaveLength(1);
});
