import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readIfThere, writeAtomically } from "./bootstrap/files.js";
import type { Paths } from "./bootstrap/paths.js";

/** What the provider falls back on where the stack's configuration says nothing: a developer's own LangSmith account. */
const LANGSMITH = /^(LANGSMITH|LANGCHAIN)_/i;

/** The environment in which everything runs after set-up: the checkout's tools first on PATH. */
export function toolEnvironment(paths: Paths, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
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
 */
export function stackEnvironment(paths: Paths, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  if (!usesOwnBackend(base)) {
    return toolEnvironment(paths, base);
  }
  const env = without(LANGSMITH, toolEnvironment(paths, base));
  fs.mkdirSync(paths.state, { recursive: true });
  // metadata=skip: otherwise a kill can leave an empty .attrs file, with which the engine refuses the stack.
  env["PULUMI_BACKEND_URL"] = `${pathToFileURL(paths.state).href}?metadata=skip`;
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
 */
function setAsideSettings(paths: Paths): void {
  if (!/^encryptionsalt:/m.test(readIfThere(paths.stackSettings) ?? "")) {
    return;
  }
  const kept = path.join(paths.local, "Pulumi.local.yaml.old");
  fs.mkdirSync(paths.local, { recursive: true });
  fs.renameSync(paths.stackSettings, kept);
  const was = path.relative(paths.root, paths.stackSettings);
  const is = path.relative(paths.root, kept);
  console.error(`${was} was encrypted with a passphrase that is gone from .local: it is now ${is}.`);
}

/**
 * The environment of the tests: they bring their own stacks and servers, so a developer's Pulumi settings and LangSmith
 * account must not reach them.
 */
export function testEnvironment(paths: Paths, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = without(LANGSMITH, without(/^PULUMI_/, base));
  return { ...toolEnvironment(paths, kept), PULUMI_HOME: paths.home };
}

/** Whether stacks are kept in the checkout, and not where the user wants theirs. */
export function usesOwnBackend(base: NodeJS.ProcessEnv = process.env): boolean {
  return base["PULUMI_BACKEND_URL"] === undefined;
}

function without(names: RegExp, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
}
