/**
 * Walks the table "What was tried" of docs/semantics.md: each title here is a row of it. Rows that other files walk, and
 * that no row is missing: test/unit/docs/tried.test.ts.
 */
import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project, type StateResource } from "./support/project";

/** An agent for each option; they do what they do when the prompt and the approval are edited. */
const program = (prompt: string, requireApproval: boolean, more = ""): string => `
  const systemPrompt = "${prompt}";
  const headers = { "X-Team": ["canary", "header"].join("-"), "X-Prompt": systemPrompt };
  const search = new deepagents.McpServer("search", { url: "https://mcp.example.com", headers });
  new deepagents.Agent("waits", {}, { dependsOn: search });
  const tools = [{ name: "search", mcpServer: search, requireApproval: ${String(requireApproval)} }];
  new deepagents.Agent("ignores", { systemPrompt, tools }, { ignoreChanges: ["systemPrompt", "tools[0].requireApproval"] });
  new deepagents.Agent("hides", { description: "canary-7f3a", systemPrompt }, { additionalSecretOutputs: ["description"] });
  const stays = new deepagents.Agent("stays", { systemPrompt }, { replaceOnChanges: ["systemPrompt"] });
  new deepagents.Agent("sees", { extras: { zero: -0, created: stays.createdAt } });
  new deepagents.Agent("triggered", {}, { replacementTrigger: systemPrompt });
  new deepagents.Agent("follows", {}, { deletedWith: search });
  new deepagents.Agent("protected", {}, { protect: true });
  new deepagents.Agent("unset", { description: pulumi.output(undefined), model: pulumi.secret(null) });
  ${more}
`;

let emulator: Emulator;
let stack: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  stack = await Project.create({ emulator, program: program("One.", true) });
  await stack.up();
});
afterAll(async () => {
  await stack.dispose();
  await emulator.close();
});

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
}

async function agents(): Promise<ReadonlyMap<string, Listed>> {
  const { items } = (await callApi(emulator, "GET", "/agents")) as { items: Listed[] };
  return new Map(items.map((agent) => [agent.name, agent]));
}

/** What changed on the server since the last call: the verb, and the name of the agent if there still is one. */
async function sent(): Promise<string[]> {
  const named = [...(await agents()).values()];
  const requests = emulator.requests.filter(({ method }) => method !== "GET");
  emulator.clearRequests();
  return requests.map(({ method, path }) => {
    const agent = named.find(({ id }) => path.includes(id));
    return `${method} ${agent?.name ?? path.split("/")[3]}`;
  });
}

async function resource(name: string): Promise<StateResource> {
  const isIt = ({ urn, type }: StateResource): boolean => /:(Agent|McpServer)$/.test(type) && urn.endsWith(`::${name}`);
  return (await stack.resources()).find(isIt) as StateResource;
}

async function urnOf(name: string): Promise<string> {
  return (await resource(name)).urn;
}

describe("a stack that nobody has edited", () => {
  it("`dependsOn`", async () => {
    const [server] = (await callApi(emulator, "GET", "/mcp-servers")) as [Listed];
    expect(Date.parse((await agents()).get("waits")!.created_at)).toBeGreaterThanOrEqual(Date.parse(server.created_at));
  });

  it("`additionalSecretOutputs`", async () => {
    expect(JSON.stringify((await resource("hides")).outputs?.description)).toContain("ciphertext");
  });

  it("an output for an optional argument that turns out to be empty", async () => {
    const { outputs } = await resource("unset");
    expect(Object.keys(outputs ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/description|model/)]),
    );
    expect(outputs).toMatchObject({ name: "unset" });
  });

  it("`up`, `refresh` and `preview` with `--expect-no-changes`", async () => {
    await sent();
    expect(await stack.up("--expect-no-changes")).toMatch(/12 unchanged/);
    expect(emulator.requests).toEqual([]);
    await stack.refresh("--expect-no-changes");
    await stack.preview("--expect-no-changes");
    expect(await sent()).toEqual([]);
  });
});

