// @ts-check
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { readIfThere, writeAtomically } = require("./files.js");

/** @typedef {import("./paths.js").Paths} Paths */

/** What the provider falls back on where the stack's configuration says nothing: a developer's own LangSmith account. */
const LANGSMITH = /^(LANGSMITH|LANGCHAIN)_/i;

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
 * The checkout's own stacks are for the local server, so a LangSmith account in the shell does not reach them: with
 * LANGSMITH_WORKSPACE_ID, for one, they would look for their agents in another workspace than they made them in.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
function stackEnvironment(paths, base = process.env) {
  if (!usesOwnBackend(base)) return toolEnvironment(paths, base);
  const env = without(LANGSMITH, toolEnvironment(paths, base));
  fs.mkdirSync(paths.state, { recursive: true });
  // metadata=skip: otherwise a kill can leave an empty .attrs file, with which the engine refuses the stack.
  env["PULUMI_BACKEND_URL"] = `${stateUrl(paths.state)}?metadata=skip`;
  env["PULUMI_HOME"] ??= paths.home;
  if (env["PULUMI_CONFIG_PASSPHRASE"] === undefined && env["PULUMI_CONFIG_PASSPHRASE_FILE"] === undefined) {
    if (!fs.existsSync(paths.passphrase)) {
      setAsideSettings(paths);
      writeAtomically(paths.passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
    }
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = paths.passphrase;
  }
  return env;
}

/**
 * Secrets in the quickstart's settings are encrypted with the passphrase: once that is deleted, with the rest of .local,
 * the engine would refuse to make the stack again.
 *
 * @param {Paths} paths
 */
function setAsideSettings(paths) {
  if (!/^encryptionsalt:/m.test(readIfThere(paths.stackSettings) ?? "")) return;
  const kept = path.join(paths.local, "Pulumi.local.yaml.old");
  fs.mkdirSync(paths.local, { recursive: true });
  fs.renameSync(paths.stackSettings, kept);
  const [was, is] = [paths.stackSettings, kept].map((file) => path.relative(paths.root, file));
  console.error(`${was} was encrypted with a passphrase that is gone from .local: it is now ${is}.`);
}

/**
 * The environment of the tests: they bring their own stacks and servers, so a developer's Pulumi settings and LangSmith
 * account must not reach them.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
function testEnvironment(paths, base = process.env) {
  const kept = without(LANGSMITH, without(/^PULUMI_/, base));
  return { ...toolEnvironment(paths, kept), PULUMI_HOME: paths.home };
}

/**
 * Whether stacks are kept in the checkout, and not where the user wants theirs.
 *
 * @param {NodeJS.ProcessEnv} [base]
 */
function usesOwnBackend(base = process.env) {
  return base["PULUMI_BACKEND_URL"] === undefined;
}

/**
 * @param {RegExp} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function without(names, env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
}

/** @param {string} folder */
function stateUrl(folder) {
  return pathToFileURL(folder).href;
}

module.exports = { toolEnvironment, stackEnvironment, testEnvironment, usesOwnBackend };
