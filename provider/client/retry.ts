/** When to retry a failed request, and what to say of it. The caller has the randomness and the network. */
import { withoutUrlCredentials } from "../helpers/redact";

/** How an attempt ended, as far as retrying is concerned. */
export type AttemptOutcome =
  | { readonly kind: "status"; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: "no-answer"; readonly effect: Effect };

/**
 * Whether the API did what a request without a usable answer asked for: certainly not, possibly, possibly not yet (it may
 * still be working), or certainly (its answer is not what it documents, and another attempt would get the same).
 */
export type Effect = "no" | "maybe" | "maybe-later" | "yes";

export interface RetryPolicy {
  readonly maxRetries: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const RETRIED_STATUSES = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
const JITTER = 0.25;

/**
 * How long to wait before the next attempt, in milliseconds, or `undefined` to give up.
 *
 * GET and DELETE can always be repeated. POST and PATCH are repeated when the first one certainly did nothing: it never
 * arrived, or the API rejected it unread (429). After anything else a repetition could create a second agent, so the
 * caller has to look first; and while the API may still be working, even a look proves nothing.
 *
 * @param attempt how many attempts have failed so far, from 1
 * @param canRepeat whether a POST or PATCH that may have been carried out can be sent again, because it is idempotent or
 *   the caller looks first
 * @example retryDelay({ maxRetries: 5, random: Math.random }, "GET", { kind: "status", status: 503 }, 1, false); // 375…500
 */
export function retryDelay(
  policy: RetryPolicy,
  method: string,
  outcome: AttemptOutcome,
  attempt: number,
  canRepeat: boolean,
): number | undefined {
  if (attempt > policy.maxRetries || !mayRepeat(method, outcome, canRepeat)) {
    return undefined;
  }
  if (outcome.kind === "status" && outcome.retryAfterMs !== undefined) {
    return outcome.retryAfterMs;
  }
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return backoff * (1 - JITTER * policy.random());
}

function mayRepeat(method: string, outcome: AttemptOutcome, canRepeat: boolean): boolean {
  const effect = effectOf(outcome);
  if (effect === "yes" || (outcome.kind === "status" && !RETRIED_STATUSES.has(outcome.status))) {
    return false;
  }
  return method === "GET" || method === "DELETE" || effect === "no" || (effect === "maybe" && canRepeat);
}

/** Whether the API did what was asked, judging by the outcome. */
export function effectOf(outcome: AttemptOutcome): Effect {
  if (outcome.kind === "no-answer") {
    return outcome.effect;
  }
  if (outcome.status === 408 || outcome.status === 504) {
    return "maybe-later";
  }
  return outcome.status >= 500 ? "maybe" : "no";
}

/** Reads a `Retry-After` header: seconds or an HTTP date. `undefined` when absent or unreadable. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") {
    return undefined;
  }
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** Nobody notices a shorter wait, like that before a first retry. */
const NOTICED_MS = 750;

/** When a deployment waits for an API, many requests do. */
const BETWEEN_LINES_MS = 10_000;

/** Says to a person that requests are tried again, so that nobody takes the wait for a standstill. */
export function retryLines(log: (line: string) => void) {
  let quietUntil = 0;
  return (failure: Error, delayMs: number): void => {
    if (delayMs >= NOTICED_MS && Date.now() >= quietUntil) {
      quietUntil = Date.now() + BETWEEN_LINES_MS;
      log(withoutUrlCredentials(`${failure.message}. Trying again in ${String(Math.ceil(delayMs / 1000))} s`));
    }
  };
}
