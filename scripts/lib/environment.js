// @ts-check
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { writeAtomically } = require("./files.js");

/** @typedef {import("./paths.js").Paths} Paths */

/**
 * The environment in which everything runs after set-up: the checkout's tools first on PATH.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
function toolEnvironment(paths, base = process.env) {
  const env = { ...base };
  // Windows spells it Path; two spellings in one environment would fight.
  const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[key] = [paths.bin, paths.modulesBin, env[key] ?? ""].join(path.delimiter);
  return { PULUMI_SKIP_UPDATE_CHECK: "true", ...env };
}

/**
 * The same, with the checkout's own stack storage. What the user set always wins; and who chose another backend keeps
 * PULUMI_HOME as well, because the login for that backend is there.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
function stackEnvironment(paths, base = process.env) {
  const env = toolEnvironment(paths, base);
  if (env["PULUMI_BACKEND_URL"] !== undefined) return env;
  fs.mkdirSync(paths.state, { recursive: true });
  // metadata=skip: otherwise a kill can leave an empty .attrs file, with which the engine refuses the stack.
  env["PULUMI_BACKEND_URL"] = `${stateUrl(paths.state)}?metadata=skip`;
  env["PULUMI_HOME"] ??= paths.home;
  if (env["PULUMI_CONFIG_PASSPHRASE"] === undefined && env["PULUMI_CONFIG_PASSPHRASE_FILE"] === undefined) {
    if (!fs.existsSync(paths.passphrase)) {
      writeAtomically(paths.passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
    }
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = paths.passphrase;
  }
  return env;
}

/**
 * The environment of the tests: they bring their own stacks, so a developer's Pulumi settings must not reach them.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
function testEnvironment(paths, base = process.env) {
  const kept = Object.entries(base).filter(([name]) => !name.startsWith("PULUMI_"));
  return { ...toolEnvironment(paths, Object.fromEntries(kept)), PULUMI_HOME: paths.home };
}

/** @param {string} folder */
function stateUrl(folder) {
  return pathToFileURL(folder).href;
}

module.exports = { toolEnvironment, stackEnvironment, testEnvironment };
