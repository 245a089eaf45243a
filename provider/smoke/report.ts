/** The report of a smoke test, as plain JSON that a state can keep, and as text. */
import { LONGEST_QUOTE, onOneLine } from "../helpers/text";

/**
 * How a case ended.
 *
 * | outcome | |
 * | --- | --- |
 * | `passed` | the agent did what was expected |
 * | `failed` | it answered, but not as expected; see `failures` |
 * | `agentError` | its run ended with an error, for example of the model |
 * | `timedOut` | the case took longer than `timeoutSeconds`, and its run was cancelled |
 * | `brokenStream` | the connection broke in the middle of an answer |
 * | `apiError` | the API refused a request or did not answer it |
 * | `agentGone` | the agent was deleted during the test |
 * | `cancelled` | the smoke test was stopped before the case had ended |
 */
export type Outcome =
  "passed" | "failed" | "agentError" | "timedOut" | "brokenStream" | "apiError" | "agentGone" | "cancelled";

/** Something that was not as expected. */
export interface Failure {
  /** The expectation's name, for example `contains`, or the outcome's if none was checked, for example `timedOut`. */
  readonly expectation: string;
  /** What was expected and what happened instead, in a sentence or two. */
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
  /** The tool that sent a `tool` message. */
  readonly name?: string;
  /** The tool calls that an `ai` message asks for. */
  readonly toolCalls?: readonly TranscriptToolCall[];
  /** Set on a tool call that failed. */
  readonly failed?: true;
  /** Set on messages of a subagent's own conversation. */
  readonly inSubagent?: true;
}

/** The last attempt at a case. */
export interface CaseReport {
  readonly name: string;
  readonly outcome: Outcome;
  /** Empty when the case passed. */
  readonly failures: readonly Failure[];
  /** The number of attempts, from 1. A case that passed at the second attempt has 2. */
  readonly attempts: number;
  /** Of the last attempt. */
  readonly durationSeconds: number;
  readonly threadId?: string;
  /** Whether the thread still exists. */
  readonly threadKept: boolean;
  readonly runIds: readonly string[];
  readonly toolCalls: number;
  /** Absent if the model does not report it. */
  readonly tokens?: number;
  /** The conversation. It may contain private data, so keep it out of logs. */
  readonly transcript: readonly TranscriptEntry[];
}

export interface SmokeReport {
  readonly agentId: string;
  /** The agent's revision when the test began, if the API reports one. */
  readonly revision?: string;
  /** Whether every case passed. */
  readonly passed: boolean;
  readonly durationSeconds: number;
  /** In the order of the test's cases. */
  readonly cases: readonly CaseReport[];
  /** What else a reader has to know, for example that the agent had a different revision than expected. */
  readonly notes: readonly string[];
}

/** Completes the sentence "the case …". */
export const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  passed: "passed",
  failed: "failed",
  agentError: "ended with an agent error",
  timedOut: "timed out",
  brokenStream: "broke off",
  apiError: "could not be run",
  agentGone: "lost its agent",
  cancelled: "was stopped",
};

/** How many messages of each conversation a report shows: enough to see how it ended. */
const LAST_MESSAGES = 6;

/**
 * A failed smoke test, for a person to read: for each failed case what was expected, what happened instead, the last
 * messages and tool calls, and where to look further. Quotes the conversation.
 */
export function failureText(report: SmokeReport): string {
  const { agentId, revision, cases, notes } = report;
  const failed = cases.filter(({ outcome }) => outcome !== "passed");
  const agent = `agent ${agentId}${revision === undefined ? "" : `, revision ${revision}`}`;
  return [
    `${String(failed.length)} of ${counted(cases.length, "case")} did not pass (${agent})`,
    ...failed.map((one) => caseText(one, agentId)),
    ...notes.map((note) => `note: ${note}`),
  ].join("\n\n");
}

/** One case of {@link failureText}. */
export function caseText(report: CaseReport, agentId: string): string {
  const { name, outcome, failures, attempts, durationSeconds, transcript } = report;
  const tries = attempts > 1 ? `, in ${counted(attempts, "attempt")}` : "";
  return [
    `✗ ${name}: ${OUTCOME_TEXTS[outcome]} after ${inSeconds(durationSeconds)}${tries}`,
    ...failures.map(({ expectation, text }) => `    ${expectation}: ${text}`),
    ...(transcript.length === 0 ? [] : ["  The conversation ended with"]),
    ...transcript.slice(-LAST_MESSAGES).map((entry) => `    ${messageText(entry)}`),
    `  ${whereToLook(report, agentId)}`,
  ].join("\n");
}

function messageText({ type, name, text, toolCalls = [], failed, inSubagent }: TranscriptEntry): string {
  const who = [inSubagent ? "subagent's" : "", type, name ?? "", failed ? "(failed)" : ""].filter(Boolean).join(" ");
  const calls = toolCalls.map((call) => `calls ${asCall(call)}`);
  return `${who}: ${[...(text === "" ? [] : [cut(onOneLine(text))]), ...calls].join("; ")}`;
}

function whereToLook({ threadId, threadKept, runIds }: CaseReport, agentId: string): string {
  if (threadId === undefined) {
    return "There was no conversation.";
  }
  const runs = runIds.length === 0 ? "" : `, ${runIds.length === 1 ? "run" : "runs"} ${runIds.join(", ")}`;
  return threadKept
    ? `Thread ${threadId}${runs}: kept until the next run. Open it among the test runs of agent ${agentId}, or read ` +
        `GET /v1/deepagents/threads/${threadId}.`
    : `Thread ${threadId}${runs}: deleted. To keep it next time, set keepThreads to "onFailure".`;
}

const MOST_CALLS = 10;

/** A part of a conversation in quotes, shortened if it is long. */
export function quote(text: string): string {
  return JSON.stringify(cut(text));
}

/** The start of `text`, with the number of characters that are omitted. */
export function cut(text: string): string {
  const rest = text.length - LONGEST_QUOTE;
  return rest > 0 ? `${text.slice(0, LONGEST_QUOTE)}… (${String(rest)} more characters)` : text;
}

/** With one decimal, because a short duration would otherwise read as 0. */
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

/** The first calls, in order. */
export function asCalls(calls: readonly Call[]): string {
  const rest = calls.length - MOST_CALLS;
  const shown = calls.slice(0, MOST_CALLS).map(asCall).join(", ");
  return rest > 0 ? `${shown} and ${String(rest)} more` : shown;
}

export function asCall({ name, args }: Call): string {
  return args === undefined ? name : `${name} ${cut(JSON.stringify(args))}`;
}
