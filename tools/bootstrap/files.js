// @ts-check
const fs = require("node:fs");
const path = require("node:path");

/**
 * Writes a file so that a reader, or an interruption, meets either the old content or the new.
 *
 * @param {string} file
 * @param {string} content
 * @param {{ mode?: number }} [options]
 */
function writeAtomically(file, content, { mode = 0o644 } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = temporaryBeside(file);
  fs.writeFileSync(temporary, content, { mode });
  fs.renameSync(temporary, file);
}

/**
 * Makes `link` stand for `target`: a symbolic link, or on Windows, where links need a privilege, a copy.
 *
 * @param {string} target relative to the folder of the link where it must survive a move of the checkout
 * @param {string} link
 */
function linkAtomically(target, link) {
  fs.mkdirSync(path.dirname(link), { recursive: true });
  const temporary = temporaryBeside(link);
  if (process.platform === "win32") {
    fs.copyFileSync(path.resolve(path.dirname(link), target), temporary);
  } else {
    fs.symlinkSync(target, temporary);
  }
  fs.renameSync(temporary, link);
}

/**
 * A name in the same folder, so that a rename onto `file` is atomic.
 *
 * @param {string} file
 */
function temporaryBeside(file) {
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
}

/**
 * Removes what interrupted runs left in a folder. Only for the holder of the set-up lock.
 *
 * @param {string} folder
 */
function removeTemporaries(folder) {
  if (!fs.existsSync(folder)) {
    return;
  }
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(".") && name.endsWith(".tmp")) {
      fs.rmSync(path.join(folder, name), { recursive: true });
    }
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * What a JSON file holds; undefined where it is missing or broken.
 *
 * @param {string} file
 * @returns {unknown}
 */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether the file, or what the link leads to, is there and can be run.
 *
 * @param {string} file
 */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

module.exports = {
  writeAtomically,
  linkAtomically,
  temporaryBeside,
  removeTemporaries,
  readIfThere,
  readJson,
  isExecutable,
};
