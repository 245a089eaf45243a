/** Commands that a test starts as a user types them, each in a process group of its own, so that all of it can be ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { CommandResult } from "./project";

/** These end what hangs; nothing takes that long, on a busy machine either. A server may be installed first. */
const COMMAND_TIMEOUT_MS = 600_000;
const SERVER_TIMEOUT_MS = 300_000;

export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface RunningServer {
  /** Where it says that it listens. */
  readonly url: string;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Sends a SIGTERM to the command itself and waits until nothing is left. */
  readonly stop: () => Promise<void>;
}

export class Commands {
  readonly #running = new Set<ChildProcess>();

  /** Runs a command to its end. */
  async run(file: string, args: readonly string[], place: Place): Promise<CommandResult> {
    const { child, output } = this.#spawn(file, args, place);
    const timer = setTimeout(() => void this.#end(child), COMMAND_TIMEOUT_MS);
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    clearTimeout(timer);
    return { code: code ?? String(signal), output: output() };
  }

  /** Starts a server and waits until it prints where it listens; what it prints before that does not matter. */
  async serve(file: string, args: readonly string[], place: Place): Promise<RunningServer> {
    const { child, output } = this.#spawn(file, args, place);
    const signal = AbortSignal.timeout(SERVER_TIMEOUT_MS);
    const ended = once(child, "close").then(() => Promise.reject(new Error(`no server:\n${output()}`)));
    ended.catch(() => undefined);
    const url = await Promise.race([listening(child, signal), ended]);
    const stop = async () => {
      // The pipe closes when the last process that holds it has ended.
      const closed = once(child, "close", { signal: AbortSignal.timeout(SERVER_TIMEOUT_MS) });
      child.kill("SIGTERM");
      await closed;
    };
    return { url, output, stop };
  }

  /** Ends all that still runs. */
  async dispose(): Promise<void> {
    for (const child of this.#running) {
      await this.#end(child);
    }
  }

  #spawn(file: string, args: readonly string[], { cwd, env }: Place) {
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    return { child, output: () => Buffer.concat(chunks).toString() };
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || !this.#running.has(child)) {
      return;
    }
    const closed = once(child, "close");
    process.kill(-child.pid, "SIGKILL");
    await closed;
  }
}

function listening({ stdout }: { stdout: NodeJS.ReadableStream }, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    createInterface({ input: stdout }).on("line", (line) => {
      const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
      if (url !== undefined) {
        resolve(url);
      }
    });
  });
}
