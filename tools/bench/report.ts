/** What was measured, as a table and as data. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { goalText, isMet, type Measurement, type NamedResult, valueText, verdictText } from "./measurement.ts";
import type { Scale } from "./options.ts";

const HEADINGS = ["what", "value", "goal", "", "of which"];

/**
 * Writes what was measured so far: results.md and results.json.
 *
 * @param folder made when it is missing
 * @returns the names of the files
 */
export function writeReport(folder: string, results: readonly NamedResult[], scale: Scale): string[] {
  fs.mkdirSync(folder, { recursive: true });
  const suites = results.map(({ measurements, ...rest }) => ({
    ...rest,
    measurements: measurements.map((measurement) => ({ ...measurement, met: isMet(measurement) })),
  }));
  const report = { date: new Date().toISOString(), machine: machine(), scale, suites };
  const files = {
    "results.md": `${machineText(report.machine)}\n\n${markdown(results)}`,
    "results.json": `${JSON.stringify(report, undefined, 2)}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  return Object.keys(files);
}

/** A Markdown document, aligned so that it can be read in a terminal as well. */
export function markdown(results: readonly NamedResult[]): string {
  return results
    .map(({ title, measurements, skipped }) => `## ${title}\n\n${skipped ?? table(measurements.map(row))}\n`)
    .join("\n");
}

function row(measurement: Measurement): string[] {
  const { name, detail = "" } = measurement;
  return [name, valueText(measurement), goalText(measurement), verdictText(measurement), detail];
}

function table(rows: readonly string[][]): string {
  const widths = HEADINGS.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEADINGS), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
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

function machineText({ processor, cores, memoryBytes, platform }: ReturnType<typeof machine>): string {
  return `${String(cores)} cores (${processor}), ${String(Math.round(memoryBytes / 2 ** 30))} GB, ${platform}`;
}
