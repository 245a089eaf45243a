// @ts-check
const { randomBytes } = require("node:crypto");
const path = require("node:path");
const { Failure, lastLines } = require("../failure.js");
const { capture, passThrough } = require("../processes.js");

/** @typedef {import("../paths.js").Paths} Paths */
/** @typedef {{ resourceChanges?: Record<string, number> }} Update */
/** @typedef {Record<string, { value?: string, secret?: boolean }>} Config as `pulumi config --json --show-secrets` has it */
/** @typedef {{ endpoint: string, apiKey: string, mcpUrl: string, mcpToken: string }} Settings */

const STACK = "local";
const TOKEN_KEY = "deepagents-quickstart:mcpToken";
const URL_KEY = "deepagents-quickstart:mcpUrl";
const READ_CONFIG = ["config", "--json", "--show-secrets", "--stack", STACK];

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
     * Makes the stack where it is missing, and reads its configuration.
     *
     * @returns {Promise<{ made: boolean, config: Config }>}
     */
    async open() {
      const listed = await run(READ_CONFIG);
      if (listed.ok) return { made: false, config: configOf(listed.stdout) };
      await must(["stack", "select", "--create", STACK], "Making the stack");
      return { made: true, config: configOf(await must(READ_CONFIG, "Reading the configuration")) };
    },

    /** The configuration of a stack that is there. */
    async config() {
      const listed = await run(READ_CONFIG);
      if (listed.ok) return configOf(listed.stdout);
      throw new Failure(
        `The quickstart's configuration cannot be read: run npm start first, which makes it.\n${lastLines(listed.output)}`,
      );
    },

    /**
     * Sets what is missing or different.
     *
     * @param {Config} config
     * @param {Settings} settings
     */
    async configure(config, settings) {
      const changes = configChanges(config, settings);
      if (changes.length === 0) return;
      await must(["config", "set-all", "--stack", STACK, ...changes], "Setting the configuration");
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
 * The arguments of `pulumi config set-all` for what is missing or different. A secret is set only where it is missing,
 * or is none.
 *
 * @param {Config} config
 * @param {Settings} settings
 */
function configChanges(config, { endpoint, apiKey, mcpUrl, mcpToken }) {
  const secrets = { "deepagents:apiKey": apiKey, [TOKEN_KEY]: mcpToken };
  const plain = { "deepagents:endpoint": endpoint, [URL_KEY]: mcpUrl };
  return [
    ...Object.entries(secrets).flatMap(([key, value]) => (config[key]?.secret ? [] : ["--secret", `${key}=${value}`])),
    ...Object.entries(plain).flatMap(([key, value]) =>
      config[key]?.value === value ? [] : ["--plaintext", `${key}=${value}`],
    ),
  ];
}

/**
 * What the provider gets of the configuration once that is set: for a client that is to find the same objects.
 *
 * @param {Config} config as it was
 * @param {Pick<Settings, "endpoint" | "apiKey">} settings
 */
function providerConfig(config, { endpoint, apiKey }) {
  const own = Object.entries(config).filter(([key]) => key.startsWith("deepagents:"));
  const key = config["deepagents:apiKey"];
  return {
    ...Object.fromEntries(own.map(([name, { value }]) => [name, value])),
    "deepagents:endpoint": endpoint,
    "deepagents:apiKey": key?.secret ? key.value : apiKey,
  };
}

/**
 * Where the notes server was last, and the token that it and the quickstart share: a new one where there is none, or
 * where it lay open.
 *
 * @param {Config} config
 */
function notesOf(config) {
  const token = config[TOKEN_KEY];
  return {
    url: config[URL_KEY]?.value,
    token: (token?.secret && token.value) || `demo-${randomBytes(16).toString("hex")}`,
  };
}

/** @param {string} json */
function configOf(json) {
  return /** @type {Config} */ (JSON.parse(json));
}

module.exports = { STACK, quickstartStack, hasChanges, configChanges, notesOf, providerConfig };
