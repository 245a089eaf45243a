// @ts-check
const net = require("node:net");

const USUAL_PORT = 8123;

/**
 * The usual port where it is free, else 0: any free one.
 *
 * @param {(port: number) => Promise<boolean>} [isFree]
 */
async function choosePort(isFree = canListen) {
  return (await isFree(USUAL_PORT)) ? USUAL_PORT : 0;
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

module.exports = { USUAL_PORT, choosePort, canListen };
