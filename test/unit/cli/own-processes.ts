/** Runs the compiled command line, `dist/cli/main.js`, as separate processes; `npm test` builds it first. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(__dirname, "../../../dist/cli/main.js");

export interface Running {
  process: ChildProcess;
  output(): { stdout: string; stderr: string };
  exit: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
});
afterEach(() => {
  for (const child of running.splice(0)) {
    child.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
});

/** The current directory of the test's processes, new for each test. */
export function currentFolder(): string {
  return folder;
}

/** Starts the command; what still runs when the test ends is killed. */
export function spawnCli(...args: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk) => (output[name] += String(chunk)));
  }
  const exit = once(child, "close").then(([code]) => ({ code: code as number | null, ...output }));
  return { process: child, output: () => ({ ...output }), exit };
}

/** Starts the emulator and waits for its line. */
export async function startEmulatorCommand(...args: string[]): Promise<Running & { url: string }> {
  const command = spawnCli("emulator", "--port", "0", ...args);
  const line = new Promise<string>((resolve, reject) => {
    command.process.stdout?.on("data", () => {
      const match = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(command.output().stdout);
      if (match?.[1] !== undefined) {
        resolve(match[1]);
      }
    });
    void command.exit.then((result) => reject(new Error(`It stopped: ${JSON.stringify(result)}`)));
  });
  return { ...command, url: await line };
}
