/** When a smoke test has to run again. */
import { isDeepStrictEqual } from "node:util";
import type { AgentInputs } from "../../schema/inputs/agent";
import type { SmokeTestRunInputs } from "../../schema/inputs/smoke-test-run";
import { hasUnknown } from "../../schema/unknown";
import { changedProperties } from "../agent/requests";
import { inputsOf, outputsIn } from "./state";
import type { Properties } from "../resource";

/** Inputs that say what is tested. The others say how: they are used the next time. */
const REASONS = {
  agentId: "the agent is another one",
  revision: "the agent's revision changes",
  __candidate: "the agent changes",
  __mcpServers: "an MCP server of its tools changes",
  cases: "the cases change",
  triggers: "the triggers change",
} as const;

export type Reason = keyof typeof REASONS;
const NAMES = Object.keys(REASONS) as Reason[];

/** The inputs that make the test run again. What is not known yet counts as different. */
export function changedInputs(before: SmokeTestRunInputs, after: SmokeTestRunInputs): Reason[] {
  return NAMES.filter((name) =>
    name === "__candidate"
      ? candidateDiffers(before.__candidate, after.__candidate)
      : hasUnknown(after[name]) || !isDeepStrictEqual(before[name], after[name]),
  );
}

/** A failed run is repeated, unless it was recorded on purpose. */
export function lastRunFailed(state: Properties, inputs: SmokeTestRunInputs): boolean {
  const recorded = inputsOf(state).onFailure === "warn" && inputs.onFailure === "warn";
  return !outputsIn(state).passed && !recorded;
}

export function explain(changed: readonly Reason[], failed: boolean): string {
  return [...(failed ? ["the last run failed"] : []), ...changed.map((name) => REASONS[name])].join(", ");
}

function candidateDiffers(before: AgentInputs | undefined, after: AgentInputs | undefined): boolean {
  return before && after ? changedProperties(before, after).length > 0 : before !== after;
}
