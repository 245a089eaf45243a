// @ts-check
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { svg } = require("./chart.js");
const { isMet } = require("./measurement.js");
const { markdown } = require("./table.js");

/** @typedef {import("./suite.js").NamedResult} NamedResult */

/**
 * Writes what was measured so far: results.md, results.json and, where there is something to draw, results.svg.
 *
 * @param {string} folder made when it is missing
 * @param {readonly NamedResult[]} results
 * @param {import("./scale.js").Scale} scale
 * @returns {string[]} the names of the files
 */
function writeReport(folder, results, scale) {
  fs.mkdirSync(folder, { recursive: true });
  const charts = results.flatMap((result) => result.charts ?? []);
  const suites = results.map(({ measurements, ...rest }) => ({
    ...rest,
    measurements: measurements.map((measurement) => ({ ...measurement, met: isMet(measurement) })),
  }));
  const report = { date: new Date().toISOString(), machine: machine(), scale, suites };
  const files = {
    "results.md": `${machineText(report.machine)}\n\n${markdown(results)}`,
    "results.json": `${JSON.stringify(report, undefined, 2)}\n`,
    ...(charts.length > 0 ? { "results.svg": svg(charts) } : {}),
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return Object.keys(files);
}

function machine() {
  const cpus = os.cpus();
  return {
    processor: cpus[0]?.model ?? "unknown",
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    platform: `${os.platform()} ${os.arch()}`,
    /** Processes that wanted a processor in the last minute: with many more than cores, other work disturbed. */
    load: os.loadavg()[0],
  };
}

/** @param {ReturnType<typeof machine>} machine */
function machineText({ processor, cores, memoryBytes, platform }) {
  return `${cores} cores (${processor}), ${Math.round(memoryBytes / 2 ** 30)} GB, ${platform}`;
}

module.exports = { writeReport };
