// @ts-check

/**
 * One concern of the benchmark: measures it and says what came out.
 *
 * @typedef {object} Suite
 * @property {string} name for `--only`
 * @property {string} title
 * @property {(context: Context, progress: (detail: string) => void) => Promise<Result>} run
 */

/**
 * @typedef {object} Context
 * @property {import("../../tools/bootstrap/paths.js").Paths} paths
 * @property {import("./scale.js").Scale} scale
 * @property {import("./workspace.js").Workspace} workspace
 */

/**
 * @typedef {object} Result
 * @property {import("./measurement.js").Measurement[]} measurements
 * @property {import("./chart.js").Chart[]} [charts]
 * @property {string} [skipped] why there are no measurements
 */

/** @typedef {Pick<Suite, "name" | "title"> & Result} NamedResult */

module.exports = {};
