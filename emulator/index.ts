/** `pulumi-deepagents-emulator`: a local Managed Deep Agents server for development and tests. */
import type * as z from "zod";
import { createApp } from "./app";
import { DEFAULT_API_KEY, type ScopedKey } from "./context";
import { type FaultSpec, FaultPlan, listRouteNames, type Sleep } from "./faults/fault";
import { type ModelOptions, type Script, ScriptSchema } from "./runtime/models";
import { createOAuth } from "./oauth";
import { type RecordedRequest, RequestLog } from "./request-log";
import { Runtime } from "./runtime/runtime";
import { LoopbackServer } from "./server";
import { openStore } from "./store";

export { DEFAULT_API_KEY, DEFAULT_WORKSPACE, type Permission, PERMISSIONS, type ScopedKey } from "./context";
export type { FaultSpec } from "./faults/fault";
export { readScript, type Script } from "./runtime/models";
export type { RecordedRequest } from "./request-log";
export { EmulatorStartError } from "./store/database";

const DEFAULT_HEARTBEAT_MILLISECONDS = 15_000;

export interface EmulatorOptions {
  /** Port on 127.0.0.1. Default: 0, which means any free port. */
  port?: number;
  /** Directory in which everything is kept across restarts; created if missing. Default: in memory, until `close`. */
  dataDir?: string;
  /** The key that may do everything. Default: {@link DEFAULT_API_KEY}. */
  apiKey?: string;
  /** Further keys that may do only what they list. Each owns its own agents. */
  scopedKeys?: readonly ScopedKey[];
  /** How many agents a workspace may have; creating another answers 409. Default: any number. */
  agentLimit?: number;
  /** Refuses unknown request fields with a 422 that names them; the service ignores them. Default: false. */
  strict?: boolean;
  /** What answers in runs: `scripted` models, without an account, or `live` ones, with your keys. Default `scripted`. */
  models?: ModelOptions["mode"];
  /** What scripted models say, see docs/emulator.md. Default: their built-in behaviour. */
  script?: z.input<typeof ScriptSchema>;
  /** Is given a line for each request: method, path, status and duration, without queries and bodies. */
  onRequest?: (line: string) => void;
  /** How long a stream may be silent before a comment is sent to keep it open. Default: 15,000. */
  heartbeatMilliseconds?: number;
  /** The clock for the expiry of OAuth sessions, codes and tokens, in milliseconds since 1970. Default: `Date.now`. */
  now?: () => number;
  /** How injected faults wait until the time has passed or the signal is aborted. Default: with a timer. */
  sleep?: Sleep;
}

export interface Emulator {
  /** For example `http://127.0.0.1:8123`: without a trailing slash and without `/v1/deepagents`. */
  readonly url: string;
  readonly apiKey: string;
  /** What was answered since the start or the last `clearRequests`, oldest first, without bodies and secrets. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /**
   * Makes future requests fail, as `POST /_emulator/faults` does.
   *
   * @throws Error that says what to correct, including a route that does not exist
   */
  injectFault(spec: FaultSpec): void;
  /** Removes all injected faults. A request that is already affected stays affected. */
  clearFaults(): void;
  /** Stops listening and closes the store. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Starts an emulator on a loopback address.
 *
 * @example
 * const emulator = await startEmulator();
 * const answer = await fetch(`${emulator.url}/v1/deepagents/agents`, { headers: { "X-Api-Key": emulator.apiKey } });
 * await emulator.close();
 *
 * @throws EmulatorStartError if the port or the data directory is in use
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, dataDir, apiKey = DEFAULT_API_KEY, scopedKeys = [], agentLimit, strict = false } = options;
  const script: Script | undefined = options.script === undefined ? undefined : ScriptSchema.parse(options.script);
  const store = openStore(dataDir);
  const oauth = createOAuth({ store, now: options.now ?? Date.now, origin: () => server.url });
  const runtime = new Runtime(store, oauth.access, {
    models: { mode: options.models ?? "scripted", script },
    heartbeatMilliseconds: options.heartbeatMilliseconds ?? DEFAULT_HEARTBEAT_MILLISECONDS,
  });
  const log = new RequestLog(options.onRequest);
  const faults: FaultPlan = new FaultPlan(() => listRouteNames(app), options.sleep);
  const app = createApp({ services: { store, runtime, oauth, agentLimit }, log, faults, apiKey, scopedKeys, strict });
  const server: LoopbackServer = await LoopbackServer.listen(app.fetch, port).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const { url } = server;
  let closed: Promise<void> | undefined;
  return {
    url,
    apiKey,
    get requests() {
      return log.entries;
    },
    clearRequests: () => log.clear(),
    injectFault: (spec) => void faults.arm(spec),
    clearFaults: () => faults.clear(),
    close: () => {
      faults.close();
      oauth.sessions.close();
      return (closed ??= server.close(runtime.close()).finally(() => store.close()));
    },
  };
}
