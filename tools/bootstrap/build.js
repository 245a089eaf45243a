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

/**
 * The two packages: what each is compiled from, as its compiler settings say, and where that goes.
 *
 * @type {readonly { settings: string, sources: readonly string[], dist: string }[]}
 */
const PACKAGES = [
  { settings: "tsconfig.build.json", sources: ["provider", "sdk", "cli"], dist: "dist" },
  {
    settings: "emulator/tsconfig.build.json",
    sources: ["emulator", "provider/wire", "provider/helpers"],
    dist: "emulator/dist",
  },
];
const SETTINGS = [
  "tsconfig.json",
  ...PACKAGES.map(({ settings }) => settings),
  "package-lock.json",
  "tools/bootstrap/bundle.js",
];

/**
 * Whether dist of both packages holds what the sources give.
 *
 * @param {Paths} paths
 */
function buildIsReady(paths) {
  const packages = packagesOf(paths.root);
  const files = packages.flatMap((one) => one.files);
  return (
    readIfThere(stampOf(paths)) === fingerprint(paths.root, files) &&
    missingFiles([...packages.flatMap(compiledFiles), ...bundlesOf(paths)]).length === 0
  );
}

/** @param {Paths} paths */
async function build(paths) {
  await step("Building dist", async () => {
    const packages = packagesOf(paths.root);
    // Taken before the compiler reads: an edit meanwhile leads to another build, not to a stale one.
    const stamp = fingerprint(
      paths.root,
      packages.flatMap((one) => one.files),
    );
    fs.rmSync(stampOf(paths), { force: true });
    for (const one of packages) {
      await compile(paths, one);
    }
    await bundleProvider(paths);
    writeAtomically(stampOf(paths), stamp);
  });
}

/**
 * @param {Paths} paths
 * @param {ReturnType<typeof packagesOf>[number]} one
 */
async function compile(paths, one) {
  // The compiler trusts its own record and would not write again what was deleted from dist.
  if (missingFiles(compiledFiles(one)).length > 0) {
    fs.rmSync(path.join(one.dist, ".tsbuildinfo"), { force: true });
  }
  const compiler = path.join(paths.modules, "typescript", "bin", "tsc");
  const outcome = await capture(nodeExecutable(paths), [compiler, "-p", one.settings], { cwd: paths.root });
  if (!outcome.ok) {
    throw new Failure(
      `The build failed: tsc -p ${one.settings} ${outcome.reason}.\n${lastLines(outcome.output, { lines: 30 })}`,
    );
  }
  removeOrphans(one);
}

/** @param {Paths} paths */
const stampOf = (paths) => path.join(paths.dist, ".stamp");

/**
 * The packages that the checkout has sources of, with these.
 *
 * @param {string} root
 */
function packagesOf(root) {
  return PACKAGES.map(({ settings, sources, dist }) => ({
    settings,
    dist: path.join(root, dist),
    files: sources.flatMap((folder) => sourceFiles(root, folder)).sort(),
  })).filter(({ files }) => files.length > 0);
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} relative to the root
 */
function sourceFiles(root, folder) {
  if (!fs.existsSync(path.join(root, folder))) {
    return [];
  }
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/^(dist|node_modules)[/\\]/.test(name))
    .map((name) => path.join(folder, name));
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

/** @param {ReturnType<typeof packagesOf>[number]} one */
function compiledFiles({ dist, files }) {
  return files.filter((file) => !file.endsWith(".d.ts")).map((file) => path.join(dist, file.replace(/\.ts$/, ".js")));
}

/** @param {string[]} files */
const missingFiles = (files) => files.filter((file) => !fs.existsSync(file));

/**
 * Removes what was built from sources that are gone; the compiler leaves it.
 *
 * @param {ReturnType<typeof packagesOf>[number]} one
 */
function removeOrphans({ dist, files }) {
  const sources = new Set(files);
  for (const name of fs.readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const source = name.replace(/(\.d\.ts|\.js)$/, ".ts");
    if (source !== name && !sources.has(source)) {
      fs.rmSync(path.join(dist, name));
    }
  }
}

module.exports = { buildIsReady, build, fingerprint };
