import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { put, temporaryCheckout } from "./temporary-checkout";

const LIB = path.resolve("scripts", "lib");

/** Takes longer to end than a script takes to notice that npm has gone. */
const SLOW_TO_END = `
  process.on("SIGTERM", () => setTimeout(() => process.exit(), 1500));
  setInterval(() => {}, 1000);
  console.log("ready");
`;

/** Until npm and its shell have gone, and a script that looks for them now and then is late with that. */
const BUSY = `
  while (process.ppid === parent);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
`;

/** A script framed like ours that starts something in the background, prints both process ids, and waits. */
const script = (busy: string): string => `
  const parent = process.ppid;
  const { main } = require(${JSON.stringify(path.join(LIB, "main.js"))});
  const processes = require(${JSON.stringify(path.join(LIB, "processes.js"))});
  void main(async () => {
    const program = processes.startInBackground(process.execPath, ["-e", ${JSON.stringify(SLOW_TO_END)}]);
    await new Promise((resolve) => program.child.stdout.once("data", resolve));
    console.log(JSON.stringify([process.pid, program.child.pid]));
    ${busy}
    try {
      await processes.pause(60_000);
    } finally {
      await processes.stopInBackground(program);
      console.log("cleaned up");
    }
  });
`;

const started: { child: ChildProcess; pids: number[] }[] = [];

afterEach(() => {
  for (const { child, pids } of started.splice(0)) for (const pid of [child.pid, ...pids]) if (pid) kill(pid);
});

function kill(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

async function underNpm(busy = "") {
  const { root } = temporaryCheckout();
  put(path.join(root, "package.json"), '{ "scripts": { "wait": "node script.cjs" } }');
  put(path.join(root, "script.cjs"), script(busy));
  const child = spawn("npm", ["run", "--silent", "wait"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const record = { child, pids: [] as number[] };
  started.push(record);
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => said.push(line));
  child.stderr.resume();
  // The script holds both pipes, and what it started the one of stderr: they close when the last of them has ended.
  const allEnded = once(child, "close");
  const [ids] = (await once(lines, "line")) as [string];
  record.pids = JSON.parse(ids) as number[];
  return { npm: child, pids: record.pids, said, allEnded };
}

test("SIGTERM to npm ends the script, after its clean-up, and what it started", async () => {
  const { npm, said, allEnded } = await underNpm();
  npm.kill("SIGTERM");
  await allEnded;
  expect(said.at(-1)).toBe("cleaned up");
});

test.each([
  ["", ""],
  [", also where the script is busy meanwhile", BUSY],
])("SIGTERM to all of npm's group is one signal, not two: the clean-up is not cut short%s", async (_, busy) => {
  const { pids, said, npm, allEnded } = await underNpm(busy);
  for (const pid of [pids[0], npm.pid]) {
    if (pid) {
      process.kill(pid, "SIGTERM");
    }
  }
  await allEnded;
  expect(said.at(-1)).toBe("cleaned up");
});
