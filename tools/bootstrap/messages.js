// @ts-check
// What the user is told: failures, and how far a long step is.

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

/** Where nobody watches, a long step says that it is alive this often. */
const QUIET_INTERVAL_MS = 30_000;

/**
 * Shows a long step: what it does, how far it is and how long it has taken. On a terminal one line is kept up to date;
 * elsewhere (CI) a line is written at the start, every 30 s, and at the end. All on stderr. Written by hand, because nothing
 * is installed yet when most of these steps run.
 *
 * @template T
 * @param {string} title
 * @param {(progress: (detail: string) => void) => Promise<T>} work
 * @param {{ isFailure?: (result: T) => boolean, stream?: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">, now?: () => number }} [options]
 * @returns {Promise<T>}
 */
async function step(title, work, { isFailure = () => false, stream = process.stderr, now = Date.now } = {}) {
  const start = now();
  let detail = "";
  const line = () => `${title}${detail ? `: ${detail}` : ""} (${elapsed(now() - start)})`;
  const redraw = () => stream.write(`\r\u001b[2K… ${line().slice(0, (stream.columns || 80) - 3)}`);
  if (stream.isTTY) {
    redraw();
  } else {
    stream.write(`… ${title}\n`);
  }
  const timer = setInterval(
    () => (stream.isTTY ? redraw() : stream.write(`… ${line()}\n`)),
    stream.isTTY ? 1000 : QUIET_INTERVAL_MS,
  );
  const clear = stream.isTTY ? "\r\u001b[2K" : "";
  try {
    const result = await work((text) => {
      detail = text;
    });
    stream.write(`${clear}${isFailure(result) ? "✗" : "✓"} ${line()}\n`);
    return result;
  } catch (error) {
    stream.write(`${clear}✗ ${line()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} "0.4 s", "12 s", "5 min 18 s"
 */
function elapsed(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

module.exports = { Failure, lastLines, step, elapsed };
