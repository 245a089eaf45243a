/** What the kernel says of the processes that we start, in /proc: on Linux only. */
import fs from "node:fs";
import { basename, dirname } from "node:path";

const INTERVAL_MS = 100;
/** The kernel counts in hundredths of a second, whatever its own clock does (USER_HZ). */
const TICK_MS = 10;

/**
 * The processor time of all processes that we started and that have ended, with those that they started in turn: what
 * work costs on a machine that others use as well.
 *
 * @returns milliseconds
 */
export function childrensProcessorMs(): number | undefined {
  if (!fs.existsSync("/proc/self/stat")) {
    return undefined;
  }
  // After the name, which may hold anything in its parentheses; see proc(5).
  const fields = fs.readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const [user, system] = [Number(fields[13]), Number(fields[14])];
  return (user + system) * TICK_MS;
}

/**
 * Watches for the process that runs the dynamic providers of our `pulumi`, and notes the most memory that it ever had
 * (VmHWM, which the kernel keeps, so nothing between two looks is missed but the end of the process).
 *
 * @returns ends the watch, and gives the bytes
 */
export function watchProviderMemory(): () => number | undefined {
  let most = 0;
  let provider: string | undefined;
  const timer = setInterval(() => {
    provider ??= processes().find((id) => isProvider(id) && isOurs(id));
    const peak = provider === undefined ? undefined : /^VmHWM:\s+(\d+) kB$/m.exec(read(provider, "status"))?.[1];
    if (peak === undefined) {
      provider = undefined;
    } else {
      most = Math.max(most, Number(peak) * 1024);
    }
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return most === 0 ? undefined : most;
  };
}

function processes(): string[] {
  return fs.existsSync("/proc/self") ? fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
}

function isProvider(id: string): boolean {
  const script = read(id, "cmdline").split("\0")[1] ?? "";
  return basename(dirname(script)) === "dynamic-provider";
}

/** Whether we started it, or what started it. */
function isOurs(id: string): boolean {
  for (let at = id; at !== "" && at !== "0"; at = parentOf(at)) {
    if (at === String(process.pid)) {
      return true;
    }
  }
  return false;
}

function parentOf(id: string): string {
  return /^PPid:\s+(\d+)$/m.exec(read(id, "status"))?.[1] ?? "";
}

function read(id: string, file: string): string {
  try {
    return fs.readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return "";
  }
}
