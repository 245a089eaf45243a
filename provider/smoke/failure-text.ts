import type { CaseReport, SmokeReport, TranscriptEntry } from "./report";
import { asCall, counted, cut, inSeconds, OUTCOME_TEXTS } from "./wording";

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
