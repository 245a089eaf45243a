// @ts-check
const { goalText, valueText, verdictText } = require("./measurement.js");

/** @typedef {import("./suite.js").NamedResult} NamedResult */

const HEADINGS = ["what", "value", "goal", "", "of which"];

/**
 * A Markdown document, aligned so that it can be read in a terminal as well.
 *
 * @param {readonly NamedResult[]} results
 */
function markdown(results) {
  return results
    .map(({ title, measurements, skipped }) => `## ${title}\n\n${skipped ?? table(measurements.map(row))}\n`)
    .join("\n");
}

/** @param {import("./measurement.js").Measurement} measurement */
function row(measurement) {
  const { name, detail = "" } = measurement;
  return [name, valueText(measurement), goalText(measurement), verdictText(measurement), detail];
}

/** @param {string[][]} rows */
function table(rows) {
  const widths = HEADINGS.map((heading, column) =>
    Math.max(3, ...[heading, ...rows.map((r) => r[column] ?? "")].map((t) => t.length)),
  );
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEADINGS), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

module.exports = { markdown };