describe("with another prompt, another trigger and no approval", () => {
  let before: ReadonlyMap<string, Listed>;
  beforeAll(async () => {
    before = await agents();
    await stack.write(program("Two.", false));
  });

  it("`preview --json`", async () => {
    const { steps } = JSON.parse(await stack.preview("--json")) as {
      steps: { op: string; urn: string; diffReasons?: string[]; detailedDiff?: unknown }[];
    };
    const changes = steps.filter(({ op }) => op !== "same");
    const named = changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`);
    expect(named.sort()).toEqual(["replace triggered", "update hides", "update search", "update sees", "update stays"]);
    expect(changes.filter(({ diffReasons, detailedDiff }) => diffReasons ?? detailedDiff)).toEqual([]);
    expect(await stack.fail("preview", "--expect-no-changes")).toContain("no changes were expected");
    expect(await sent()).toEqual([]);
  });

  it("`--target`", async () => {
    await stack.up("--target", await urnOf("stays"));
    expect(await sent()).toEqual(["PATCH stays"]);
  });

  it("`--exclude`, `--parallel 1`", async () => {
    await stack.up("--exclude", await urnOf("hides"), "--exclude", await urnOf("search"), "--parallel", "1");
    expect(await sent()).toEqual(["DELETE agents", "POST agents"]);
  });

  it("`up --json`, `--debug`, events of the Automation API", async () => {
    const debugged = await stack.up("--exclude", await urnOf("hides"), "--debug");
    await sent();
    // Pulumi's own debug events, of which the docs warn.
    expect(debugged).toContain("canary-header");
  });

  it("`--refresh`", async () => {
    await stack.up("--refresh");
    expect(await sent()).toEqual(["PATCH hides"]);
  });

  it("`ignoreChanges`, also of a nested path", async () => {
    const { id } = (await agents()).get("ignores")!;
    expect(await callApi(emulator, "GET", `/agents/${id}`)).toMatchObject({
      system_prompt: "One.",
      tools: { interrupt_config: { "https://mcp.example.com::search": true } },
    });
  });

  it("`replaceOnChanges`", async () => {
    expect((await agents()).get("stays")?.id).toBe(before.get("stays")?.id);
    expect(await stack.preview()).toContain('new Agent("stays"): the option replaceOnChanges has no effect');
  });

  it("`replacementTrigger`", async () => {
    expect((await agents()).get("triggered")?.id).not.toBe(before.get("triggered")?.id);
  });

  it("an update of what another one's `createdAt` depends on", async () => {
    expect((await agents()).get("sees")?.id).toBe(before.get("sees")?.id);
    expect(await stack.preview()).toMatch(/12 unchanged/);
  });

  it("`-0` in free JSON", async () => {
    expect(await stack.refresh()).toMatch(/12 unchanged/);
  });
});

describe("with commands on the state", () => {
  it("`state taint`, `state untaint`", async () => {
    const urn = await urnOf("waits");
    await stack.succeed("state", "taint", urn, "--yes");
    expect(await stack.preview()).toMatch(/1 to replace/);
    await stack.succeed("state", "untaint", urn, "--yes");
    expect(await stack.preview()).toMatch(/12 unchanged/);
  });

  it("`--replace`, `--target-replace`", async () => {
    for (const flag of ["--replace", "--target-replace"]) {
      await stack.up(flag, await urnOf("waits"));
      expect(await sent()).toEqual(["DELETE agents", "POST agents"]);
    }
  });

  it("`refresh --run-program` after a change of the key", async () => {
    await stack.configure({}, { "deepagents:apiKey": "lsv2_of_nobody" });
    // Otherwise with the settings of the last `up`.
    expect(await stack.refresh()).toMatch(/12 unchanged/);
    expect(await stack.fail("refresh", "--yes", "--run-program")).toContain("The API key is wrong or lacks access");
    await stack.configure({}, { "deepagents:apiKey": emulator.apiKey });
    expect(await stack.refresh("--run-program")).toMatch(/12 unchanged/);
  });

  it("`refresh --preview-only`, `refresh --target`", async () => {
    const { id } = (await agents()).get("stays")!;
    await callApi(emulator, "PATCH", `/agents/${id}`, { system_prompt: "By hand." });
    expect(await stack.succeed("refresh", "--preview-only")).toMatch(/1 to update/);
    expect(await stack.refresh("--target", await urnOf("waits"))).not.toMatch(/1 updated/);
    expect(await stack.refresh("--target", await urnOf("stays"))).toMatch(/1 updated/);
    await sent();
    await stack.up();
    expect(await sent()).toEqual(["PATCH stays"]);
  });
});

describe("with more in the program", () => {
  it("`import`", async () => {
    await stack.write(program("Two.", false, 'new deepagents.Agent("x", {}, { import: "y" });'));
    expect(await stack.fail("preview")).toContain(
      'new Agent("x"): the option import does not work with dynamic providers: write the argument adopt: "<id>" instead',
    );
  });

  it("an output for all of the arguments", async () => {
    await stack.write(program("Two.", false, 'new deepagents.Agent("x", pulumi.output({}));'));
    expect(await stack.fail("preview")).toContain(
      "the arguments are an output: write an object, whose values may be outputs",
    );
  });

  it("`adopt` that is not known before the deployment", async () => {
    const adopting = 'const made = new deepagents.Agent("made", {}); new deepagents.Agent("x", { adopt: made.id });';
    await stack.write(program("Two.", false, adopting));
    expect(await stack.preview()).toMatch(/2 to create/);
  });

  it("`NaN` in free JSON", async () => {
    await stack.write(program("Two.", false, 'new deepagents.Agent("x", { extras: { a: [NaN] } });'));
    expect(await stack.fail("preview")).toContain("extras.a[0] must be a finite number or null");
  });

  it("two MCP servers with one URL", async () => {
    const second = 'new deepagents.McpServer("second", { url: "https://mcp.example.com/" });';
    await stack.write(program("Two.", false, second));
    expect(await stack.fail("up", "--yes", "--skip-preview")).toContain(
      "this stack already has an MCP server with this URL: ",
    );
  });

  it("`customTimeouts`", async () => {
    await stack.write(
      program("Two.", false, 'new deepagents.Agent("slow", {}, { customTimeouts: { create: "1s" } });'),
    );
    emulator.injectFault({ method: "POST", path: "/agents", fault: { kind: "delay", ms: 3000 } });
    expect(await stack.fail("up", "--yes", "--skip-preview")).toContain(
      "none arrived within 1 s (the resource's option customTimeouts raises the limit)",
    );
    await stack.write(program("Two.", false));
    await stack.up();
  });
});

describe("when it is destroyed", () => {
  it("`destroy --target`, `protect`, `destroy --exclude-protected`, `state unprotect`", async () => {
    await sent();
    await stack.destroy("--target", await urnOf("waits"));
    expect(await sent()).toEqual(["DELETE agents"]);
    expect(await stack.fail("destroy", "--yes", "--skip-preview")).toContain("protected");
    await stack.succeed("state", "unprotect", await urnOf("protected"), "--yes");
    await stack.succeed("state", "protect", await urnOf("protected"), "--yes");
    await stack.destroy("--exclude-protected");
    expect([...(await agents()).keys()]).toEqual(expect.arrayContaining(["protected"]));
    await stack.succeed("state", "unprotect", await urnOf("protected"), "--yes");
    await stack.destroy();
  });

  it("`deletedWith`", async () => {
    // As Pulumi has it: the engine takes the agent for gone with the other object.
    expect((await agents()).has("follows")).toBe(true);
    expect((await agents()).has("stays")).toBe(false);
  });
});
