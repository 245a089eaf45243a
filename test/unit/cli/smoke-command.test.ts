/** Runs the compiled command, `dist/cli/main.js`, as a separate process; `npm test` builds it first. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "xmlbuilder2";
import type { SmokeReport } from "../../../provider/smoke";
import { closeStages, openStage, type Stage } from "../provider/smoke/support";

const MAIN = join(__dirname, "../../../dist/cli/main.js");

const CASES = `
cases:
  - name: sunny
    prompt: weather?
    expect: { contains: sunny }
  - name: "rainy & <cold>"
    prompt: weather?
    expect:
      contains: rain
  - name: down
    prompt: break
`;

let stage: Stage;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  stage = await openStage();
});
afterAll(closeStages);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smoke-"));
  writeFileSync(join(folder, "cases.yaml"), CASES);
});
afterEach(() => {
  for (const child of running.splice(0)) {
    child.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function startCli(args: readonly string[], env: Record<string, string> = {}) {
  const settings = { LANGSMITH_API_KEY: stage.emulator.apiKey, LANGSMITH_ENDPOINT: stage.emulator.url };
  const child = spawn(process.execPath, [MAIN, "smoke", ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...settings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk) => (output[name] += String(chunk)));
  }
  const exit: Promise<Result> = once(child, "close").then(([code]) => ({ code: code as number | null, ...output }));
  return { child, exit };
}

/** Tests the stage's agent with the cases file and further arguments. */
function smoke(...args: string[]): Promise<Result> {
  return startCli(["--agent", stage.agent.id, "--cases", "cases.yaml", ...args]).exit;
}

describe("a test that passes", () => {
  it("exits with 0 and shows its progress on stderr", async () => {
    const { code, stdout, stderr } = await smoke("--case", "sunny");
    expect(stdout).toBe("1 of 1 passed\n");
    expect(stderr).toMatch(/^1 case, 1 at once\n\[1\/1\] "sunny" passed after \d+\.\d s\n$/);
    expect(code).toBe(0);
  });
});

it("says what did not pass at the first attempt, also where it passed in the end", async () => {
  stage.emulator.injectFault({
    method: "POST",
    path: "/threads/{thread_id}/runs/stream",
    fault: { kind: "status", status: 422, body: {} },
  });
  const { code, stdout } = await smoke("--case", "sunny", "--retries", "1", "--junit", "again.xml");
  expect(code).toBe(0);
  expect(stdout).toBe('1 of 1 passed, 1 of them not at the first attempt: "sunny"\n');
  expect(readFileSync(join(folder, "again.xml"), "utf8")).toContain('<property name="attempts" value="2"/>');
});

describe("a test that fails", () => {
  it("exits with 1 and reports what happened instead", async () => {
    const { code, stdout, stderr } = await smoke("--concurrency", "1", "--retries", "1", "--keep-threads", "never");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 of 3 cases did not pass \(agent [-0-9a-f]{36}, revision [0-9a-f]+\)\n\n/);
    expect(stdout).toContain(
      '    contains: expected the reply to contain "rain", but it is "It is sunny."\n' +
        "  The conversation ended with\n    human: weather?\n    ai: It is sunny.\n  Thread ",
    );
    expect(stdout).toContain('deleted. To keep it next time, set keepThreads to "onFailure".');
    expect(stdout).toMatch(/✗ down: ended with an agent error after \d+\.\d s, in 2 attempts\n {4}agentError: /);
    expect(stdout).not.toContain("✗ sunny");
    expect(stderr).not.toMatch(/It is sunny|model is down/);
    expect(stdout + stderr).not.toContain(stage.emulator.apiKey);
    expect(await stage.threads()).toEqual([]);
  });

  it("writes JSON and keeps threads if asked to", async () => {
    const { code, stdout } = await smoke("--json", "--keep-threads", "onFailure", "--case", "down", "--case", "sunny");
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as SmokeReport;
    expect(report).toMatchObject({
      agentId: stage.agent.id,
      passed: false,
      cases: [
        { name: "sunny", outcome: "passed", threadKept: false },
        { name: "down", outcome: "agentError", threadKept: true, transcript: [{ type: "human", text: "break" }] },
      ],
    });
    const kept = report.cases[1]?.threadId ?? "";
    expect(await stage.threads()).toEqual([kept]);
    // The next run does not delete it, because pipelines may overlap.
    await smoke("--case", "sunny");
    expect(await stage.threads()).toEqual([kept]);
    await stage.connect().threads.delete(kept);
  });

  it("shows the API key nowhere, not even where a conversation has it", async () => {
    const { apiKey } = stage.emulator;
    writeFileSync(
      join(folder, "cases.yaml"),
      `cases: [{ name: told, prompt: "my key is ${apiKey}", expect: { contains: nothing } }]`,
    );
    const shown = await smoke("--junit", "key.xml", "--keep-threads", "never");
    const json = await smoke("--json", "--keep-threads", "never");
    expect([shown.code, json.code]).toEqual([1, 1]);
    expect((JSON.parse(json.stdout) as SmokeReport).cases[0]?.transcript[0]).toMatchObject({
      text: "my key is [secret]",
    });
    const everything = [
      shown.stdout,
      shown.stderr,
      json.stdout,
      json.stderr,
      readFileSync(join(folder, "key.xml"), "utf8"),
    ];
    expect(everything.join("\n")).not.toContain(apiKey);
  });

  it("writes JUnit XML if asked to", async () => {
    const { code } = await smoke("--junit", "out.xml", "--keep-threads", "never");
    expect(code).toBe(1);
    const xml = readFileSync(join(folder, "out.xml"), "utf8");
    const document = create(xml).root().node as unknown as XmlElement;
    const only = (name: string): XmlElement => document.getElementsByTagName(name).item(0);
    for (const element of [document, only("testsuite")]) {
      expect(["tests", "failures", "errors"].map((name) => element.getAttribute(name))).toEqual(["3", "1", "1"]);
    }
    expect(only("testsuite").getAttribute("name")).toBe("cases.yaml");
    const cases = document.getElementsByTagName("testcase");
    expect([0, 1, 2].map((index) => cases.item(index).getAttribute("name"))).toEqual([
      "sunny",
      "rainy & <cold>",
      "down",
    ]);
    expect(cases.item(0).getAttribute("time")).toMatch(/^\d+\.\d{3}$/);
    expect(cases.item(0).textContent).toBe("");
    const [failure, error] = [only("failure"), only("error")];
    expect(failure.getAttribute("message")).toBe(
      'contains: expected the reply to contain "rain", but it is "It is sunny."',
    );
    expect(failure.textContent).toMatch(/^✗ rainy & <cold>: failed after /);
    expect(error.getAttribute("type")).toBe("agentError");
    expect(error.getAttribute("message")).toMatch(/The model is down\.$/);
  });
});

