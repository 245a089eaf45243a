// @ts-check
const { Failure } = require("./messages.js");
const { build, buildIsReady } = require("./build.js");
const { dependenciesAreReady, installDependencies, linkOwnPackage } = require("./dependencies.js");
const { engineIsReady, linkLauncher, provideEngine, WAYS } = require("./engine.js");
const { withLock } = require("./lock.js");
const { bringNode, nodeIsReady } = require("./node-runtime.js");

/** @typedef {import("./paths.js").Paths} Paths */
/** @typedef {import("./engine.js").WayName} WayName */

/**
 * Brings whatever is missing, in the order in which one needs the other. On a ready checkout it only looks.
 *
 * @param {Paths} paths
 * @param {{ engine?: WayName }} [options] engine: the only way to get one; else the first that works
 */
async function setUp(paths, { engine = engineFromEnvironment() } = {}) {
  if (isReady(paths, engine)) {
    return;
  }
  await withLock(paths.lock, async () => {
    if (!nodeIsReady(paths)) {
      await bringNode(paths);
    }
    if (!dependenciesAreReady(paths)) {
      await installDependencies(paths);
    }
    linkOwnPackage(paths);
    if (!engineIsReady(paths, engine)) {
      await provideEngine(paths, engine);
    }
    linkLauncher(paths);
    if (!buildIsReady(paths)) {
      await build(paths);
    }
  });
}

/**
 * @param {Paths} paths
 * @param {WayName | undefined} engine
 */
function isReady(paths, engine) {
  if (!nodeIsReady(paths) || !dependenciesAreReady(paths)) {
    return false;
  }
  linkOwnPackage(paths);
  if (!engineIsReady(paths, engine)) {
    return false;
  }
  linkLauncher(paths);
  return buildIsReady(paths);
}

function engineFromEnvironment() {
  const name = process.env["DEEPAGENTS_ENGINE"];
  return name ? wayName(name) : undefined;
}

/**
 * @param {string} name
 * @returns {WayName}
 */
function wayName(name) {
  const way = WAYS.find((candidate) => candidate.name === name);
  if (!way) {
    throw new Failure(`"${name}" is not a way to get an engine: write one of ${WAYS.map((w) => w.name).join(", ")}.`);
  }
  return way.name;
}

module.exports = { setUp, wayName };
