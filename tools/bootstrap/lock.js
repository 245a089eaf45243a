// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { Failure } = require("./messages.js");
const { readJson } = require("./files.js");
const { pause } = require("./signals.js");

const BEAT_MS = 2000;
/** A holder that has not touched its lock for this long is gone, whatever its process id says. */
const STALE_MS = 30_000;
/** Longer than any set-up; waiting for ever would look like a hang. */
const GIVE_UP_MS = 30 * 60_000;

/**
 * Does the work while no other set-up in this checkout does. Waits for one that runs; a lock left by one that was
 * killed is taken over. Written by hand, because it guards the installation of whatever could do it.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ say?: (text: string) => void, pollMs?: number, giveUpMs?: number }} [options]
 * @returns {Promise<T>}
 */
async function withLock(file, work, { say = console.error, pollMs = 500, giveUpMs = GIVE_UP_MS } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, since: new Date().toISOString() });
  const start = Date.now();
  let told = false;
  while (!take(file, mine)) {
    if (isStale(file)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) {
      say(`Another set-up is running in this checkout (${file}); waiting for it.`);
    }
    told = true;
    if (Date.now() - start > giveUpMs) {
      throw new Failure(`Another set-up still holds ${file}. If none is running, delete that file and try again.`);
    }
    await pause(pollMs);
  }
  const beat = setInterval(() => touch(file), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // Not ours any more if someone took us for dead.
    if (read(file) === mine) {
      fs.rmSync(file, { force: true });
    }
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
function take(file, content) {
  try {
    fs.writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/**
 * @param {string} file
 * @param {number} [now]
 */
function isStale(file, now = Date.now()) {
  const age = now - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now);
  if (age > STALE_MS) {
    return true;
  }
  const holder = /** @type {{ pid?: unknown } | undefined} */ (readJson(file));
  // Unreadable: it may be being written this moment.
  if (typeof holder?.pid !== "number") {
    return age > BEAT_MS;
  }
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    fs.utimesSync(file, now, now);
  } catch {
    // Deleted by hand; the set-up goes on.
  }
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

module.exports = { withLock, isStale };
