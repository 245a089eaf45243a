// @ts-check
const fs = require("node:fs");
const path = require("node:path");

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

module.exports = { npmCommand, npmProblem };
