/** The built emulator in processes of its own: what a start loads, and what a run says when that is not installed. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { dependencies, optionalDependencies } from "../../../package.json";

const run = promisify(execFile);
const ROOT = join(__dirname, "../../..");

/** Starts an emulator, lets an agent answer, and prints what came, with the packages that were loaded before and after. */
const PROGRAM = `
  const { startEmulator } = require("pulumi-deepagents/emulator");
  const loaded = () => Object.keys(require.cache).filter((file) => /node_modules.(langchain|@langchain|deepagents|langsmith|@modelcontextprotocol)\\b/.test(file)).length;
  startEmulator().then(async (emulator) => {
    const post = (path, body) => fetch(emulator.url + "/v1/deepagents" + path, {
      method: "POST",
      headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const agent = await (await post("/agents", { name: "a" })).json();
    const thread = await (await post("/threads", { agent_id: agent.id })).json();
    const atStart = loaded();
    const answer = await post("/threads/" + thread.id + "/runs/stream", { agent_id: agent.id, messages: [{ role: "user", content: "hi" }] });
    console.log(JSON.stringify({ atStart, text: await answer.text(), afterRun: loaded() }));
    await emulator.close();
  });`;

interface Outcome {
  atStart: number;
  afterRun: number;
  text: string;
}

async function runProgram(folder: string): Promise<Outcome> {
  const { stdout } = await run(process.execPath, ["--no-warnings", "-e", PROGRAM], { cwd: folder });
  return JSON.parse(stdout) as Outcome;
}

test("a start loads neither the harness nor an MCP client; the first run does", async () => {
  const { atStart, afterRun, text } = await runProgram(ROOT);
  expect(atStart).toBe(0);
  expect(afterRun).toBeGreaterThan(0);
  expect(text).toContain("You said: hi");
});

test("without the optional packages a start works, and a run says which to install", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-"));
  try {
    const modules = join(folder, "node_modules");
    const own = join(modules, "pulumi-deepagents");
    mkdirSync(own, { recursive: true });
    cpSync(join(ROOT, "package.json"), join(own, "package.json"));
    cpSync(join(ROOT, "dist"), join(own, "dist"), { recursive: true });
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    }
    const { text } = await runProgram(folder);
    const [, data = "{}"] = /^event: error\ndata: (.*)$/m.exec(text) ?? [];
    const { error, message } = JSON.parse(data) as { error: string; message: string };
    expect(error).toBe("harness_not_installed");
    const [, command = ""] = /: npm install ([^(]*) \(Cannot find/.exec(message) ?? [];
    const named = command.split(" ").map((name) => name.replace(/(.)@.*$/, "$1"));
    expect(named.sort()).toEqual(Object.keys(optionalDependencies).sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
