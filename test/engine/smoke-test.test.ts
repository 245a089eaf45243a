import { type Emulator, startEmulator } from "../../emulator/index";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../unit/emulator/mcp-server";
import { callApi } from "./support/api";
import { Project } from "./support/project";
import { agentsOn, requestsTo, runsAmong, threadsOn } from "./support/server-state";

/** Only in what the agent says: nowhere in the program. */
const CANARY = "canary-reply-81c2";

const GOOD = "You run the bookshop.";
const BAD = "You run the bakery.";

interface Edit {
  readonly prompt?: string;
  readonly rotation?: string;
  /** Arguments of the test beside its agent and cases. */
  readonly test?: string;
}

function program({ prompt = GOOD, rotation = "1", test = "" }: Edit = {}): string {
  return `
    const notes = new deepagents.McpServer("notes", {
      url: ${JSON.stringify(notes.url)},
      headers: { "${REQUIRED_HEADER.key}": "${REQUIRED_HEADER.value}", "X-Rotation": "${rotation}" },
    });
    const assistant = new deepagents.Agent("assistant", {
      systemPrompt: ${JSON.stringify(prompt)},
      tools: [{ name: "search_notes", mcpServer: notes }],
    });
    const test = new deepagents.SmokeTest("greeting", {
      agent: assistant,
      cases: [
        { name: "knows its shop", prompt: "Hello.", expect: { contains: "bookshop" } },
        { name: "tells the word", prompt: "Tell the word.", expect: { contains: "The word is" } },
        { name: "searches", prompt: 'use search_notes {"query": "tea"}', expect: { toolsCalled: ["search_notes"] } },
      ],
      ${test}
    });
    exports.agentId = assistant.id;
    exports.passed = test.passed;
    exports.results = test.results;
    exports.transcript = test.transcript;
  `;
}

let notes: NotesServer;
let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  notes = await startNotesServer();
  const script = { replies: [{ when: { contains: "tell the word" }, say: `The word is ${CANARY}.` }] };
  emulator = await startEmulator({ strict: true, script });
  project = await Project.create({ emulator, program: program() });
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
  await notes.close();
});

/** Deploys what was edited, and says what was printed and how many runs it took. */
async function up(
  edit: Edit = {},
  ...args: string[]
): Promise<{ code: number | string; output: string; runs: number }> {
  await project.write(program(edit));
  emulator.clearRequests();
  const { code, output } = await project.pulumi("up", "--yes", "--skip-preview", ...args);
  return { code, output, runs: runsAmong(requestsTo(emulator)) };
}

async function results(): Promise<{ name: string; outcome: string; threadId: string; threadKept: boolean }[]> {
  return (await project.outputs()).results as never;
}

