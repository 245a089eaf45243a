// @ts-check
const { randomBytes } = require("node:crypto");
const path = require("node:path");
const { Failure, lastLines } = require("../failure.js");
const { capture, passThrough } = require("../processes.js");

/** @typedef {import("../paths.js").Paths} Paths */
/** @typedef {{ resourceChanges?: Record<string, number> }} Update */
/** @typedef {Record<string, { value?: string, secret?: boolean }>} Config */

const STACK = "local";
const TOKEN_KEY = "deepagents-quickstart:mcpToken";

/**
 * The quickstart's stack, through the checkout's engine.
 *
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} env
 */
function quickstartStack(paths, env) {
  const pulumi = path.join(paths.bin, "pulumi");
  const common = ["--non-interactive", "--cwd", paths.root];
  /** @param {string[]} args */
  const run = (args) => capture(pulumi, [...args, ...common], { env });
  /** @param {string[]} args what to run. @param {string} doing for the message */
  const must = async (args, doing) => {
    const outcome = await run(args);
    if (!outcome.ok) throw new Failure(`${doing} failed: pulumi ${outcome.reason}.\n${lastLines(outcome.output)}`);
    return outcome.stdout;
  };
  return {
    /**
     * Makes the stack where it is missing, and sets what is missing or different.
     *
     * @param {{ endpoint: string, apiKey: string }} server
     * @returns {Promise<{ made: boolean }>}
     */
    async prepare(server) {
      let listed = await run(["config", "--json", "--stack", STACK]);
      const made = !listed.ok;
      if (made) {
        await must(["stack", "select", "--create", STACK], "Making the stack");
        listed = { ...listed, stdout: await must(["config", "--json", "--stack", STACK], "Reading the configuration") };
      }
      const changes = configChanges(/** @type {Config} */ (JSON.parse(listed.stdout)), server);
      if (changes.length > 0) {
        await must(["config", "set-all", "--stack", STACK, ...changes], "Setting the configuration");
      }
      return { made };
    },

    /**
     * Deploys, with the engine's own progress on our terminal.
     *
     * @param {{ refresh: boolean }} options refresh: look first which resources the server has
     */
    up({ refresh }) {
      const args = ["up", "--yes", "--skip-preview", "--stack", STACK, "--cwd", paths.root];
      // Without --run-program a refresh goes to the server's last address.
      return passThrough(pulumi, refresh ? [...args, "--refresh", "--run-program"] : args, { env });
    },

    /** What the last deployment came to. */
    async result() {
      const [outputs, history] = await Promise.all([
        must(["stack", "output", "--json", "--stack", STACK], "Reading the outputs"),
        must(["stack", "history", "--json", "--page-size", "1", "--stack", STACK], "Reading the history"),
      ]);
      return {
        outputs: /** @type {Record<string, unknown>} */ (JSON.parse(outputs)),
        changed: hasChanges(/** @type {Update[]} */ (JSON.parse(history))[0]),
      };
    },
  };
}

/** @param {Update | undefined} update */
function hasChanges(update) {
  return Object.entries(update?.resourceChanges ?? {}).some(([kind, count]) => kind !== "same" && count > 0);
}

/**
 * The arguments of `pulumi config set-all` for what is missing or different. The values of secrets are not shown to us,
 * so a secret is set only where it is missing.
 *
 * @param {Config} config
 * @param {{ endpoint: string, apiKey: string }} server
 * @param {() => string} [newToken]
 */
function configChanges(config, server, newToken = () => `demo-${randomBytes(16).toString("hex")}`) {
  const changes = [];
  if (!config["deepagents:apiKey"]?.secret) changes.push("--secret", `deepagents:apiKey=${server.apiKey}`);
  if (config["deepagents:endpoint"]?.value !== server.endpoint) {
    changes.push("--plaintext", `deepagents:endpoint=${server.endpoint}`);
  }
  if (!config[TOKEN_KEY]?.secret) changes.push("--secret", `${TOKEN_KEY}=${newToken()}`);
  return changes;
}

module.exports = { STACK, quickstartStack, hasChanges, configChanges };
