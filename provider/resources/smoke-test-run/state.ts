/** What the state keeps of a run. Only `transcript` quotes the conversation; the SDK registers it as a secret. */
import { withoutUndefined } from "../../helpers/json";
import { OWNER_KEY } from "../../inputs/owner";
import { type SmokeTestRunInputs, SmokeTestRunInputsSchema } from "../../inputs/smoke-test";
import type { CaseReport, SmokeReport } from "../../smoke";
import type { Proof } from "../agent/proof";
import { inputsReader, type Properties } from "../resource";

/** The result of a case, without the conversation. */
export type CaseResult = Omit<CaseReport, "failures" | "transcript"> & {
  /** The names of the expectations that were not met. */
  readonly failed: readonly string[];
};

export interface Outputs {
  readonly passed: boolean;
  readonly results: readonly CaseResult[];
  readonly transcript: string;
  readonly testedAgentId: string;
  readonly testedRevision?: string | undefined;
  /** What the test has proven of a candidate's arguments. Absent where it did not pass, and where there is none. */
  readonly proof?: Proof | undefined;
}

/** Every step of a deployment writes the state again, so only the end of a long transcript is kept. */
const LONGEST_TRANSCRIPT = 256 * 1024;

export const inputsOf = inputsReader(SmokeTestRunInputsSchema);

export function outputsOf(report: SmokeReport): Outputs {
  const transcript = JSON.stringify(report.cases.map((one) => ({ name: one.name, transcript: one.transcript })));
  return {
    passed: report.passed,
    results: report.cases.map(({ failures, transcript: _, ...result }) => ({
      ...result,
      failed: [...new Set(failures.map(({ expectation }) => expectation))],
    })),
    transcript: transcript.length > LONGEST_TRANSCRIPT ? `…${transcript.slice(-LONGEST_TRANSCRIPT)}` : transcript,
    testedAgentId: report.agentId,
    testedRevision: report.revision,
  };
}

export function stateOf(inputs: SmokeTestRunInputs, outputs: Outputs): Properties {
  return withoutUndefined({ ...inputs, ...outputs });
}

/** The outputs among the properties of a state. They are empty if the run never got to a report. */
export function outputsIn(state: Properties): Outputs {
  return state as unknown as Outputs;
}

/** The test's name in messages. */
export function nameOf({ __urn }: SmokeTestRunInputs): string {
  return __urn.slice(__urn.lastIndexOf("::") + 2);
}

/** The metadata of the test's threads: the mark, and names for people who come across one. */
export function metadataOf({ __owner, __urn }: SmokeTestRunInputs): Record<string, string> {
  const [stack = "", project = ""] = __urn.replace(/^urn:pulumi:/, "").split("::");
  return { [OWNER_KEY]: __owner, "pulumi:stack": stack, "pulumi:project": project, "pulumi:resource": __urn };
}
