// @ts-check
const fs = require("node:fs");
const { basename, dirname } = require("node:path");

const INTERVAL_MS = 100;

/**
 * Watches for the process that runs the dynamic providers of our `pulumi`, and notes the most memory that it ever had
 * (VmHWM, which the kernel keeps, so nothing between two looks is missed but the end of the process).
 *
 * @returns {() => number | undefined} ends the watch; the bytes, or undefined where /proc does not say (other than Linux)
 */
function watchProviderMemory() {
  let most = 0;
  /** @type {string | undefined} */
  let provider;
  const timer = setInterval(() => {
    provider ??= processes().find((id) => isProvider(id) && isOurs(id));
    const peak = provider === undefined ? undefined : /^VmHWM:\s+(\d+) kB$/m.exec(read(provider, "status"))?.[1];
    if (peak === undefined) provider = undefined;
    else most = Math.max(most, Number(peak) * 1024);
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return most === 0 ? undefined : most;
  };
}

function processes() {
  return fs.existsSync("/proc/self") ? fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
}

/** @param {string} id */
function isProvider(id) {
  const script = read(id, "cmdline").split("\0")[1] ?? "";
  return basename(dirname(script)) === "dynamic-provider";
}

/**
 * Whether we started it, or what started it.
 *
 * @param {string} id
 */
function isOurs(id) {
  for (let at = id; at !== "" && at !== "0"; at = parentOf(at)) if (at === String(process.pid)) return true;
  return false;
}

/** @param {string} id */
function parentOf(id) {
  return /^PPid:\s+(\d+)$/m.exec(read(id, "status"))?.[1] ?? "";
}

/**
 * @param {string} id
 * @param {string} file
 */
function read(id, file) {
  try {
    return fs.readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return "";
  }
}

module.exports = { watchProviderMemory };
