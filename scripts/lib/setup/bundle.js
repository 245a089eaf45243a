// @ts-check
const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("../paths.js").Paths} Paths */
/** @typedef {import("esbuild").BuildOptions} BuildOptions */

const PROVIDER = "dynamic.js";
const UNDICI = "undici.js";

/** @param {Paths} paths */
const bundlesOf = (paths) => [PROVIDER, UNDICI].map((name) => path.join(paths.dist, name));

/**
 * Puts what the engine's provider process loads into two files: the engine starts that process with every command and
 * waits for it, and most of the waiting is for modules. The provider has of zod only what it uses; undici is apart,
 * because it is loaded with the first request, and often there is none.
 *
 * @param {Paths} paths
 */
async function bundleProvider(paths) {
  await bundle(paths, PROVIDER, ["eventsource-parser", "zod"], {
    entryPoints: ["provider/dynamic/index.ts"],
    alias: { undici: `./${UNDICI}` },
    external: [`./${UNDICI}`, "@pulumi/pulumi", "ajv"],
  });
  await bundle(paths, UNDICI, ["undici"], {
    stdin: { contents: 'export { Agent, request } from "undici";', resolveDir: paths.root },
  });
}

/**
 * @param {Paths} paths
 * @param {string} name of the file
 * @param {string[]} packages what is in it besides our own
 * @param {BuildOptions} options
 */
async function bundle(paths, name, packages, options) {
  /** @type {typeof import("esbuild")} */
  const { build } = require(path.join(paths.modules, "esbuild"));
  const parts = packages.map((part) => {
    const { version, license } = JSON.parse(fs.readFileSync(path.join(paths.modules, part, "package.json"), "utf8"));
    return `${part} ${version} (${license} license)`;
  });
  await build({
    absWorkingDir: paths.root,
    outfile: path.join(paths.dist, name),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    banner: { js: `// Contains ${parts.join(", ")}.` },
    logLevel: "silent",
    ...options,
  });
}

module.exports = { bundlesOf, bundleProvider };
