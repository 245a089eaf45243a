// @ts-check
const readline = require("node:readline");
const { Failure } = require("../failure.js");
const { interruptionSignal } = require("../processes.js");

const START_LIMIT_MS = 30_000;

/**
 * The url in the line `listening on URL`; undefined when the program ends without one.
 *
 * @param {string} who for the message
 * @param {import("node:stream").Readable} stdout
 * @param {Promise<unknown>} ended
 * @returns {Promise<string | undefined>}
 */
async function listening(who, stdout, ended, limitMs = START_LIMIT_MS) {
  const timeout = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([timeout, interruptionSignal()]);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () =>
      reject(
        timeout.aborted
          ? new Failure(`${who} did not say "listening on …" within ${limitMs / 1000} s.`)
          : /** @type {Error} */ (signal.reason),
      ),
    );
    readline.createInterface({ input: stdout }).on("line", (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    void ended.then(() => resolve(undefined));
  });
}

module.exports = { listening };
