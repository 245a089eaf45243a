import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import libCoverage, { type CoverageMap } from "istanbul-lib-coverage";
import libReport from "istanbul-lib-report";
import reports from "istanbul-reports";
import type { Paths } from "../bootstrap/paths.js";
import { compiledFile } from "./compiled.ts";
import { executedLines, type ScriptCoverage } from "./executed-lines.ts";

/** Of each of these folders, this share of the lines has to run in tests, in percent. */
const FOLDERS = ["provider", "sdk"];
const FLOOR = 90;

const resultsOf = ({ coverage }: Paths): string => path.join(coverage, "jest");
const recordsOf = ({ coverage }: Paths): string => path.join(coverage, "processes");

/** With what jest records what runs in its own processes, and in those that tests start. */
export function recording(paths: Paths): { readonly args: string[]; readonly env: NodeJS.ProcessEnv } {
  fs.rmSync(paths.coverage, { recursive: true, force: true });
  fs.mkdirSync(recordsOf(paths), { recursive: true });
  const hook = pathToFileURL(path.join(paths.root, "tools", "coverage", "record.mjs"));
  hook.searchParams.set("folder", recordsOf(paths));
  hook.searchParams.set("dist", pathToFileURL(paths.dist + path.sep).href);
  return {
    args: [
      "--coverage",
      "--coverageReporters=json",
      `--coverageDirectory=${resultsOf(paths)}`,
      ...FOLDERS.map((folder) => `--collectCoverageFrom=${folder}/**/*.ts`),
    ],
    env: { DEEPAGENTS_CHILD_OPTIONS: `--import=${hook.href}` },
  };
}

/** Writes what ran to coverage/, prints the share of each folder, and gives the exit code: 1 under the floor. */
export async function report(paths: Paths): Promise<number> {
  const results = fs.readFileSync(path.join(resultsOf(paths), "coverage-final.json"), "utf8");
  const coverage = libCoverage.createCoverageMap(JSON.parse(results) as libCoverage.CoverageMapData);
  for (const [source, lines] of await linesRunInProcesses(paths)) {
    addLines(coverage, path.join(paths.root, source), lines);
  }
  const context = libReport.createContext({ dir: paths.coverage, coverageMap: coverage });
  reports.create("lcovonly", { projectRoot: paths.root }).execute(context);
  reports.create("json-summary").execute(context);
  const { text, exitCode } = verdict(Object.fromEntries(FOLDERS.map((name) => [name, linesIn(coverage, paths, name)])));
  fs.writeFileSync(path.join(paths.coverage, "summary.txt"), `${text}\n`);
  console.log(text);
  return exitCode;
}

/** Counts lines as run that ran in a process beside jest's. Its functions and branches stay as jest counted them. */
export function addLines(coverage: CoverageMap, file: string, lines: ReadonlySet<number>): void {
  if (!coverage.files().includes(file)) {
    return;
  }
  const { s: counts, statementMap } = coverage.fileCoverageFor(file).data;
  for (const [id, { start }] of Object.entries(statementMap)) {
    if (counts[id] === 0 && lines.has(start.line)) {
      counts[id] = 1;
    }
  }
}

/** Says how much of each folder's lines ran, and whether that is enough. */
export function verdict(
  folders: Readonly<Record<string, { readonly covered: number; readonly total: number }>>,
  floor = FLOOR,
): { readonly text: string; readonly exitCode: number } {
  const shares = Object.entries(folders).map(([name, { covered, total }]) => ({
    name,
    share: total === 0 ? 0 : (100 * covered) / total,
    text: `${name}: ${String(covered)} of ${String(total)} lines`,
  }));
  const enough = shares.every(({ share }) => share >= floor);
  // Cut and not rounded: 89.99 is not 90.
  const lines = shares.map(({ text, share }) => `${text} (${(Math.floor(share * 10) / 10).toFixed(1)} %)`);
  return {
    text: [...lines, ...(enough ? [] : [`At least ${String(floor)} % of each have to run in tests.`])].join("\n"),
    exitCode: enough ? 0 : 1,
  };
}

function linesIn(coverage: CoverageMap, { root }: Paths, folder: string): { covered: number; total: number } {
  const files = coverage.files().filter((file) => file.startsWith(path.join(root, folder) + path.sep));
  const summaries = files.map((file) => coverage.fileCoverageFor(file).toSummary().lines);
  return {
    covered: summaries.reduce((sum, { covered }) => sum + covered, 0),
    total: summaries.reduce((sum, { total }) => sum + total, 0),
  };
}

/** The lines that ran in the processes that tests started, by source. */
async function linesRunInProcesses(paths: Paths): Promise<Map<string, Set<number>>> {
  const lines = new Map<string, Set<number>>();
  for (const [url, scripts] of recordedScripts(recordsOf(paths))) {
    const compiled = await compiledFile(paths, fileURLToPath(url));
    for (const [source, ran] of compiled === undefined ? [] : executedLines(compiled, scripts)) {
      lines.set(source, new Set([...(lines.get(source) ?? []), ...ran]));
    }
  }
  return lines;
}

function recordedScripts(folder: string): Map<string, ScriptCoverage[]> {
  const scripts = new Map<string, ScriptCoverage[]>();
  for (const name of fs.readdirSync(folder)) {
    const lines = fs.readFileSync(path.join(folder, name), "utf8").split("\n");
    for (const line of lines.filter((text) => text !== "")) {
      const script = JSON.parse(line) as ScriptCoverage;
      scripts.set(script.url, [...(scripts.get(script.url) ?? []), script]);
    }
  }
  return scripts;
}
