// @ts-check
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Failure, lastLines, step } = require("./messages.js");
const { readIfThere, writeAtomically } = require("./files.js");
const { capture } = require("./processes.js");
const { bundlesOf, bundleProvider } = require("./bundle.js");
const { nodeExecutable } = require("./node-runtime.js");

/** @typedef {import("./paths.js").Paths} Paths */

/** What tsconfig.build.json includes. */
const SOURCES = ["provider", "sdk", "emulator", "cli"];
const SETTINGS = ["tsconfig.json", "tsconfig.build.json", "package-lock.json", "tools/bootstrap/bundle.js"];

/**
 * Whether dist holds what the sources give.
 *
 * @param {Paths} paths
 */
function buildIsReady(paths) {
  const files = sourceFiles(paths.root);
  return readIfThere(stampOf(paths)) === fingerprint(paths.root, files) && missingOutputs(paths, files).length === 0;
}

/** @param {Paths} paths */
async function build(paths) {
  await step("Building dist", async () => {
    const files = sourceFiles(paths.root);
    // Taken before the compiler reads: an edit meanwhile leads to another build, not to a stale one.
    const stamp = fingerprint(paths.root, files);
    fs.rmSync(stampOf(paths), { force: true });
    // The compiler trusts its own record and would not write again what was deleted from dist.
    if (missingOutputs(paths, files).length > 0) {
      fs.rmSync(path.join(paths.dist, ".tsbuildinfo"), { force: true });
    }
    const compiler = path.join(paths.modules, "typescript", "bin", "tsc");
    const outcome = await capture(nodeExecutable(paths), [compiler, "-p", "tsconfig.build.json"], { cwd: paths.root });
    if (!outcome.ok) {
      throw new Failure(
        `The build failed: tsc -p tsconfig.build.json ${outcome.reason}.\n${lastLines(outcome.output, { lines: 30 })}`,
      );
    }
    removeOrphans(paths, files);
    await bundleProvider(paths);
    writeAtomically(stampOf(paths), stamp);
  });
}

/** @param {Paths} paths */
const stampOf = (paths) => path.join(paths.dist, ".stamp");

/**
 * @param {string} root
 * @returns {string[]} relative to the root
 */
function sourceFiles(root) {
  return SOURCES.filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => path.join(folder, name)),
    )
    .filter((name) => name.endsWith(".ts"))
    .sort();
}

/**
 * @param {string} root
 * @param {string[]} files
 */
function fingerprint(root, files) {
  const hash = createHash("sha256");
  for (const file of [...SETTINGS, ...files]) {
    hash.update(`${file}\0${readIfThere(path.join(root, file)) ?? ""}\0`);
  }
  return hash.digest("hex");
}

/**
 * @param {Paths} paths
 * @param {string[]} files
 */
function missingOutputs(paths, files) {
  const compiled = files
    .filter((file) => !file.endsWith(".d.ts"))
    .map((file) => path.join(paths.dist, file.replace(/\.ts$/, ".js")));
  return [...compiled, ...bundlesOf(paths)].filter((file) => !fs.existsSync(file));
}

/**
 * Removes what was built from sources that are gone; the compiler leaves it.
 *
 * @param {Paths} paths
 * @param {string[]} files
 */
function removeOrphans(paths, files) {
  const sources = new Set(files);
  for (const name of fs.readdirSync(paths.dist, { recursive: true, encoding: "utf8" })) {
    const source = name.replace(/(\.d\.ts|\.js)$/, ".ts");
    if (source !== name && !sources.has(source)) {
      fs.rmSync(path.join(paths.dist, name));
    }
  }
}

module.exports = { buildIsReady, build, fingerprint };
