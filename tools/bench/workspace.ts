/** What a suite works with: a folder of its own, local servers, and programs in processes of their own. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure, lastLines } from "../bootstrap/messages.js";
import { nodeExecutable } from "../bootstrap/node-runtime.js";
import type { Paths } from "../bootstrap/paths.js";
import { capture } from "../bootstrap/processes.js";
import { testEnvironment } from "../environment.ts";
import { startServer } from "../quickstart/local-server.ts";

export interface Workspace {
  readonly folder: string;
  /** Has something ended with the workspace. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

export interface LocalServer {
  readonly url: string;
  readonly apiKey: string;
  readonly stop: () => Promise<void>;
  /** Counts anew from here on. */
  readonly forgetRequests: () => Promise<unknown>;
  /** How many requests of each kind there were: `{ "POST agents": 10 }`. */
  readonly requests: () => Promise<Record<string, number>>;
}

const API_KEY = "bench-key";

/** Every route that a deployment uses. */
const ROUTES = [
  ["GET", "/agents"],
  ["POST", "/agents"],
  ["GET", "/agents/{agent_id}"],
  ["PATCH", "/agents/{agent_id}"],
  ["DELETE", "/agents/{agent_id}"],
  ["GET", "/mcp-servers"],
  ["POST", "/mcp-servers"],
  ["GET", "/mcp-servers/{mcp_server_id}"],
  ["DELETE", "/mcp-servers/{mcp_server_id}"],
] as const;

/** Runs `work`; the workspace is gone afterwards, also when the work failed or was interrupted. */
export async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  // realpath: macOS keeps its temporary folder behind a link.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepagents-bench-")));
  const ends: (() => Promise<void>)[] = [];
  try {
    return await work({ folder, atEnd: (end) => void ends.push(end) });
  } finally {
    await Promise.all(ends.map((end) => end()));
    // Retried: a process that was ended may still write its last.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Starts the local server as a process of its own, with its data in the workspace.
 *
 * @param options.latencyMs how long it waits before it does what a request asks
 */
export async function startLocalServer(
  paths: Paths,
  workspace: Workspace,
  { latencyMs = 0 } = {},
): Promise<LocalServer> {
  const data = fs.mkdtempSync(path.join(workspace.folder, "server-"));
  const args = ["--port", "0", "--data", data, "--api-key", API_KEY, "--strict", "--quiet"];
  const { url, ended, stop } = await startServer(paths, args);
  workspace.atEnd(stop);
  if (url === undefined) {
    throw new Failure(`The local server did not start: it ${(await ended).reason}.`);
  }
  if (latencyMs > 0) {
    await delayAnswers(url, latencyMs);
  }
  return {
    url,
    apiKey: API_KEY,
    stop,
    forgetRequests: () => control(url, "DELETE", "/_emulator/requests"),
    async requests() {
      const answer = await control(url, "GET", "/_emulator/requests");
      const made = (await answer.json()) as { method: string; path: string }[];
      return countBy(made.map(({ method, path: at }) => `${method} ${at.split(/[/?]/)[3] ?? at}`));
    },
  };
}

/**
 * Runs a small program in a process of its own, where nothing is loaded or warm yet. Probes are JavaScript: what Node.js
 * takes to strip types would hide in its peak what a probe's own memory is.
 *
 * @param probe a file in `probes`, which prints an object of figures
 */
export async function runProbe(paths: Paths, probe: string, ...args: string[]): Promise<Record<string, number>> {
  const outcome = await capture(nodeExecutable(paths), [path.join(benchFolder(paths), "probes", probe), ...args], {
    cwd: paths.root,
    env: testEnvironment(paths),
  });
  if (!outcome.ok) {
    throw new Failure(`The probe ${probe} ${outcome.reason}:\n${lastLines(outcome.output)}`);
  }
  return JSON.parse(outcome.stdout) as Record<string, number>;
}

export const benchFolder = (paths: Paths): string => path.join(paths.root, "tools", "bench");

async function delayAnswers(url: string, ms: number): Promise<void> {
  const always = { nth: 1, times: Number.MAX_SAFE_INTEGER, fault: { kind: "delay", ms } };
  for (const [method, route] of ROUTES) {
    await control(url, "POST", "/_emulator/faults", { method, path: route, ...always });
  }
}

async function control(url: string, method: string, route: string, body?: unknown): Promise<Response> {
  const response = await fetch(url + route, {
    method,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${route}: ${String(response.status)} ${await response.text()}`);
  }
  return response;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
