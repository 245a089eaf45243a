/** How reports say things. */
import type { Outcome } from "./report";

/** Completes the sentence "the case …". */
export const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  passed: "passed",
  failed: "failed",
  agentError: "ended with an error of the agent",
  timedOut: "timed out",
  brokenStream: "broke off",
  apiError: "could not be run",
  agentGone: "lost its agent",
  cancelled: "was stopped",
};

const LONGEST_QUOTE = 400;
const MOST_CALLS = 10;

/** A part of a conversation in quotes, cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(cut(text));
}

/** The start of `text`, with what is left out said. */
export function cut(text: string): string {
  const rest = text.length - LONGEST_QUOTE;
  return rest > 0 ? `${text.slice(0, LONGEST_QUOTE)}… (${String(rest)} more characters)` : text;
}

/** Whole below a second would be 0: one digit after the point. */
export function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** The seconds since `began`, on the clock of `performance`, in whole milliseconds. */
export function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1000;
}

/** `1 case`, `2 cases`. */
export function counted(count: number, one: string): string {
  return `${String(count)} ${one}${count === 1 ? "" : "s"}`;
}

interface Call {
  readonly name: string;
  readonly args?: unknown;
}

/** In their order, the first ones. */
export function asCalls(calls: readonly Call[]): string {
  const rest = calls.length - MOST_CALLS;
  const shown = calls.slice(0, MOST_CALLS).map(asCall).join(", ");
  return rest > 0 ? `${shown} and ${String(rest)} more` : shown;
}

export function asCall({ name, args }: Call): string {
  return args === undefined ? name : `${name} ${cut(JSON.stringify(args))}`;
}
