// This one function and what it needs: all of semver would be as much again in what the engine loads.
import gte from "semver/functions/gte";

/** The oldest Node.js that the package runs on, as in the `engines` of its package.json. */
export const OLDEST_NODE = "22.19.0";

/**
 * Says at once when Node.js is too old, before a module fails for want of something that it does not have.
 *
 * @throws Error that names both versions
 */
export function requireNode(running: string = process.versions.node): void {
  if (!gte(running, OLDEST_NODE)) {
    throw new Error(
      `pulumi-deepagents needs Node.js ${OLDEST_NODE} or newer, and this is ${running}: put a newer node first on your PATH`,
    );
  }
}
