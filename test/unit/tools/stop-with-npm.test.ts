import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { put, temporaryCheckout } from "./temporary-checkout";

const BOOTSTRAP = path.resolve("tools", "bootstrap");

/** Takes longer to end than a script takes to notice that npm has gone. */
const SLOW_TO_END = `
  process.on("SIGTERM", () => setTimeout(() => process.exit(), 1500));
  setInterval(() => {}, 1000);
  console.log("ready");
`;

const FRAME = `
  const { main } = require(${JSON.stringify(path.join(BOOTSTRAP, "main.js"))});
  const processes = require(${JSON.stringify(path.join(BOOTSTRAP, "processes.js"))});
  const { pause } = require(${JSON.stringify(path.join(BOOTSTRAP, "signals.js"))});
`;

/** Until npm and its shell have gone, and a script that looks for them now and then is late with that. */
const BUSY = `
  while (process.ppid === parent);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
`;

/** A script framed like ours that starts something in the background, prints all process ids, and waits. */
const script = (busy = ""): string => `${FRAME}
  const parent = process.ppid;
  void main(async () => {
    const program = processes.startInBackground(process.execPath, ["-e", ${JSON.stringify(SLOW_TO_END)}]);
    await new Promise((resolve) => program.child.stdout.once("data", resolve));
    console.log(JSON.stringify([...process.argv.slice(2).map(Number), process.pid, program.child.pid]));
    ${busy}
    try {
      await pause(60_000);
    } finally {
      await processes.stopInBackground(program);
      console.log("cleaned up");
    }
  });
`;

/** Hands over to that script, as all npm scripts do. */
const LAUNCHER = `${FRAME}
  void main(() => processes.handOver([process.execPath, "script.cjs", String(process.pid)]));
`;

const started: { child: ChildProcess; pids: number[] }[] = [];

afterEach(() => {
  for (const { child, pids } of started.splice(0)) {
    for (const pid of [child.pid, ...pids]) {
      if (pid) {
        kill(pid);
      }
    }
  }
});

function kill(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

/** @param entry what npm starts */
async function underNpm(entry: string) {
  const { root } = temporaryCheckout();
  put(path.join(root, "package.json"), `{ "scripts": { "wait": "node ${entry}" } }`);
  put(path.join(root, "launcher.cjs"), LAUNCHER);
  put(path.join(root, "script.cjs"), script());
  put(path.join(root, "busy.cjs"), script(BUSY));
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

describe.each(["script.cjs", "launcher.cjs"])("SIGTERM, where npm starts %s,", (entry) => {
  it("to npm ends the script, after its clean-up, and what it started", async () => {
    const { npm, said, allEnded } = await underNpm(entry);
    npm.kill("SIGTERM");
    await allEnded;
    expect(said.at(-1)).toBe("cleaned up");
  });
});

describe.each(["script.cjs", "busy.cjs", "launcher.cjs"])("SIGTERM, where npm starts %s,", (entry) => {
  it("to all of npm's group is one signal, not two: the clean-up is not cut short", async () => {
    const { pids, said, npm, allEnded } = await underNpm(entry);
    // All but the program in the background, which has a group of its own.
    for (const pid of [...pids.slice(0, -1), npm.pid]) {
      if (pid) {
        process.kill(pid, "SIGTERM");
      }
    }
    await allEnded;
    expect(said.at(-1)).toBe("cleaned up");
  });
});

describe("a script that a launcher of ours started", () => {
  it("ends, after its clean-up, with the launcher", async () => {
    const { pids, said, allEnded } = await underNpm("launcher.cjs");
    kill(pids[0] ?? 0);
    await allEnded;
    expect(said.at(-1)).toBe("cleaned up");
  });

  it("gives its exit code to whoever started the launcher", async () => {
    const { pids, npm, allEnded } = await underNpm("launcher.cjs");
    process.kill(pids[0] ?? 0, "SIGTERM");
    await allEnded;
    expect(npm.exitCode).toBe(143);
  });

  it("ends at once on a second signal, with what it started", async () => {
    const { pids, said, allEnded } = await underNpm("launcher.cjs");
    process.kill(pids[0] ?? 0, "SIGTERM");
    process.kill(pids[0] ?? 0, "SIGINT");
    await allEnded;
    expect(said).not.toContain("cleaned up");
  });
});
