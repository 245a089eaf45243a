/** The built emulator in a process of its own: what a start loads. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(__dirname, "../../..");

/** Starts an emulator, lets an agent answer, and prints the answer and how many modules were loaded before and after. */
const PROGRAM = `
  const { startEmulator } = require("pulumi-deepagents-emulator");
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

it("the emulator loads the harness and the MCP client with the first run, not at the start", async () => {
  const { atStart, afterRun, text } = await runProgram(ROOT);
  expect(atStart).toBe(0);
  expect(afterRun).toBeGreaterThan(0);
  expect(text).toContain("You said: hi");
});

it("the command's help loads neither the web framework nor SQLite", async () => {
  const program = `
    process.on("exit", () => {
      const packages = Object.keys(require.cache).filter((file) => file.includes("node_modules"));
      const names = packages.map((file) => file.split("node_modules")[1].split(/[\\\\/]/)[1]);
      process.stderr.write(JSON.stringify([...new Set(names), ...process.moduleLoadList.filter((name) => /sqlite/.test(name))]));
    });
    require("./emulator/dist/emulator/command.js").runEmulatorCommand(["--help"], "emulator");`;
  const { stdout, stderr } = await run(process.execPath, ["-e", program], { cwd: ROOT });
  expect(stdout).toContain("Usage: emulator");
  expect(JSON.parse(stderr)).toEqual(["commander"]);
});
