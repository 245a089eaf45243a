// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { toolEnvironment } = require("../environment.js");
const { Failure } = require("../failure.js");
const { readJson, writeAtomically } = require("../files.js");
const { interruptionSignal, startInBackground, stopInBackground, throwIfInterrupted } = require("../processes.js");
const { nodeExecutable } = require("../setup/node-runtime.js");
const { listening } = require("./listening.js");

/** @typedef {import("../paths.js").Paths} Paths */

/**
 * The server that runs on the checkout's own data (npm run emulator, or another npm start), if one does: two servers on
 * the same data would overwrite each other's.
 *
 * @param {Paths} paths
 * @param {typeof fetch} [request]
 * @returns {Promise<string | undefined>} its url
 */
async function findRunning(paths, request = fetch) {
  const url = /** @type {{ url?: unknown } | undefined} */ (readJson(paths.runningEmulator))?.url;
  if (typeof url !== "string") return undefined;
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(2000), interruptionSignal()]);
    const response = await request(`${url}/_emulator/requests`, { signal });
    await response.body?.cancel();
    if (response.ok) return url;
  } catch {
    throwIfInterrupted();
  }
  return undefined;
}

/**
 * The key that the emulator takes unless told otherwise. Published, and no secret, but treated like one, as a real key
 * would be.
 *
 * @param {Paths} paths
 */
function demoKey(paths) {
  const built = /** @type {{ DEFAULT_API_KEY?: unknown }} */ (
    require(path.join(paths.emulatorDist, "emulator", "auth.js"))
  );
  return String(built.DEFAULT_API_KEY);
}

/**
 * Stops where the server that runs was started with another key: the deployment would fail in errors about access.
 *
 * @param {string} url
 * @param {string} apiKey
 * @param {typeof fetch} [request]
 * @returns {Promise<boolean>} false where it has gone meanwhile
 */
async function requireKey(url, apiKey, request = fetch) {
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

/**
 * Starts the built emulator and waits until it listens.
 *
 * @param {Paths} paths
 * @param {string[]} args
 * @param {{ onOutput?: (chunk: Buffer) => void, env?: NodeJS.ProcessEnv }} [options]
 */
async function startServer(paths, args, { onOutput, env = process.env } = {}) {
  const script = path.join(paths.dist, "cli", "main.js");
  const program = startInBackground(nodeExecutable(paths), [script, "emulator", ...args], {
    cwd: paths.root,
    env: toolEnvironment(paths, env),
  });
  const stdout = /** @type {import("node:stream").Readable} */ (program.child.stdout);
  if (onOutput) stdout.on("data", onOutput);
  const stop = async () => {
    await stopInBackground(program);
    forget(paths, program.child.pid);
  };
  try {
    const url = await listening("The local server", stdout, program.ended);
    // Undefined: it ended by itself (--help, a wrong flag); the caller passes its exit code on.
    if (url !== undefined && servesOwnData(paths, args)) {
      writeAtomically(paths.runningEmulator, JSON.stringify({ url, pid: program.child.pid }));
    }
    return { url, ended: program.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {Paths} paths
 * @param {string[]} args
 */
function servesOwnData(paths, args) {
  const at = args.lastIndexOf("--data");
  return at >= 0 && path.resolve(paths.root, args[at + 1] ?? "") === paths.emulatorData;
}

/**
 * @param {Paths} paths
 * @param {number | undefined} pid
 */
function forget(paths, pid) {
  const recorded = /** @type {{ pid?: unknown } | undefined} */ (readJson(paths.runningEmulator));
  if (recorded?.pid === pid) fs.rmSync(paths.runningEmulator, { force: true });
}

module.exports = { findRunning, demoKey, requireKey, startServer };
