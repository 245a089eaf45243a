// @ts-check
const net = require("node:net");
const { readIfThere } = require("../files.js");

/** @typedef {import("../paths.js").Paths} Paths */

const USUAL_PORT = 8123;

/**
 * The port that was deployed to last or else the usual one, where it is free; else 0: any free one.
 *
 * @param {number | undefined} deployed
 * @param {(port: number) => Promise<boolean>} [isFree]
 */
async function choosePort(deployed, isFree = canListen) {
  for (const port of [deployed ?? USUAL_PORT, USUAL_PORT]) if (await isFree(port)) return port;
  return 0;
}

/**
 * The port that the quickstart's stack was deployed to: where `pulumi` looks for the server.
 *
 * @param {Paths} paths
 */
function deployedPort(paths) {
  const settings = readIfThere(paths.stackSettings) ?? "";
  const found = /^\s*deepagents:endpoint:\s*["']?http:\/\/127\.0\.0\.1:(\d+)["']?\s*$/m.exec(settings);
  return found ? Number(found[1]) : undefined;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function canListen(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

module.exports = { USUAL_PORT, choosePort, deployedPort, canListen };
