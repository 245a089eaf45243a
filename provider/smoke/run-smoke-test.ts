/** A whole smoke test, and the threads that earlier runs of it left behind. */
import { isDeepStrictEqual } from "node:util";
import type { Api } from "../client";
import { NotFoundError } from "../client/errors";
import { inPool } from "../helpers/async";
import { contained } from "../helpers/json";
import { type KeepThreads, SMOKE_DEFAULTS } from "../inputs/smoke-limits";
import type { SmokeCase } from "../inputs/smoke-test";
import { type Agent, isMemoryPath, type ThreadSummary } from "../wire";
import { type CaseReport, counted, inSeconds, OUTCOME_TEXTS, secondsSince, type SmokeReport } from "./report";
import { runAttempt } from "./run-case";
import { Memory, runCases } from "./run-cases";
import { orAgentGone, troubleOf } from "./trouble";

/** How many threads to delete at once. */
const DELETIONS_AT_ONCE = 8;

export interface SmokeTestOptions {
  readonly agentId: string;
  /** The revision to test. If the agent has a different one by now, the report's notes say so. */
  readonly revision?: string | undefined;
  readonly cases: readonly SmokeCase[];
  /**
   * Whether the agent exists only for the test: what it remembers is then put back to what it is now before each attempt,
   * and cases that ran while another one changed it run again. The memory of any other agent is left alone.
   */
  readonly isCandidate?: boolean;
  /** The limit for one attempt at a case. Defaults to 120. */
  readonly timeoutSeconds?: number | undefined;
  /** How many cases run at once. Defaults to 4. */
  readonly concurrency?: number | undefined;
  /** How often to retry a case that did not pass. Defaults to 0. */
  readonly retries?: number | undefined;
  /** Which threads to keep: none, those of cases that did not pass, or all. Defaults to `onFailure`. */
  readonly keepThreads?: KeepThreads | undefined;
  /** Marks the test's threads, so that they can be found again: names of the stack and the test. Not empty. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * How old a thread of an earlier run of this test (with the same `metadata`) must be to be deleted first, unless
   * `keepThreads` is `always`. Defaults to 0; raise it if two runs of the same test may overlap.
   */
  readonly leftoverAgeSeconds?: number | undefined;
  /** Shows a line of progress, which never quotes a conversation. */
  readonly log: (line: string) => void;
  /** Stops the test, cancels its runs and deletes its threads. Cases that had not ended are reported as `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has every case's conversation with the agent and checks whether it went as expected. A case that fails in any way is in
 * the report and does not stop the others.
 *
 * @param connect makes the API for one operation; called for each of them, because a smoke test takes longer than the time
 *   budget of an operation
 * @throws ApiError, NoAnswerError when the agent cannot be read at the start, so there is nothing to test
 */
export async function runSmokeTest(connect: () => Api, options: SmokeTestOptions): Promise<SmokeReport> {
  const { agentId, cases, log, signal } = options;
  const {
    timeoutSeconds = SMOKE_DEFAULTS.timeoutSeconds,
    concurrency = SMOKE_DEFAULTS.concurrency,
    retries = SMOKE_DEFAULTS.retries,
    keepThreads = SMOKE_DEFAULTS.keepThreads,
  } = options;
  const began = performance.now();
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
    log(text);
  };

  const agent = await connect().agents.get(agentId, { includeFiles: true });
  const { revision } = agent;
  if (options.revision !== undefined && revision !== options.revision) {
    note(
      `agent ${agentId} has revision ${revision ?? "(none)"}, not ${options.revision}: it has changed since, ` +
        "and the current agent was tested",
    );
  }
  if (keepThreads !== "always") {
    await deleteLeftovers(connect(), options, note);
  }

  let done = 0;
  log(`${counted(cases.length, "case")}, ${String(Math.min(concurrency, cases.length))} at once`);
  const caseOptions = { agentId, timeoutSeconds, retries, keepThreads, signal, note };
  const reports = await runCases(cases, options.isCandidate ? new Memory(connect, agent) : undefined, {
    concurrency,
    retries,
    attempt: (smokeCase, number, attemptOptions) => {
      const metadata = { ...options.metadata, smoke_case: smokeCase.name };
      return runAttempt(connect, smokeCase, number, { ...caseOptions, ...attemptOptions, metadata });
    },
    onRetry: (failed) => {
      log(`${progressLine(failed)}; trying again`);
    },
    onEnd: (report) => {
      done += 1;
      log(`[${String(done)}/${String(cases.length)}] ${progressLine(report)}`);
    },
    onMixed: (mixed) => {
      const names = mixed.map(({ name }) => JSON.stringify(name)).join(", ");
      log(`the agent's memory changed while ${names} ran at once: each runs again, alone`);
    },
  });
  const doubt = reports.some(({ outcome }) => outcome === "passed") ? await doubtAbout(connect(), agent) : undefined;
  const judged =
    doubt === undefined
      ? reports
      : reports.map((report) => (report.outcome === "passed" ? { ...report, ...doubt } : report));
  return {
    agentId,
    ...(revision === undefined ? {} : { revision }),
    passed: judged.every(({ outcome }) => outcome === "passed"),
    durationSeconds: secondsSince(began),
    cases: judged,
    notes,
  };
}

