/** Refuses to run on a Node.js that is too old. */
// Only this function, because all of semver would double what the engine loads.
import gte from "semver/functions/gte";

/** The oldest Node.js that both packages run on, as in the `engines` of their package.json. */
export const OLDEST_NODE = "22.19.0";

/**
 * Reports that Node.js is too old before a module fails for lack of a feature.
 *
 * @throws Error that names both versions
 */
export function requireNode(packageName: string, running: string = process.versions.node): void {
  if (!gte(running, OLDEST_NODE)) {
    throw new Error(
      `${packageName} needs Node.js ${OLDEST_NODE} or newer, and this is ${running}: put a newer Node.js first on your PATH`,
    );
  }
}