/** The part of the document object model that the test uses; the compiler does not know it here. */
interface XmlElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  getElementsByTagName(name: string): { item(index: number): XmlElement };
}

describe("the command exits with 2", () => {
  const elsewhere = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";

  it.each<[says: string, args: string[], message: RegExp]>([
    ["if there is no such agent", ["--agent", elsewhere, "--cases", "cases.yaml"], /answered 404 agent_not_found/],
    ["with an empty id", ["--agent", "", "--cases", "cases.yaml"], /It is empty: does `pulumi stack output` show/],
    ["without an agent", ["--cases", "cases.yaml"], /required option '--agent <id>' not specified/],
    ["with an unknown option", ["--agent", elsewhere, "--cases", "cases.yaml", "--cse"], /unknown option '--cse'/],
    [
      "with a number out of range",
      ["--agent", elsewhere, "--cases", "c", "--timeout", "0"],
      /whole number from 1 to 3600/,
    ],
    [
      "if there is no cases file",
      ["--agent", elsewhere, "--cases", "nope.yaml"],
      /^error: nope\.yaml cannot be read: /,
    ],
    [
      "if there is no such case",
      ["--agent", elsewhere, "--cases", "cases.yaml", "--case", "suny"],
      /^error: there is no case "suny": did you mean "sunny"\?$/m,
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await startCli(args).exit;
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("without an API key", async () => {
    const { exit } = startCli(["--agent", elsewhere, "--cases", "cases.yaml"], { LANGSMITH_API_KEY: "" });
    expect(await exit).toMatchObject({ code: 2, stderr: expect.stringMatching(/LANGSMITH_API_KEY/) as string });
  });

  it("if the JUnit file cannot be written", async () => {
    const { code, stderr } = await smoke("--case", "sunny", "--junit", "nowhere/out.xml");
    expect(stderr).toMatch(/^error: ENOENT: .*nowhere\/out\.xml'$/m);
    expect(code).toBe(2);
  });

  it("after a signal, and leaves no thread", async () => {
    writeFileSync(join(folder, "cases.yaml"), "cases: [{ name: slow, prompt: slow }]");
    stage.emulator.clearRequests();
    const { child, exit } = startCli(["--agent", stage.agent.id, "--cases", "cases.yaml"]);
    while (!stage.emulator.requests.some(({ path }) => path.endsWith("/runs/stream"))) {
      await stage.connect().agents.get(stage.agent.id);
    }
    child.kill("SIGTERM");
    const { code, stdout } = await exit;
    expect(stdout).toContain("cancelled: the test was stopped");
    expect(code).toBe(2);
    expect(await stage.threads()).toEqual([]);
  });
});

it("shows examples with --help", async () => {
  const { code, stdout } = await startCli(["--help"]).exit;
  expect(code).toBe(0);
  expect(stdout).toContain("Exit codes: 0 every case passed, 1 a case did not pass, 2 the test could not be run.");
  expect(stdout).toContain("$ pulumi-deepagents smoke --agent");
});
