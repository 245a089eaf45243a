/** What is kept of a run. Nothing of a conversation but in `transcript`, which the SDK registers as a secret. */
import { type SmokeTestRunInputs, SmokeTestRunInputsSchema } from "../../inputs/smoke-test";
import { withoutUndefined } from "../../helpers/json";
import { OWNER_KEY } from "../../inputs/owner";
import type { CaseReport, SmokeReport } from "../../smoke";
import { inputsOf as inputsAmong, type Properties } from "../resource";

/** How a case went, without what was said. */
export type CaseResult = Omit<CaseReport, "failures" | "transcript"> & {
  /** Names of the expectations that were not met. */
  readonly failed: readonly string[];
};

export interface Outputs {
  readonly passed: boolean;
  readonly results: readonly CaseResult[];
  readonly transcript: string;
  readonly testedAgentId: string;
  readonly testedRevision?: string | undefined;
}

/** A state is written again with every step of a deployment: of a long transcript its end is kept. */
const LONGEST_TRANSCRIPT = 256 * 1024;

export function inputsOf(properties: Properties): SmokeTestRunInputs {
  return inputsAmong(SmokeTestRunInputsSchema, properties);
}

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

/** The outputs among the properties of a state; those of a run that never got to a report are empty. */
export function outputsIn(state: Properties): Outputs {
  return state as unknown as Outputs;
}

/** What messages call the test. */
export function nameOf({ __urn }: SmokeTestRunInputs): string {
  return __urn.slice(__urn.lastIndexOf("::") + 2);
}

/** What every thread of the test carries: the mark, and names for people who come across one. */
export function metadataOf({ __owner, __urn }: SmokeTestRunInputs): Record<string, string> {
  const [stack = "", project = ""] = __urn.replace(/^urn:pulumi:/, "").split("::");
  return { [OWNER_KEY]: __owner, "pulumi:stack": stack, "pulumi:project": project, "pulumi:resource": __urn };
}
