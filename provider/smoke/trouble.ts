/** What kept a case from coming to its end, told apart from a wrong answer. */
import type { Api } from "../client";
import { ApiError, BrokenStreamError, NoAnswerError, NotFoundError } from "../client/errors";
import {
  type Outcome,
  type CaseReport,
  type SmokeReport,
  type TranscriptEntry,
  asCall,
  counted,
  cut,
  inSeconds,
  OUTCOME_TEXTS,
} from "./report";

export interface Trouble {
  readonly outcome: Exclude<Outcome, "passed" | "failed">;
  readonly text: string;
}

/** The run reported an error of its own. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** The stream ended in good order, and yet in the middle of the agent's work. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";
}

/** Why an attempt is over before its end: the reason that its signal is aborted with. */
export class AttemptEnded extends Error {
  override readonly name = "AttemptEnded";

  constructor(readonly trouble: Trouble) {
    super(trouble.text);
  }
}

/**
 * @throws `error` when it is none that is expected here: that is a bug of ours, and no report about the agent
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof AttemptEnded) {
    return error.trouble;
  }
  if (error instanceof RunError) {
    return { outcome: "agentError", text: `the agent's run ended with an error: ${error.message}` };
  }
  if (error instanceof BrokenStreamError || error instanceof UnfinishedError) {
    return { outcome: "brokenStream", text: `the answer did not arrive whole: ${error.message}` };
  }
  if (error instanceof ApiError || error instanceof NoAnswerError) {
    return { outcome: "apiError", text: error.message };
  }
  throw error;
}

/** Trouble that a deleted agent explains has that as its cause. */
export async function orAgentGone(trouble: Trouble, api: Api, agentId: string): Promise<Trouble> {
  if (trouble.outcome === "cancelled") {
    return trouble;
  }
  try {
    await api.agents.get(agentId);
    return trouble;
  } catch (error) {
    return error instanceof NotFoundError
      ? { outcome: "agentGone", text: `agent ${agentId} was deleted while the test ran` }
      : trouble;
  }
}

/** Of each conversation: enough to see how it ended. */
const LAST_MESSAGES = 6;

/**
 * What a person reads of a smoke test that failed: of each such case what was expected, what came instead, the last
 * messages and tool calls, and where to look further. It quotes the conversation.
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
  return `${who}: ${[...(text === "" ? [] : [onOneLine(text)]), ...calls].join("; ")}`;
}

/** Without control characters: what an agent says may hold those that move a terminal's cursor. */
function onOneLine(text: string): string {
  return cut(text.replace(/[\s\p{Cc}]+/gu, " ").trim());
}

function whereToLook({ threadId, threadKept, runIds }: CaseReport, agentId: string): string {
  if (threadId === undefined) {
    return "There was no conversation.";
  }
  const runs = runIds.length === 0 ? "" : `, ${runIds.length === 1 ? "run" : "runs"} ${runIds.join(", ")}`;
  return threadKept
    ? `Thread ${threadId}${runs}: kept until the next run. Open it among the test runs of agent ${agentId}, or read ` +
        `GET /v1/deepagents/threads/${threadId}.`
    : `Thread ${threadId}${runs}: deleted. To look at it the next time, set keepThreads to "onFailure".`;
}
