// @ts-check
// What runs, and how a signal to us, or the end of what started us, ends it.
const { setTimeout: sleep } = require("node:timers/promises");
const { Failure } = require("./messages.js");

const posix = process.platform !== "win32";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * What runs now. `group`: the child leads a process group of its own, so a Ctrl-C in the terminal does not reach it
 * and a signal for it goes to its children too. `background`: it outlives the first interruption (the local server,
 * which `pulumi` needs until it has wound down) and whoever started it stops it. `told`: it is one of our own scripts,
 * which ends what it started itself, and gets each signal as a message.
 *
 * @type {Map<ChildProcess, { group?: boolean, background?: boolean, told?: boolean }>}
 */
const running = new Map();

const interruption = new AbortController();

/** How many signals there have been. */
let signals = 0;

class Interrupted extends Failure {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`, { exitCode: signal === "SIGINT" ? 130 : signal === "SIGHUP" ? 129 : 143 });
  }
}

/** From here on a first signal stops what runs and lets clean-up happen; a second one ends everything at once. */
function handleSignals() {
  let received = 0;
  for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => interrupt(signal, ++received));
  }
  // From the script that handed over to us (handOver in processes.js).
  process.on("message", (/** @type {{ signal: NodeJS.Signals, count: number }} */ { signal, count }) =>
    interrupt(signal, count),
  );
}

/**
 * @param {NodeJS.Signals} signal
 * @param {number} count which signal this is, counted from 1: a Ctrl-C, or a signal to the whole group, reaches us twice,
 * as a signal and as a message, and must not count as two, which would cut our clean-up short
 */
function interrupt(signal, count) {
  if (count <= signals) {
    return;
  }
  signals = count;
  interruption.abort(new Interrupted(signal));
  for (const [child, { group, background, told }] of running) {
    if (told) {
      child.send({ signal, count }, () => {
        // Where the message does not arrive, the child has ended.
      });
    } else if (count > 1) {
      kill(child, "SIGKILL");
    } else if (!background && (group || signal !== "SIGINT" || !process.stdin.isTTY)) {
      // A terminal's Ctrl-C goes to all that share our process group: a second one would make pulumi give up at once.
      kill(child, signal);
    }
  }
  // A script of ours that runs ends by itself, and our end would cut its own short.
  if (count > 1 && ![...running.values()].some(({ told }) => told)) {
    process.exit(new Interrupted(signal).exitCode);
  }
}

/**
 * Counts the end of what started us as a SIGTERM. A `kill` of `npm run …` ends npm and its shell but never reaches us:
 * without this we, and what we started, would go on, with the port and the data of the local server.
 *
 * Only where npm started us, or a script of ours did: who runs a script directly may put it in the background and leave.
 *
 * @param {{ intervalMs?: number, env?: NodeJS.ProcessEnv }} [options]
 */
function stopWithParent({ intervalMs = 250, env = process.env } = {}) {
  if (process.channel) {
    process.once("disconnect", terminate);
    // Listening for messages would keep us alive.
    process.channel.unref();
    return;
  }
  if (env["npm_lifecycle_event"] === undefined) {
    return;
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) {
      return;
    }
    clearInterval(timer);
    terminate();
  }, intervalMs);
  timer.unref();
}

/**
 * As a SIGTERM would; only once, because a Ctrl-C, or a signal to the whole group, reached us as well. Where we are late
 * that signal still waits to be handled, which it is before setImmediate.
 */
function terminate() {
  setImmediate(() => {
    if (!interruption.signal.aborted) {
      process.emit("SIGTERM", "SIGTERM");
    }
  });
}

function throwIfInterrupted() {
  interruption.signal.throwIfAborted();
}

/**
 * Waits; a signal ends the wait by throwing Interrupted.
 *
 * @param {number} milliseconds
 */
async function pause(milliseconds) {
  await sleep(milliseconds, undefined, { signal: interruption.signal }).catch(() => throwIfInterrupted());
}

/** @returns {AbortSignal} aborted, with an Interrupted as its reason, once the user stops us */
function interruptionSignal() {
  return interruption.signal;
}

/** @returns {Promise<void>} resolved once the user stops us */
function untilInterrupted() {
  return new Promise((resolve) => interruption.signal.addEventListener("abort", () => resolve()));
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function kill(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    if (running.get(child)?.group && posix) {
      process.kill(-child.pid, signal);
    } else {
      child.kill(signal);
    }
  } catch {
    // It has ended already.
  }
}

module.exports = {
  running,
  posix,
  Interrupted,
  handleSignals,
  stopWithParent,
  throwIfInterrupted,
  pause,
  interruptionSignal,
  untilInterrupted,
  kill,
};
