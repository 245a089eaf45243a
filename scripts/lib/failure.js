// @ts-check

/** A failure that is explained to the user: its message is all that is printed, without a stack trace. */
class Failure extends Error {
  /**
   * @param {string} message
   * @param {{ exitCode?: number }} [options]
   */
  constructor(message, { exitCode = 1 } = {}) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * The last lines of a program's output, indented, for a message.
 *
 * @param {string} output
 * @param {{ lines?: number, indent?: string }} [options]
 */
function lastLines(output, { lines = 12, indent = "    " } = {}) {
  const all = output
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  return all
    .slice(-lines)
    .map((line) => indent + line)
    .join("\n");
}

module.exports = { Failure, lastLines };
