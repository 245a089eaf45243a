// @ts-check
const { interruptionSignal } = require("./processes.js");

/**
 * Counts the end of npm as a SIGTERM. A `kill` of `npm run …` ends npm and its shell but never reaches us: without this
 * we, and what we started, would go on, with the port and the data of the local server.
 *
 * Only where npm started us: who runs a script directly may put it in the background and leave.
 *
 * @param {{ intervalMs?: number, env?: NodeJS.ProcessEnv }} [options]
 */
function stopWithNpm({ intervalMs = 250, env = process.env } = {}) {
  if (env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    // A Ctrl-C, or a signal to the whole group, reached us as well: a second one would cut our clean-up short. Where we
    // are late that signal still waits to be handled, which it is before setImmediate.
    setImmediate(() => {
      if (!interruptionSignal().aborted) process.emit("SIGTERM", "SIGTERM");
    });
  }, intervalMs);
  timer.unref();
}

module.exports = { stopWithNpm };
