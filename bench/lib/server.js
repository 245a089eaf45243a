// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { Failure } = require("../../tools/bootstrap/messages.js");
const { startServer } = require("../../tools/quickstart/local-server.ts");

/** @typedef {import("../../tools/bootstrap/paths.js").Paths} Paths */
/** @typedef {Awaited<ReturnType<typeof startLocalServer>>} LocalServer */

const API_KEY = "bench-key";

/** Every route that a deployment uses. */
const ROUTES = /** @type {const} */ ([
  ["GET", "/agents"],
  ["POST", "/agents"],
  ["GET", "/agents/{agent_id}"],
  ["PATCH", "/agents/{agent_id}"],
  ["DELETE", "/agents/{agent_id}"],
  ["GET", "/mcp-servers"],
  ["POST", "/mcp-servers"],
  ["GET", "/mcp-servers/{mcp_server_id}"],
  ["DELETE", "/mcp-servers/{mcp_server_id}"],
]);

/**
 * Starts the local server as a process of its own, with its data in the workspace.
 *
 * @param {Paths} paths
 * @param {import("./workspace.js").Workspace} workspace
 * @param {{ latencyMs?: number }} [options] latencyMs: how long it waits before it does what a request asks
 */
async function startLocalServer(paths, workspace, { latencyMs = 0 } = {}) {
  const data = fs.mkdtempSync(path.join(workspace.folder, "server-"));
  const args = ["--port", "0", "--data", data, "--api-key", API_KEY, "--strict"];
  const { url, ended, stop } = await startServer(paths, args);
  workspace.atEnd(stop);
  if (url === undefined) throw new Failure(`The local server did not start: it ${(await ended).reason}.`);
  if (latencyMs > 0) await delayAnswers(url, latencyMs);
  return {
    url,
    apiKey: API_KEY,
    stop,
    /** Counts anew from here on. */
    forgetRequests: () => control(url, "DELETE", "/_emulator/requests"),
    /** How many requests of each kind there were: `{ "POST agents": 10 }`. */
    async requests() {
      const made = /** @type {{ method: string, path: string }[]} */ (
        await (await control(url, "GET", "/_emulator/requests")).json()
      );
      return countBy(made.map(({ method, path: at }) => `${method} ${at.split(/[/?]/)[3] ?? at}`));
    },
  };
}

/**
 * @param {string} url
 * @param {number} ms
 */
async function delayAnswers(url, ms) {
  const always = { nth: 1, times: Number.MAX_SAFE_INTEGER, fault: { kind: "delay", ms } };
  for (const [method, route] of ROUTES)
    await control(url, "POST", "/_emulator/faults", { method, path: route, ...always });
}

/**
 * @param {string} url
 * @param {string} method
 * @param {string} route
 * @param {unknown} [body]
 */
async function control(url, method, route, body) {
  const response = await fetch(url + route, {
    method,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
  return response;
}

/** @param {string[]} names */
function countBy(names) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

module.exports = { startLocalServer };