// One story: each step goes on from the state that the one before left.
describe("a stack with a smoke test", () => {
  it("is previewed without a run", async () => {
    expect(await project.preview()).toMatch(/\+ .*SmokeTestRun greeting create/);
    expect(requestsTo(emulator).filter((request) => !request.startsWith("GET"))).toEqual([]);
  });

  it("runs every case once the agent is there, says so case by case, and leaves no thread", async () => {
    const { code, output, runs } = await up();
    expect(code).toBe(0);
    expect(runs).toBe(3);
    for (const name of ["knows its shop", "tells the word", "searches"]) {
      expect(output).toMatch(new RegExp(`greeting: .*${name}`));
    }
    expect(await project.outputs()).toMatchObject({ passed: true, transcript: "[secret]" });
    expect(await results()).toMatchObject([
      { name: "knows its shop", outcome: "passed", threadKept: false },
      { name: "tells the word", outcome: "passed" },
      { name: "searches", outcome: "passed", toolCalls: 1 },
    ]);
    expect(await threadsOn(emulator)).toEqual([]);
  });

  it("sends nothing when only the way of testing changed", async () => {
    await project.write(program({ test: "concurrency: 1, timeoutSeconds: 30, keepThreads: 'always'" }));
    emulator.clearRequests();
    expect(await project.up()).toMatch(/6 unchanged/);
    expect(requestsTo(emulator)).toEqual([]);
  });

  it("says in a preview that it will run, and why, and does not", async () => {
    await project.write(program({ prompt: BAD }));
    emulator.clearRequests();
    expect(await project.preview()).toContain(
      "greeting: the smoke test will run, because the agent's revision changes",
    );
    expect(requestsTo(emulator)).toEqual(["GET agents"]);
  });

  it("fails the update with a report when a case does not go as expected; the other cases run to their end", async () => {
    const { code, output, runs } = await up({ prompt: BAD });
    expect(code).not.toBe(0);
    expect(runs).toBe(3);
    expect(output).toContain("1 of 3 cases of the smoke test did not pass:");
    expect(output).toMatch(/knows its shop: contains \(thread [0-9a-f-]{36}\)/);
    // The report: what came instead.
    expect(output).toContain("You run the bakery.");
    const [thread, ...others] = await threadsOn(emulator);
    expect(others).toEqual([]);
    expect(thread?.metadata).toMatchObject({
      "pulumi:project": "engine-test",
      "pulumi:stack": "dev",
      "pulumi:resource": expect.stringMatching(
        /^urn:pulumi:dev::engine-test::deepagents:index:SmokeTest::greeting$/,
      ) as string,
    });
  });

  it("runs again with the next up, changed or not, also after a refresh", async () => {
    await project.refresh();
    const { code, output, runs } = await up({ prompt: BAD });
    expect([code === 0, runs]).toEqual([false, 3]);
    expect(output).toContain("greeting: the smoke test will run, because the last run failed");
    // Each run removes what the one before kept.
    expect(await threadsOn(emulator)).toHaveLength(1);
  });

  it("passes once the prompt is right again, and removes the thread that was kept", async () => {
    const { code, runs } = await up();
    expect([code, runs]).toEqual([0, 3]);
    expect(await threadsOn(emulator)).toEqual([]);
  });

  it("runs again when a server of the agent's tools has new headers", async () => {
    await project.write(program({ rotation: "2" }));
    expect(await project.preview()).toContain("because an MCP server of its tools changes");
    expect(await up({ rotation: "2" })).toMatchObject({ code: 0, runs: 3 });
  });

  it("runs again when the triggers change, and when a run that they started failed, also if they are as before", async () => {
    const fault = { kind: "status", status: 500 } as const;
    emulator.injectFault({ method: "POST", path: "/threads/{thread_id}/runs/stream", fault });
    expect(await up({ rotation: "2", test: "triggers: [1]" })).toMatchObject({ code: 1, runs: 3 });
    expect(await up({ rotation: "2" })).toMatchObject({ code: 0, runs: 3 });
  });

  it("records a failure when it is told to warn, and does not repeat it", async () => {
    const edit: Edit = { prompt: BAD, rotation: "2", test: "onFailure: 'warn'" };
    const { code, output } = await up(edit);
    expect(code).toBe(0);
    expect(output).toContain("You run the bakery.");
    expect(await project.outputs()).toMatchObject({ passed: false });
    expect(await up(edit)).toMatchObject({ code: 0, runs: 0 });
  });

  it("takes a failure that was recorded for one that counts when it is no longer told to warn; says that the agent is gone", async () => {
    const { assistant } = await agentsOn(emulator);
    await callApi(emulator, "DELETE", `/agents/${String(assistant?.id)}`);
    const { code, output } = await up({ prompt: BAD, rotation: "2" });
    expect(code).not.toBe(0);
    expect(output).toMatch(/agent_not_found/);
    await project.refresh();
  });

  it("keeps no word of a conversation in plain text, neither of one that went well nor of one that did not", async () => {
    expect(await up({ test: "keepThreads: 'always'" })).toMatchObject({ code: 0 });
    const seen = new Map(await project.filesOfTheEngine());
    seen.set("export", await project.succeed("stack", "export"));
    seen.set("outputs", await project.succeed("stack", "output", "--json"));
    const leaks = [...seen].filter(([, text]) => text.includes(CANARY)).map(([where]) => where);
    expect(leaks).toEqual([]);
    expect(await project.succeed("stack", "output", "--json", "--show-secrets")).toContain(CANARY);
  });

  it("leaves no thread when it is destroyed", async () => {
    expect(await threadsOn(emulator)).toHaveLength(3);
    await project.destroy();
    expect(await threadsOn(emulator)).toEqual([]);
    expect(await agentsOn(emulator)).toEqual({});
  });
});

it("refuses a test of nothing, and a case that says nothing, in the preview", async () => {
  await project.write('new deepagents.SmokeTest("t", { agentId: "x", cases: [{ name: "a", exspect: {} }] });');
  const output = await project.fail("preview");
  expect(output).toContain("revision is missing: pass the agent's revision");
  expect(output).toContain("cases[0].prompt is missing");
  expect(output).toContain("cases[0].exspect is not an argument: did you mean expect?");
});
