/** Smoke tests of deployed agents, for the resource and the command, neither of which this folder knows. */
export {
  type CaseReport,
  caseText,
  counted,
  type Failure,
  failureText,
  type Outcome,
  type SmokeReport,
  type TranscriptEntry,
  type TranscriptToolCall,
} from "./report";
export { setMemory } from "./run-cases";
export { deleteTestThreads, runSmokeTest, type SmokeTestOptions } from "./run-smoke-test";
