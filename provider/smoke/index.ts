/** Smoke tests of deployed agents: for the resource and for the command. Knows nothing of either. */
export { caseText, failureText } from "./trouble";
export type { CaseReport, Failure, Outcome, SmokeReport, TranscriptEntry, TranscriptToolCall } from "./report";
export { runSmokeTest, type SmokeTestOptions } from "./run-smoke-test";
export { deleteTestThreads } from "./run-smoke-test";
export { counted } from "./report";
