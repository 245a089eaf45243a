// @ts-check
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Failure, lastLines } = require("./messages.js");
const {
  isExecutable,
  linkAtomically,
  readIfThere,
  readJson,
  removeTemporaries,
  writeAtomically,
} = require("./files.js");
const { ENGINE_MINIMUM, ENGINE_VERSION } = require("./versions.js");
const { DIRECT_TO_ENGINE, engineFromGo } = require("./engine-ways/go.js");
const { engineFromNpm } = require("./engine-ways/npm.js");
const { engineFromPath } = require("./engine-ways/path.js");

/** @typedef {import("./paths.js").Paths} Paths */
/** @typedef {"path" | "npm" | "go"} WayName */
/**
 * What a way comes to: an engine of that version now in .engine/bin, or why it has none.
 *
 * @typedef {{ version: string } | { problem: string, output?: string }} WayResult
 */
/** @typedef {{ name: WayName, title: string, provide: (paths: Paths) => Promise<WayResult> }} Way */

/** @type {readonly Way[]} the quickest first */
const WAYS = [
  { name: "path", title: "A pulumi on PATH", provide: engineFromPath },
  { name: "npm", title: "The npm package pulumi, which downloads its release", provide: engineFromNpm },
  { name: "go", title: "Building it with Go", provide: engineFromGo },
];

const exe = process.platform === "win32" ? ".exe" : "";
const shim = process.platform === "win32" ? ".cmd" : "";
const LAUNCHER = `pulumi-resource-pulumi-nodejs${shim}`;

/**
 * @param {Paths} paths
 * @param {WayName} [forced]
 */
function engineIsReady(paths, forced) {
  const stamp = readStamp(paths);
  return (
    stamp !== undefined &&
    stamp.inputs === inputsOf(paths) &&
    (forced === undefined || stamp.way === forced) &&
    [`pulumi${exe}`, `pulumi-language-nodejs${exe}`].every((name) => isExecutable(path.join(paths.bin, name)))
  );
}

/**
 * Leaves pulumi and its two helpers in .engine/bin.
 *
 * @param {Paths} paths
 * @param {WayName} [forced] the only way to try
 * @param {readonly Way[]} [ways]
 */
async function provideEngine(paths, forced, ways = WAYS) {
  fs.mkdirSync(paths.bin, { recursive: true });
  removeTemporaries(paths.bin);
  fs.rmSync(paths.engineStamp, { force: true });
  const { way, version } = await firstThatWorks(
    ways.filter(({ name }) => forced === undefined || name === forced),
    paths,
  );
  writeAtomically(paths.engineStamp, JSON.stringify({ way, version, inputs: inputsOf(paths) }));
}

/**
 * The launcher of dynamic providers always comes from the SDK, which it has to match: linking it costs nothing, so that
 * its loss is no reason to get the engine again.
 *
 * @param {Paths} paths
 */
function linkLauncher(paths) {
  const link = path.join(paths.bin, LAUNCHER);
  if (isExecutable(link)) {
    return;
  }
  linkAtomically(path.relative(paths.bin, path.join(paths.modules, "@pulumi", "pulumi", LAUNCHER)), link);
}

/**
 * @param {readonly Way[]} ways
 * @param {Paths} paths
 * @returns {Promise<{ way: WayName, version: string }>}
 */
async function firstThatWorks(ways, paths) {
  /** @type {string[]} */
  const tried = [];
  for (const way of ways) {
    const result = await way.provide(paths);
    if ("version" in result) {
      return { way: way.name, version: result.version };
    }
    const output = result.output ? `\n${lastLines(result.output, { lines: 6, indent: "       " })}` : "";
    tried.push(`  ${tried.length + 1}. ${way.title}: ${result.problem}${output}`);
  }
  throw new Failure(
    `No Pulumi engine could be provided. Tried:\n${tried.join("\n")}\n\n` +
      `What to do: install Pulumi ${ENGINE_MINIMUM} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` is\n` +
      `on PATH; or install Go (https://go.dev/dl/), with which set-up builds the engine from its Go modules.\n` +
      `Then run the same command again. The full output of each try is in ${paths.logs}`,
  );
}

/**
 * What set-up found: for messages.
 *
 * @param {Paths} paths
 * @returns {{ way: string, version: string, inputs: string } | undefined}
 */
function readStamp(paths) {
  const stamp = readJson(paths.engineStamp);
  return /** @type {{ way: string, version: string, inputs: string } | undefined} */ (stamp);
}

/**
 * Changes when set-up asks for another engine than the one that it provided.
 *
 * @param {Paths} paths
 */
function inputsOf(paths) {
  const hash = createHash("sha256").update(`${ENGINE_MINIMUM} ${ENGINE_VERSION} ${JSON.stringify(DIRECT_TO_ENGINE)}`);
  for (const module of ["cli", "language-nodejs"]) {
    for (const file of ["go.mod", "go.sum"]) {
      hash.update(readIfThere(path.join(paths.goModules, module, file)) ?? "");
    }
  }
  return hash.digest("hex");
}

module.exports = { WAYS, engineIsReady, provideEngine, firstThatWorks, readStamp, linkLauncher };
