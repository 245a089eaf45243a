/** What came of a smoke test. Plain JSON, so that it can be kept in state and printed. */

/**
 * How a case ended.
 *
 * | outcome | |
 * | --- | --- |
 * | `passed` | the agent did what was expected |
 * | `failed` | it answered, and not as expected: see `failures` |
 * | `agentError` | its run ended with an error of its own: the model, a tool that stops the run |
 * | `timedOut` | the case was not over within `timeoutSeconds`; its run was cancelled |
 * | `brokenStream` | the connection broke in the middle of an answer |
 * | `apiError` | the API refused a request, or did not answer it |
 * | `agentGone` | the agent was deleted meanwhile |
 * | `cancelled` | the smoke test was stopped from outside before the case was over |
 */
export type Outcome =
  "passed" | "failed" | "agentError" | "timedOut" | "brokenStream" | "apiError" | "agentGone" | "cancelled";

/** One thing that was not as expected. */
export interface Failure {
  /** The expectation's name, for example `contains`; the outcome's where none was looked at, for example `timedOut`. */
  readonly expectation: string;
  /** What was expected and what came instead, in a sentence or two. */
  readonly text: string;
}

export interface TranscriptToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One message of a conversation. */
export interface TranscriptEntry {
  /** `human`, `ai`, `tool`, `system`. */
  readonly type: string;
  readonly text: string;
  /** The tool that a `tool` message comes from. */
  readonly name?: string;
  /** What an `ai` message asks for. */
  readonly toolCalls?: readonly TranscriptToolCall[];
  /** A tool call that went wrong. */
  readonly failed?: true;
  /** Said in a subagent's own conversation. */
  readonly inSubagent?: true;
}

/** The last attempt of a case. */
export interface CaseReport {
  readonly name: string;
  readonly outcome: Outcome;
  /** Empty when the case passed. */
  readonly failures: readonly Failure[];
  /** How often it was tried, from 1. A case that passed at its second attempt has 2. */
  readonly attempts: number;
  /** Of the last attempt. */
  readonly durationSeconds: number;
  readonly threadId?: string;
  /** Whether the thread is still there, to be looked at. */
  readonly threadKept: boolean;
  readonly runIds: readonly string[];
  readonly toolCalls: number;
  /** Where the model reports it. */
  readonly tokens?: number;
  /** What was said. It may hold what nobody else should read: keep it out of logs. */
  readonly transcript: readonly TranscriptEntry[];
}

export interface SmokeReport {
  readonly agentId: string;
  /** The agent's revision when the test began, where the API says it. */
  readonly revision?: string;
  /** Whether every case passed. */
  readonly passed: boolean;
  readonly durationSeconds: number;
  /** In the order in which they were written. */
  readonly cases: readonly CaseReport[];
  /** What a reader has to know besides, for example that the agent's revision was another than expected. */
  readonly notes: readonly string[];
}

// How reports say things.

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
