// @ts-check
const fs = require("node:fs");

/** The kernel counts in hundredths of a second, whatever its own clock does (USER_HZ). */
const TICK_MS = 10;

/**
 * The processor time of all processes that we started and that have ended, with those that they started in turn: what
 * work costs on a machine that others use as well.
 *
 * @returns {number | undefined} milliseconds; undefined where /proc does not say (other than Linux)
 */
function childrensProcessorMs() {
  if (!fs.existsSync("/proc/self/stat")) return undefined;
  // After the name, which may hold anything in its parentheses; see proc(5).
  const fields = fs.readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const [user, system] = [Number(fields[13]), Number(fields[14])];
  return (user + system) * TICK_MS;
}

module.exports = { childrensProcessorMs };