/**
 * Why the answers prove nothing about the agent: it is not the one any more that it was when the test began. What it
 * remembers (`memories/`) may have changed, because the agent writes that itself; so its revision says nothing.
 */
async function doubtAbout(api: Api, before: Agent): Promise<Pick<CaseReport, "outcome" | "failures"> | undefined> {
  let after: Agent;
  try {
    after = await api.agents.get(before.id, { includeFiles: true });
  } catch (error) {
    const { outcome, text } = await orAgentGone(troubleOf(error), api, before.id);
    return { outcome, failures: [{ expectation: outcome, text }] };
  }
  const [was, is] = [descriptionOf(before), descriptionOf(after)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => !isDeepStrictEqual(was[name], is[name]),
  );
  const text = `${changed.join(", ")} of the agent changed while the test ran, so the answer proves nothing: run the test again`;
  return changed.length === 0 ? undefined : { outcome: "failed", failures: [{ expectation: "agent", text }] };
}

function descriptionOf({
  revision: _,
  updated_at: __,
  instructions: ___,
  files = {},
  ...agent
}: Agent): Readonly<Record<string, unknown>> {
  const kept = Object.entries(files ?? {}).filter(([path]) => !isMemoryPath(path));
  return { ...agent, files: Object.fromEntries(kept) };
}

/** A failure to delete them does not stop the test. */
async function deleteLeftovers(
  api: Api,
  { agentId, metadata, leftoverAgeSeconds, log }: SmokeTestOptions,
  note: (text: string) => void,
): Promise<void> {
  try {
    const count = await deleteTestThreads(api, agentId, metadata, leftoverAgeSeconds);
    if (count > 0) {
      log(`deleted ${counted(count, "thread")} of an earlier run`);
    }
  } catch (error) {
    note(`threads of an earlier run could not be deleted: ${troubleOf(error).text}`);
  }
}

/** Only names and numbers; quotations belong in the report. */
function progressLine({ name, outcome, failures, attempts, durationSeconds }: CaseReport): string {
  const expectations = outcome === "failed" ? ` (${failures.map(({ expectation }) => expectation).join(", ")})` : "";
  const attempt = attempts > 1 ? `, attempt ${String(attempts)}` : "";
  return `${JSON.stringify(name)} ${OUTCOME_TEXTS[outcome]}${expectations} after ${inSeconds(durationSeconds)}${attempt}`;
}

/**
 * Deletes the agent's test threads that have all of `metadata`: leftovers of a run that crashed, or threads that a failed
 * run kept. Also succeeds when the agent is gone, and its threads with it.
 *
 * @param metadata not empty
 * @param minAgeSeconds keeps threads that were active more recently; defaults to 0
 * @returns how many threads it deleted
 * @throws ApiError, NoAnswerError when the threads cannot be listed or one of them cannot be deleted
 */
export async function deleteTestThreads(
  api: Api,
  agentId: string,
  metadata: Readonly<Record<string, string>>,
  minAgeSeconds = 0,
): Promise<number> {
  if (Object.keys(metadata).length === 0) {
    throw new Error("without metadata, the threads of every test would be deleted");
  }
  const latest = Date.now() - 1000 * minAgeSeconds;
  const leftovers: string[] = [];
  try {
    for await (const thread of api.threads.list(agentId, { testRun: true })) {
      if (contained(metadata, thread.metadata) && activityOf(thread) <= latest) {
        leftovers.push(thread.id);
      }
    }
  } catch (error) {
    if (error instanceof NotFoundError) {
      return 0;
    }
    throw error;
  }
  await inPool(leftovers, DELETIONS_AT_ONCE, (id) => api.threads.delete(id));
  return leftovers.length;
}

/** When a thread was last active. A thread that does not say counts as old. */
function activityOf({ updated_at: updatedAt, created_at: createdAt }: ThreadSummary): number {
  return Date.parse(updatedAt ?? createdAt ?? "") || 0;
}
