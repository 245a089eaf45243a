// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { isExecutable, linkAtomically } = require("../files.js");
const { capture } = require("../processes.js");
const { ENGINE_MINIMUM, isAtLeast } = require("../versions.js");

/** @typedef {import("../paths.js").Paths} Paths */

const exe = process.platform === "win32" ? ".exe" : "";

/**
 * Links the user's own installation.
 *
 * @param {Paths} paths
 * @returns {Promise<import("../engine.js").WayResult>}
 */
async function engineFromPath(paths) {
  const found = findInstallation(searchedFolders(paths.bin));
  if ("problem" in found) {
    return found;
  }
  const outcome = await capture(found.pulumi, ["version"], {
    timeoutMs: 20_000,
    // Nothing may be written to the user's own home.
    env: { ...process.env, PULUMI_HOME: paths.home, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (!outcome.ok) {
    return { problem: `${found.pulumi} version ${outcome.reason}.`, output: outcome.output };
  }
  const version = outcome.stdout.trim().replace(/^v/, "");
  if (!isAtLeast(version, ENGINE_MINIMUM)) {
    return { problem: `${found.pulumi} is ${version || "of unknown version"}, older than ${ENGINE_MINIMUM}.` };
  }
  linkAtomically(found.language, path.join(paths.bin, `pulumi-language-nodejs${exe}`));
  linkAtomically(found.pulumi, path.join(paths.bin, `pulumi${exe}`));
  return { version };
}

/**
 * @param {string[]} folders
 * @returns {{ pulumi: string, language: string } | { problem: string }}
 */
function findInstallation(folders) {
  const pulumi = find(`pulumi${exe}`, folders);
  if (!pulumi) {
    return { problem: "there is none." };
  }
  const real = fs.realpathSync(pulumi);
  // The npm package installed globally downloads its release on first use: the next way does that, inside the checkout.
  if (/\.[cm]?js$/.test(real)) {
    return { problem: `${pulumi} is the npm package, not an engine.` };
  }
  const language = find(`pulumi-language-nodejs${exe}`, [path.dirname(pulumi), path.dirname(real), ...folders]);
  if (!language) {
    return { problem: `${pulumi} has no pulumi-language-nodejs beside it or on PATH.` };
  }
  return { pulumi, language };
}

/**
 * PATH without what npm and these tools put in front of it.
 *
 * @param {string} ownBin
 */
function searchedFolders(ownBin) {
  const all = (process.env["PATH"] ?? process.env["Path"] ?? "").split(path.delimiter);
  const npm = path.join("node_modules", ".bin");
  return all.filter((folder) => path.isAbsolute(folder) && folder !== ownBin && !folder.endsWith(npm));
}

/**
 * @param {string} name
 * @param {string[]} folders
 */
function find(name, folders) {
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

module.exports = { engineFromPath, findInstallation };
