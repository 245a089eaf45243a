// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { Failure, lastLines, step } = require("./messages.js");
const { readJson } = require("./files.js");
const { nodeExecutable, npmCommand, npmProblem } = require("./node-runtime.js");
const { capture } = require("./processes.js");

/** @typedef {import("./paths.js").Paths} Paths */
/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean,
 *   optionalDependencies?: Record<string, string> }} Package
 */
/** @typedef {{ packages?: Record<string, Package> }} Lock */

/** @param {Paths} paths */
function dependenciesAreReady(paths) {
  // npm writes this file at the end of every install, its own or a developer's.
  const installed = path.join(paths.modules, ".package-lock.json");
  return installedMatches(
    /** @type {Lock | undefined} */ (readJson(paths.lockFile)),
    /** @type {Lock | undefined} */ (readJson(installed)),
  );
}

/**
 * Whether all that the lock file asks for is installed in that version. A developer may have installed more, and
 * optional packages may be missing (they are for other platforms), but not our own: the build and the tests need those.
 *
 * @param {Lock | undefined} lock
 * @param {Lock | undefined} installed
 */
function installedMatches(lock, installed) {
  if (!lock?.packages || !installed?.packages) {
    return false;
  }
  const there = installed.packages;
  const own = lock.packages[""]?.optionalDependencies ?? {};
  return Object.entries(lock.packages).every(([location, wanted]) => {
    if (location === "" || wanted.link) {
      return true;
    }
    const found = there[location];
    if (!found) {
      return wanted.optional === true && !(location.replace("node_modules/", "") in own);
    }
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** @param {Paths} paths */
async function installDependencies(paths) {
  await step("Installing the dependencies in package-lock.json", async () => {
    const log = path.join(paths.logs, "npm-ci.log");
    const flags = [
      // Also where NODE_ENV=production, because the build and the tests need them.
      "--include=dev",
      // Also for npm pack --dry-run, which hands its flags on and would pack an old build, or none.
      "--no-dry-run",
      "--no-audit",
      "--no-fund",
    ];
    const [command, args] = npmCommand(["ci", ...flags], nodeExecutable(paths));
    const outcome = await capture(command, args, { cwd: paths.root, log });
    if (!outcome.ok) {
      throw new Failure(
        `The dependencies could not be installed: npm ci ${outcome.reason}.\n${lastLines(npmProblem(outcome.output))}\n` +
          `Check that npm can reach its registry (npm ping); the full output is in ${log}. Then run the same command again.`,
      );
    }
  });
}

/**
 * Makes the checkout resolve its own package name the way a user's project does: the engine's dynamic provider process
 * calls require("pulumi-deepagents/dynamic"), which is looked up in the node_modules of the program.
 *
 * @param {Paths} paths
 */
function linkOwnPackage(paths) {
  const link = path.join(paths.modules, "pulumi-deepagents");
  const target = process.platform === "win32" ? paths.root : "..";
  if (fs.lstatSync(link, { throwIfNoEntry: false })) {
    if (fs.realpathSync(link) === fs.realpathSync(paths.root)) {
      return;
    }
    fs.rmSync(link, { recursive: true });
  }
  fs.symlinkSync(target, link, "junction");
}

module.exports = { dependenciesAreReady, installedMatches, installDependencies, linkOwnPackage };
