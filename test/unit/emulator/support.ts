/** An emulator for each test, and a small client that shows exactly what came back. */
import type * as z from "zod";
import {
  AgentSchema,
  type Agent,
  type McpServer,
  McpServerSchema,
  type Thread,
  ThreadSchema,
} from "../../../provider/wire";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index";
import { Handoff } from "../../support/handoff";

export const AGENTS = "/v1/deepagents/agents";
export const MCP_SERVERS = "/v1/deepagents/mcp-servers";
export const THREADS = "/v1/deepagents/threads";

export interface Answer {
  status: number;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  body: unknown;
}

export interface CallOptions {
  /** A string is sent unchanged, anything else as JSON. */
  body?: unknown;
  /** Undefined sends no `X-Api-Key`. */
  key?: string | undefined;
  headers?: Record<string, string>;
}

const open: Emulator[] = [];

/** Starts an emulator that {@link closeAll} closes. It is strict by default, to reveal typing mistakes. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ strict: true, ...options });
  open.push(emulator);
  return emulator;
}

/** A fault's wait that has begun. */
export interface HeldWait {
  readonly milliseconds: number;
  end(): void;
}

/** A `sleep` for {@link EmulatorOptions} whose waits end when the test says so, and the waits that have begun. */
export function holdWaits(): { sleep: NonNullable<EmulatorOptions["sleep"]>; begun: Handoff<HeldWait> } {
  const begun = new Handoff<HeldWait>();
  const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      begun.put({ milliseconds, end: resolve });
    });
  return { sleep, begun };
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
}

export async function call(
  emulator: Emulator,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const key = "key" in options ? options.key : emulator.apiKey;
  const { body } = options;
  const response = await fetch(emulator.url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { "X-Api-Key": key }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: parse(text) };
}

/** Calls, expects a status, and parses the answer with its schema. */
export async function expectCall<S extends z.ZodType>(
  schema: S,
  status: number,
  ...[emulator, method, path, options]: Parameters<typeof call>
): Promise<z.infer<S>> {
  const answer = await call(emulator, method, path, options);
  if (answer.status !== status) {
    throw new Error(`${method} ${path} answered ${String(answer.status)}: ${answer.text}`);
  }
  return schema.parse(answer.body);
}

export function createAgent(emulator: Emulator, body: object, options: CallOptions = {}): Promise<Agent> {
  return expectCall(AgentSchema, 201, emulator, "POST", `${AGENTS}?include_files=true`, { ...options, body });
}

export function patchAgent(emulator: Emulator, id: string, body: object): Promise<Agent> {
  return expectCall(AgentSchema, 200, emulator, "PATCH", `${AGENTS}/${id}?include_files=true`, { body });
}

export function getAgent(emulator: Emulator, id: string): Promise<Agent> {
  return expectCall(AgentSchema, 200, emulator, "GET", `${AGENTS}/${id}?include_files=true`);
}

export function createMcpServer(emulator: Emulator, body: object, options: CallOptions = {}): Promise<McpServer> {
  return expectCall(McpServerSchema, 201, emulator, "POST", MCP_SERVERS, { ...options, body });
}

export function createThread(emulator: Emulator, body: object, options: CallOptions = {}): Promise<Thread> {
  return expectCall(ThreadSchema, 201, emulator, "POST", THREADS, { ...options, body });
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
