/** The oldest Node.js that the package runs on, as in the `engines` of its package.json. */
export const OLDEST_NODE = "22.19.0";

/**
 * Says at once when Node.js is too old, before a module fails for want of something that it does not have.
 *
 * @throws Error that names both versions
 */
export function requireNode(running: string = process.versions.node): void {
  const [major = 0, minor = 0] = running.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split(".").map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(
      `pulumi-deepagents needs Node.js ${OLDEST_NODE} or newer, and this is ${running}: put a newer node first on your PATH`,
    );
  }
}
