import type { Api } from "../api";
import type { KeepThreads, SmokeCase } from "../schema/inputs/smoke-test";
import type { SmokeReport } from "./report";

export interface SmokeTestOptions {
  readonly agentId: string;
  /** The revision to test. When the agent has another one by now, the report's notes say so. */
  readonly revision?: string | undefined;
  readonly cases: readonly SmokeCase[];
  /** For one attempt of one case. Defaults to 120. */
  readonly timeoutSeconds?: number | undefined;
  /** How many cases are under way at once. Defaults to 4. */
  readonly concurrency?: number | undefined;
  /** How often a case that did not pass is tried again. Defaults to 0. */
  readonly retries?: number | undefined;
  /** Which threads stay: none, those of cases that did not pass, or all. Defaults to `onFailure`. */
  readonly keepThreads?: KeepThreads | undefined;
  /** What the test's threads are found by again: names of the stack and of the test. Not empty. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Threads of earlier runs of this test (with the same `metadata`) are deleted first, unless `keepThreads` is `always`:
   * those that are at least so old. Defaults to 0; above that where two runs of the same test may overlap.
   */
  readonly leftoverAgeSeconds?: number | undefined;
  /** Shows a line of progress. It never holds anything of a conversation. */
  readonly log: (line: string) => void;
  /** Stops the test: runs are cancelled and threads deleted. The report says `cancelled` of cases that were not over. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has every case's conversation with the agent and looks whether it went as expected. A case that fails, in whatever
 * way, is in the report and stops no other case.
 *
 * @param connect gives the API for one operation; asked again for each one, since a smoke test takes longer than the
 *   time budget of an operation
 * @throws ApiError, NoAnswerError when the agent cannot be read at the start: there is nothing to test
 */
export function runSmokeTest(connect: () => Api, options: SmokeTestOptions): Promise<SmokeReport> {
  void connect;
  return Promise.resolve({
    agentId: options.agentId,
    passed: false,
    durationSeconds: 0,
    cases: [],
    notes: [],
  });
}
