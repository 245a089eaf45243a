// @ts-check
const path = require("node:path");
const { testEnvironment } = require("../../tools/environment.ts");
const { Failure, lastLines } = require("../../tools/bootstrap/messages.js");
const { capture } = require("../../tools/bootstrap/processes.js");
const { nodeExecutable } = require("../../tools/bootstrap/node-runtime.js");

const PROBES = path.join(path.dirname(__dirname), "probes");

/**
 * Runs a small program in a process of its own, where nothing is loaded or warm yet.
 *
 * @param {import("../../tools/bootstrap/paths.js").Paths} paths
 * @param {string} probe a file in bench/probes, which prints an object of figures
 * @param {string[]} args
 * @returns {Promise<Record<string, number>>}
 */
async function runProbe(paths, probe, ...args) {
  const outcome = await capture(nodeExecutable(paths), [path.join(PROBES, probe), ...args], {
    cwd: paths.root,
    env: testEnvironment(paths),
  });
  if (!outcome.ok) throw new Failure(`bench/probes/${probe} ${outcome.reason}:\n${lastLines(outcome.output)}`);
  return /** @type {Record<string, number>} */ (JSON.parse(outcome.stdout));
}

module.exports = { runProbe };
