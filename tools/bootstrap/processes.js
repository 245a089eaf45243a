// @ts-check
const { spawn } = require("node:child_process");
const { createWriteStream, mkdirSync } = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { Failure } = require("./messages.js");
const { kill, posix, running, throwIfInterrupted } = require("./signals.js");

/** Enough of a program's output for any message; all of it goes to the log file. */
const KEPT_OUTPUT = 64 * 1024;

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * @typedef {object} Outcome
 * @property {boolean} ok it exited with 0
 * @property {string} output the end of what it wrote to stdout and stderr
 * @property {string} stdout the end of what it wrote to stdout
 * @property {string} reason why it is not ok, in words: "exited with 2", "not found", "took longer than 10 s"
 */

/**
 * Runs a program to its end and keeps what it writes. Never throws for a program that fails; throws Interrupted when
 * the user stops us meanwhile.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.timeoutMs] ends the program, and what it started, after that long
 * @param {string} [options.log] a file that gets all of the output
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Outcome>}
 */
async function capture(command, args, { cwd, env = process.env, timeoutMs, log, onLine } = {}) {
  throwIfInterrupted();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: posix });
  running.set(child, { group: true });
  if (log) {
    mkdirSync(path.dirname(log), { recursive: true });
  }
  const file = log ? createWriteStream(log, { flags: "a" }) : undefined;
  file?.write(`$ ${[command, ...args].join(" ")}\n`);
  let output = "";
  let stdout = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT_OUTPUT);
      if (stream === child.stdout) {
        stdout = (stdout + text).slice(-KEPT_OUTPUT);
      }
      file?.write(text);
    });
    if (onLine) {
      readline.createInterface({ input: stream }).on("line", onLine);
    }
  }
  let timedOut = false;
  const timer = timeoutMs
    ? setTimeout(() => {
        timedOut = true;
        kill(child, "SIGKILL");
      }, timeoutMs)
    : undefined;
  const end = await ended(child, "close");
  clearTimeout(timer);
  // A message may name this file: it is whole by then.
  if (file) {
    await new Promise((resolve) => file.end(() => resolve(undefined)));
  }
  running.delete(child);
  throwIfInterrupted();
  const reason = timedOut ? `took longer than ${Math.round((timeoutMs ?? 0) / 1000)} s` : end.reason;
  return { ok: !timedOut && end.ok, output, stdout, reason };
}

/**
 * Runs a program on our own terminal and gives its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
async function passThrough(command, args, { cwd, env = process.env } = {}) {
  throwIfInterrupted();
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  running.set(child, {});
  const end = await ended(child, "exit");
  running.delete(child);
  throwIfInterrupted();
  if (end.code === undefined) {
    throw new Failure(`${command}: ${end.reason}`);
  }
  return end.code;
}

/**
 * Runs another of our scripts on our own terminal and gives its exit code. It handles signals itself, also those that
 * only we get, and stops when we have gone.
 *
 * @param {readonly string[]} command what to run, and its arguments
 */
async function handOver([command = "", ...args]) {
  throwIfInterrupted();
  const child = spawn(command, args, { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  running.set(child, { told: true });
  const end = await ended(child, "exit");
  running.delete(child);
  // Otherwise it has said how it was stopped, and with which exit code.
  if (end.signal) {
    throwIfInterrupted();
  }
  if (end.code === undefined) {
    throw new Failure(`${command}: ${end.reason}`);
  }
  return end.code;
}

/**
 * Starts a program that runs beside us until stopInBackground. Its stdout is ours to read, its stderr goes to ours.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
function startInBackground(command, args, { cwd, env = process.env } = {}) {
  throwIfInterrupted();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"], detached: posix });
  running.set(child, { group: true, background: true });
  const end = ended(child, "exit").finally(() => running.delete(child));
  return { child, ended: end };
}

/**
 * Asks the program to end, and makes it end after five seconds.
 *
 * @param {ReturnType<typeof startInBackground>} program
 */
async function stopInBackground({ child, ended: end }) {
  kill(child, "SIGTERM");
  const timer = setTimeout(() => kill(child, "SIGKILL"), 5000);
  await end;
  clearTimeout(timer);
}

/**
 * @param {ChildProcess} child
 * @param {"exit" | "close"} event
 * @returns {Promise<{ ok: boolean, code?: number, signal?: string | null, reason: string }>}
 */
function ended(child, event) {
  return new Promise((resolve) => {
    child.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve({ ok: false, reason: error.code === "ENOENT" ? "not found" : error.message }),
    );
    child.once(event, (/** @type {number | null} */ code, /** @type {string | null} */ signal) =>
      resolve({
        ok: code === 0,
        code: code ?? 1,
        signal,
        reason: signal ? `was ended by ${signal}` : `exited with ${code ?? 1}`,
      }),
    );
  });
}

module.exports = { capture, passThrough, handOver, startInBackground, stopInBackground };
