// @ts-check
/**
 * Loaded into the processes that tests start, before anything else: records what runs there of dist. NODE_V8_COVERAGE
 * would write megabytes for each process, and nothing for the provider's, which the engine kills.
 *
 * JavaScript, because Node.js 22 prints a warning when it loads TypeScript, and tests look at what these processes print.
 */
import { appendFileSync } from "node:fs";
import { Session } from "node:inspector";
import Module from "node:module";
import { join } from "node:path";

const parameters = new URL(import.meta.url).searchParams;
const dist = String(parameters.get("dist"));
const file = join(String(parameters.get("folder")), `${process.pid}-${Date.now()}.jsonl`);

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
process.on("exit", write);

/** Writes what ran since the last time. Node.js answers a session of the same thread at once. */
function write() {
  session.post("Profiler.takePreciseCoverage", (_error, { result } = { result: [] }) => {
    const scripts = result.filter(({ url }) => url.startsWith(dist));
    appendFileSync(file, scripts.map((script) => `${JSON.stringify(script)}\n`).join(""));
  });
}

/** @typedef {(request: string, ...rest: unknown[]) => unknown} Load */
const loader = /** @type {{ _load: Load }} */ (/** @type {unknown} */ (Module));
const load = loader._load;
/** @type {Load} */
loader._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  return request === "pulumi-deepagents/dynamic" ? recorded(/** @type {Record<string, Methods>} */ (loaded)) : loaded;
};

/** @typedef {Record<string, (...args: unknown[]) => Promise<unknown>>} Methods */

/**
 * Handlers that write before they answer: the engine may kill the process as soon as it has the answer.
 *
 * @param {Record<string, Methods>} handlers
 */
function recorded(handlers) {
  return mapped(handlers, (methods) =>
    mapped(
      methods,
      (method) =>
        (/** @type {unknown[]} */ ...args) =>
          method.apply(methods, args).finally(write),
    ),
  );
}

/**
 * @template T, U
 * @param {Record<string, T>} record
 * @param {(value: T) => U} change
 */
function mapped(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
