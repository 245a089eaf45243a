// @ts-check

/** undici 8 needs it. */
const NODE_MINIMUM = "22.19.0";

/** Brought where the machine's Node is older than NODE_MINIMUM: a version that npm has for every platform. */
const NODE_BROUGHT = "22.23.2";

/** The oldest engine of the user's own that @pulumi/pulumi 3.259 is used with. */
const ENGINE_MINIMUM = "3.250.0";

/** The engine that is downloaded or built. tools/engine/cli/go.mod requires the same version. */
const ENGINE_VERSION = "3.259.0";

/**
 * Whether `version` (v1.2.3, or 1.2.3-beta.1+build) is `minimum` or newer. A pre-release counts as older than its
 * release. Text that holds no version is not. Written by hand, because semver is not installed yet.
 *
 * @param {string} version
 * @param {string} minimum
 */
function isAtLeast(version, minimum) {
  const [a, b] = [parse(version), parse(minimum)];
  if (!a || !b) {
    return false;
  }
  for (const part of /** @type {const} */ ([0, 1, 2])) {
    if (a.numbers[part] !== b.numbers[part]) {
      return a.numbers[part] > b.numbers[part];
    }
  }
  return !a.prerelease || b.prerelease;
}

/** @param {string} text */
function parse(text) {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(-)?/.exec(text.trim());
  if (!found) {
    return undefined;
  }
  const [, major, minor, patch, dash] = found;
  /** @type {[number, number, number]} */
  const numbers = [Number(major), Number(minor), Number(patch)];
  return { numbers, prerelease: dash !== undefined };
}

module.exports = { NODE_MINIMUM, NODE_BROUGHT, ENGINE_MINIMUM, ENGINE_VERSION, isAtLeast };
