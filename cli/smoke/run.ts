/** What the command `smoke` does. Loaded only after its options are read, because it needs the client. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { ApiClient, apiOver, retryLines } from "../../provider/client";
import { isRequestFailure } from "../../provider/client/errors";
import { type Config, ConfigError, resolveConfig } from "../../provider/config/config";
import type { SmokeCase, SmokeTestFile } from "../../provider/inputs/smoke-test";
import type { KeepThreads } from "../../provider/inputs/smoke-limits";
import { redact } from "../../provider/helpers/redact";
import { closest } from "../../provider/helpers/text";
import { failureText, runSmokeTest, type SmokeReport } from "../../provider/smoke";
import { UsageError } from "../usage-error";
import { readCasesFile } from "./cases-file";
import { junitXml } from "./junit";

export interface SmokeFlags {
  readonly agent: string;
  readonly cases: string;
  readonly case: readonly string[];
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly retries?: number;
  readonly keepThreads?: KeepThreads;
  readonly json: boolean;
  readonly junit?: string;
}

export const EXIT = { passed: 0, failed: 1, notRun: 2 } as const;

/**
 * How old a thread must be to count as a leftover. Pipelines may overlap, and one must not delete threads that another is
 * using. No case takes longer.
 */
const LEFTOVER_AGE_SECONDS = 3600;

/**
 * Writes progress to stderr and the report to stdout.
 *
 * @returns the exit code
 */
export async function smoke(flags: SmokeFlags, stop: AbortSignal): Promise<number> {
  try {
    const file = readCasesFile(flags.cases);
    const config = resolveConfig(undefined, process.env);
    // An agent, or a tool of it, may have come across the key.
    const withoutKey = (output: string): string => redact(output, [config.apiKey]);
    const log = (line: string): void => void process.stderr.write(`${withoutKey(line)}\n`);
    const report = await run(file, flags, config, log, stop);
    if (flags.junit !== undefined) {
      writeFileSync(flags.junit, withoutKey(junitXml(report, basename(flags.cases))));
    }
    process.stdout.write(`${withoutKey(flags.json ? JSON.stringify(report, undefined, 2) : text(report))}\n`);
    return stop.aborted ? EXIT.notRun : report.passed ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (!isExpected(error)) {
      throw error;
    }
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.notRun;
  }
}

async function run(
  file: SmokeTestFile,
  flags: SmokeFlags,
  config: Config,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<SmokeReport> {
  const client = new ApiClient(config, { onRetry: retryLines(log) });
  return runSmokeTest(() => apiOver(client.withinBudget()), {
    agentId: flags.agent,
    cases: selected(file.cases, flags.case),
    timeoutSeconds: flags.timeout ?? file.timeoutSeconds,
    concurrency: flags.concurrency ?? file.concurrency,
    retries: flags.retries ?? file.retries,
    keepThreads: flags.keepThreads ?? file.keepThreads,
    metadata: { smoke_test: `file:${basename(flags.cases)}` },
    leftoverAgeSeconds: LEFTOVER_AGE_SECONDS,
    log,
    signal,
  });
}

function selected(cases: readonly SmokeCase[], names: readonly string[]): readonly SmokeCase[] {
  const known = cases.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, known);
    throw new UsageError(
      `there is no case ${JSON.stringify(unknown)}` +
        (meant === undefined ? `: there are ${known.join(", ")}` : `: did you mean ${JSON.stringify(meant)}?`),
    );
  }
  return names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name));
}

function text(report: SmokeReport): string {
  const { passed, cases } = report;
  const again = cases.filter(({ attempts }) => attempts > 1).map(({ name }) => JSON.stringify(name));
  const retried =
    again.length === 0 ? "" : `, ${String(again.length)} of them not at the first attempt: ${again.join(", ")}`;
  return passed ? `${String(cases.length)} of ${String(cases.length)} passed${retried}` : failureText(report);
}

function isExpected(error: unknown): error is Error {
  return (
    isRequestFailure(error) ||
    error instanceof ConfigError ||
    error instanceof UsageError ||
    // What the operating system reports about the JUnit file.
    (error instanceof Error && "syscall" in error)
  );
}
