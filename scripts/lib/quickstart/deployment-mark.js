// @ts-check
const { readIfThere, writeAtomically } = require("../files.js");

/** @typedef {import("../paths.js").Paths} Paths */

const OURS = "of the stack that .local/state holds";
const ORPHANED = "of a stack that is gone";

/**
 * Keeps the stack and the server's data together, though either can be deleted alone. The mark lies with the data:
 * without it the state may list what the server does not have, and only a refresh tells. Looking at it costs nothing.
 *
 * @param {Paths} paths
 */
function deploymentMark(paths) {
  return {
    /**
     * @param {{ stackIsNew: boolean }} options
     * @returns {{ refresh: boolean, orphans: boolean }} refresh: whether the state may say more than the server has.
     * orphans: whether the server may have what no state knows of any more
     */
    compare({ stackIsNew }) {
      const mark = readIfThere(paths.deploymentMark);
      if (stackIsNew && mark !== undefined) writeAtomically(paths.deploymentMark, ORPHANED);
      return {
        refresh: !stackIsNew && mark !== OURS,
        orphans: mark === ORPHANED || (stackIsNew && mark !== undefined),
      };
    },

    /** After a deployment that worked. */
    set() {
      if (readIfThere(paths.deploymentMark) !== OURS) writeAtomically(paths.deploymentMark, OURS);
    },
  };
}

module.exports = { deploymentMark };
