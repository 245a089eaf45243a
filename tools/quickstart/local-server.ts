import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { readJson, writeAtomically } from "../bootstrap/files.js";
import { Failure } from "../bootstrap/messages.js";
import { nodeExecutable } from "../bootstrap/node-runtime.js";
import type { Paths } from "../bootstrap/paths.js";
import { startInBackground, stopInBackground } from "../bootstrap/processes.js";
import { interruptionSignal, throwIfInterrupted, untilInterrupted } from "../bootstrap/signals.js";
import { toolEnvironment } from "../environment.ts";
import { deployedPort, listening } from "./ports.ts";

/** npm run emulator [-- ARGS]: the local server, on the data that `npm start` deploys to, until it is stopped. */
export async function emulator(paths: Paths, given: readonly string[]): Promise<number> {
  const args = [...given];
  const ownData = !args.some((arg) => arg === "--data" || arg.startsWith("--data="));
  if (ownData) {
    const running = await findRunning(paths);
    if (running !== undefined) {
      throw new Failure(
        `A local server already runs on ${path.relative(paths.root, paths.emulatorData)}: ${running}\n` +
          `Use that one, stop it, or give another folder: npm run emulator -- --data FOLDER --port 0`,
      );
    }
    args.unshift("--data", paths.emulatorData);
    // Where the stack expects it; a --port among the arguments comes later and wins.
    const port = deployedPort(paths);
    if (port !== undefined) {
      args.unshift("--port", String(port));
    }
  }
  const server = await startServer(paths, args, { onOutput: (chunk) => process.stdout.write(chunk) });
  const exitCode = await Promise.race([server.ended.then((end) => end.code ?? 1), untilInterrupted().then(() => 0)]);
  await server.stop();
  return exitCode;
}

/**
 * The server that runs on the checkout's own data (npm run emulator, or another npm start), if one does: two servers on
 * the same data would overwrite each other's.
 *
 * @returns its url
 */
export async function findRunning(paths: Paths, request: typeof fetch = fetch): Promise<string | undefined> {
  const url = (readJson(paths.runningEmulator) as { url?: unknown } | undefined)?.url;
  if (typeof url !== "string") {
    return undefined;
  }
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(2000), interruptionSignal()]);
    const response = await request(`${url}/_emulator/requests`, { signal });
    await response.body?.cancel();
    if (response.ok) {
      return url;
    }
  } catch {
    throwIfInterrupted();
  }
  return undefined;
}

/**
 * The key that the emulator takes unless told otherwise. Published, and no secret, but treated like one, as a real key
 * would be.
 */
export function demoKey({ emulatorDist }: Paths): string {
  const built = createRequire(path.join(emulatorDist, "index.js"))("./emulator/context.js") as {
    DEFAULT_API_KEY?: unknown;
  };
  return String(built.DEFAULT_API_KEY);
}

/**
 * Stops where the server that runs was started with another key: the deployment would fail in errors about access.
 *
 * @returns false where it has gone meanwhile
 */
export async function requireKey(url: string, apiKey: string, request: typeof fetch = fetch): Promise<boolean> {
  const signal = AbortSignal.any([AbortSignal.timeout(5000), interruptionSignal()]);
  const headers = { "X-Api-Key": apiKey };
  const response = await request(`${url}/v1/deepagents/agents?page_size=1`, { headers, signal }).catch(() => {
    throwIfInterrupted();
    return undefined;
  });
  await response?.body?.cancel();
  if (response?.status === 401 || response?.status === 403) {
    throw new Failure(`A local server with another API key runs at ${url}: stop it, then run npm start again.`);
  }
  return response !== undefined;
}

/** A server that was started in the background. */
export interface StartedServer {
  /** Undefined where it ended by itself (--help, a wrong flag): the caller passes its exit code on. */
  readonly url: string | undefined;
  readonly ended: ReturnType<typeof startInBackground>["ended"];
  readonly stop: () => Promise<void>;
}

/** Starts the built emulator and waits until it listens. */
export async function startServer(
  paths: Paths,
  args: readonly string[],
  { onOutput, env = process.env }: { onOutput?: (chunk: Buffer) => void; env?: NodeJS.ProcessEnv } = {},
): Promise<StartedServer> {
  const script = path.join(paths.dist, "cli", "main.js");
  const program = startInBackground(nodeExecutable(paths), [script, "emulator", ...args], {
    cwd: paths.root,
    env: toolEnvironment(paths, env),
  });
  const stdout = program.child.stdout;
  if (onOutput) {
    stdout.on("data", onOutput);
  }
  const stop = async () => {
    await stopInBackground(program);
    forget(paths, program.child.pid);
  };
  try {
    const url = await listening("The local server", stdout, program.ended);
    if (url !== undefined && servesOwnData(paths, args)) {
      writeAtomically(paths.runningEmulator, JSON.stringify({ url, pid: program.child.pid }));
    }
    return { url, ended: program.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function servesOwnData(paths: Paths, args: readonly string[]): boolean {
  const at = args.lastIndexOf("--data");
  return at >= 0 && path.resolve(paths.root, args[at + 1] ?? "") === paths.emulatorData;
}

function forget(paths: Paths, pid: number | undefined): void {
  const recorded = readJson(paths.runningEmulator) as { pid?: unknown } | undefined;
  if (recorded?.pid === pid) {
    fs.rmSync(paths.runningEmulator, { force: true });
  }
}
