// @ts-check
const { Failure } = require("./messages.js");
const { handleSignals, stopWithParent } = require("./signals.js");

/**
 * The frame of every script: signals are handled, a Failure is printed as its message, and the exit code is set.
 *
 * @param {() => Promise<number | void>} work gives the exit code, 0 when nothing is given
 */
async function main(work) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    console.error(`Node ${process.versions.node} is too old to set this project up: install Node 20 or newer.`);
    process.exitCode = 1;
    return;
  }
  handleSignals();
  stopWithParent();
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    explain(error);
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
}

/** @param {unknown} error */
function explain(error) {
  console.error(error instanceof Failure ? `\n${error.message}` : error);
}

module.exports = { main, explain };
