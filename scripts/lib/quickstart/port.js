// @ts-check
const net = require("node:net");
const { readIfThere } = require("../files.js");

/** @typedef {import("../paths.js").Paths} Paths */

/** Where the local server and the notes server listen, unless something else does. */
const USUAL_PORTS = { emulator: 8123, notes: 8124 };

/**
 * The port that was deployed to last or else the usual one, where it is free; else 0: any free one.
 *
 * @param {number | undefined} deployed
 * @param {number} usual
 * @param {(port: number) => Promise<boolean>} [isFree]
 */
async function choosePort(deployed, usual, isFree = canListen) {
  for (const port of [deployed ?? usual, usual]) if (await isFree(port)) return port;
  return 0;
}

/**
 * The port that the quickstart's stack was deployed to: where `pulumi` looks for the server.
 *
 * @param {Paths} paths
 */
function deployedPort(paths) {
  const settings = readIfThere(paths.stackSettings) ?? "";
  return localPort(/^\s*deepagents:endpoint:\s*["']?([^\s"']+)["']?\s*$/m.exec(settings)?.[1]);
}

/**
 * The port of a URL on this machine.
 *
 * @param {string | undefined} url
 */
function localPort(url) {
  const port = /^http:\/\/127\.0\.0\.1:(\d+)(?:\/|$)/.exec(url ?? "")?.[1];
  return port === undefined ? undefined : Number(port);
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

module.exports = { USUAL_PORTS, choosePort, deployedPort, localPort, canListen };
