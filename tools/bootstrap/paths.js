// @ts-check
const path = require("node:path");

/**
 * Where everything that the tools read or write lives. All of it is inside the checkout.
 *
 * @param {string} root the checkout
 */
function pathsOf(root) {
  const engine = path.join(root, ".engine");
  const local = path.join(root, ".local");
  const modules = path.join(root, "node_modules");
  return {
    root,
    /** What set-up provides; safe to delete. */
    engine,
    /** pulumi and its two helpers, and node where one had to be brought: first on PATH for all that runs. */
    bin: path.join(engine, "bin"),
    /** PULUMI_HOME: the engine's plugins, credentials and workspaces. */
    home: path.join(engine, "home"),
    /** The brought Node. */
    node: path.join(engine, "node"),
    /** The npm package `pulumi`. */
    npm: path.join(engine, "npm"),
    /** The full output of each long step. */
    logs: path.join(engine, "logs"),
    engineStamp: path.join(engine, "engine.json"),
    lock: path.join(engine, "setup.lock"),
    goModules: path.join(root, "tools", "engine"),

    modules,
    modulesBin: path.join(modules, ".bin"),
    lockFile: path.join(root, "package-lock.json"),
    dist: path.join(root, "dist"),
    /** Of the package pulumi-deepagents-emulator. */
    emulatorDist: path.join(root, "emulator", "dist"),

    /** What of the sources ran in tests. */
    coverage: path.join(root, "coverage"),

    /** What `npm start` keeps between runs. Deleting it forgets the deployed quickstart. */
    local,
    state: path.join(local, "state"),
    passphrase: path.join(local, "passphrase"),
    emulatorData: path.join(local, "emulator"),
    runningEmulator: path.join(local, "emulator.json"),
    /** Lies with the server's data, so that it goes when they go. */
    deploymentMark: path.join(local, "emulator", "quickstart-deployment"),
    /** The configuration of the quickstart's stack. */
    stackSettings: path.join(root, "Pulumi.local.yaml"),
  };
}

/** @typedef {ReturnType<typeof pathsOf>} Paths */

/** This checkout. Only the entry points use it; what they call gets its paths handed in, so that tests can hand in others. */
const checkout = pathsOf(path.resolve(__dirname, "..", ".."));

module.exports = { pathsOf, checkout };
