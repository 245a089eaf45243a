// @ts-check
// node tools/bootstrap/run.js NAME ARGS…: what all npm scripts start. It sets up what is missing, on whatever Node the
// user has, and hands over to the command of that name in tools/main.ts, on a Node that runs TypeScript.
const path = require("node:path");
const { parseArgs } = require("node:util");
const { build } = require("./build.js");
const { dependenciesAreReady, installDependencies } = require("./dependencies.js");
const { readStamp } = require("./engine.js");
const { withLock } = require("./lock.js");
const { main } = require("./main.js");
const { elapsed } = require("./messages.js");
const { nodeExecutable } = require("./node-runtime.js");
const { checkout } = require("./paths.js");
const { handOver } = require("./processes.js");
const { setUp, wayName } = require("./set-up.js");

const [name = "", ...args] = process.argv.slice(2);

void main(async () => {
  switch (name) {
    case "setup":
      return setUpAlone();
    case "build":
      return buildAlone();
    default:
      await setUp(checkout);
      return command();
  }
});

function command() {
  // Some Node releases that are new enough still call it experimental to run TypeScript.
  const node = [nodeExecutable(checkout), "--disable-warning=ExperimentalWarning"];
  return handOver([...node, path.join(checkout.root, "tools", "main.ts"), name, ...args]);
}

/** npm run setup [-- --engine path|npm|go]: everything that the other commands need, and nothing else. */
async function setUpAlone() {
  const start = performance.now();
  const { values } = parseArgs({ args, options: { engine: { type: "string" } } });
  await setUp(checkout, values.engine === undefined ? {} : { engine: wayName(values.engine) });
  const engine = readStamp(checkout);
  console.error(`Ready in ${elapsed(performance.now() - start)}: Pulumi ${engine?.version} in .engine/bin.`);
}

/**
 * npm run build: dist from the sources, without what was built from sources that are gone. Needs no engine, so that npm
 * pack does not wait for one; the dependencies it brings where they are not those of the lock file.
 */
async function buildAlone() {
  await withLock(checkout.lock, async () => {
    if (!dependenciesAreReady(checkout)) {
      await installDependencies(checkout);
    }
    await build(checkout);
  });
}
