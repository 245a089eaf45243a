// @ts-check
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/**
 * Runs `work` with a folder of its own and a list of things to end; all of it is gone afterwards, also when the work
 * failed or was interrupted.
 *
 * @template T
 * @param {(workspace: Workspace) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withWorkspace(work) {
  // realpath: macOS keeps its temporary folder behind a link.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepagents-bench-")));
  /** @type {(() => Promise<void>)[]} */
  const ends = [];
  try {
    return await work({ folder, atEnd: (end) => void ends.push(end) });
  } finally {
    await Promise.all(ends.map((end) => end()));
    // Retried: a process that was ended may still write its last.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @typedef {object} Workspace
 * @property {string} folder
 * @property {(end: () => Promise<void>) => void} atEnd
 */

module.exports = { withWorkspace };
