// @ts-check
const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("./paths.js").Paths} Paths */
/** @typedef {import("esbuild").BuildOptions} BuildOptions */

const PROVIDER = "dynamic.js";
const UNDICI = "undici.js";

/**
 * Of undici what the client uses: its index loads fetch, WebSocket, mocks and caches as well, which takes three times as
 * long as the rest, and puts the functions that make requests on its classes, as is done here. Its own files are no
 * promise of undici's, so package.json asks for one exact version.
 */
const POOLS_ALONE = `
  import Agent from "undici/lib/dispatcher/agent.js";
  import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
  import EnvHttpProxyAgent from "undici/lib/dispatcher/env-http-proxy-agent.js";
  import Pool from "undici/lib/dispatcher/pool.js";
  import connect from "undici/lib/api/api-connect.js";
  import request from "undici/lib/api/api-request.js";
  Object.assign(Dispatcher.prototype, { connect, request });
  export { Agent, EnvHttpProxyAgent, Pool };
`;

/** @param {Paths} paths */
const bundlesOf = (paths) => [PROVIDER, UNDICI].map((name) => path.join(paths.dist, name));

/** @type {BuildOptions} */
const PROVIDER_ALONE = {
  entryPoints: ["provider/dynamic/index.ts"],
  alias: { undici: `./${UNDICI}` },
  external: [`./${UNDICI}`],
};

/**
 * Puts what the engine's provider process loads into two files: the engine starts that process with every command and
 * waits for it, and most of the waiting is for modules. The provider has of zod only what it uses; undici is apart,
 * because it is loaded with the first request, and often there is none.
 *
 * @param {Paths} paths
 */
async function bundleProvider(paths) {
  await writeBundle(paths, PROVIDER, PROVIDER_ALONE);
  await writeBundle(paths, UNDICI, { stdin: { contents: POOLS_ALONE, resolveDir: paths.root } });
}

/**
 * The provider's bundle without its notice, and the map from it to the sources, whose names are relative to the checkout.
 *
 * @param {Paths} paths
 */
async function mapOfProvider(paths) {
  const outfile = path.join(paths.root, PROVIDER);
  const { outputFiles } = await bundle(paths, { ...PROVIDER_ALONE, sourcemap: "external", outfile });
  const [map, code] = outputFiles.map(({ text }) => text);
  return { code: String(code), map: String(map) };
}

/**
 * @param {Paths} paths
 * @param {string} name of the file
 * @param {BuildOptions} options
 */
async function writeBundle(paths, name, options) {
  const { outputFiles, metafile } = await bundle(paths, options);
  const packages = new Set(Object.keys(metafile.inputs).flatMap((file) => packageIn(file) ?? []));
  const licences = [...packages].map((found) => `${found}\n\n${licenceOf(path.join(paths.modules, found))}`);
  const notice = `/*\nContains, with their licences:\n\n${licences.join("\n\n").replaceAll("*/", "* /")}\n*/\n`;
  fs.writeFileSync(path.join(paths.dist, name), notice + outputFiles.map(({ text }) => text).join(""));
}

/**
 * @param {Paths} paths
 * @param {BuildOptions} options
 */
function bundle({ root, modules }, options) {
  /** @type {typeof import("esbuild")} */
  const { build } = require(path.join(modules, "esbuild"));
  return build({
    ...options,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    logLevel: "silent",
    write: false,
    metafile: true,
  });
}

/** @param {string} file relative to the checkout */
const packageIn = (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];

/** @param {string} folder of a package */
function licenceOf(folder) {
  const name = fs.readdirSync(folder).find((file) => /^licen[cs]e(\.|$)/i.test(file));
  if (name === undefined) {
    throw new Error(`${folder} has no licence to go with it into the bundle`);
  }
  return fs.readFileSync(path.join(folder, name), "utf8").trim();
}

module.exports = { bundlesOf, bundleProvider, mapOfProvider };
