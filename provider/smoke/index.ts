/** Smoke tests of deployed agents: for the resource and for the command. Knows nothing of either. */
export { caseText, failureText } from "./failure-text";
export type { CaseReport, Failure, Outcome, SmokeReport, TranscriptEntry, TranscriptToolCall } from "./report";
export { runSmokeTest, type SmokeTestOptions } from "./run-smoke-test";
export { deleteTestThreads } from "./test-threads";
export { counted } from "./wording";
