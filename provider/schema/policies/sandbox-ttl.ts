/** Sandboxes are paused and deleted in time. */
import { fieldOf, isSet } from "../rules/reading";
import type { Rule } from "../rules/rule";
import { UNKNOWN } from "../unknown";
import type { CheckFailure } from "../validate";
import type { Policies } from "./policies";

export function sandboxesEndInTime(policies: Policies): Rule {
  return (inputs) => {
    const backend = fieldOf(inputs, "backend");
    const type = fieldOf(backend, "type");
    if (!SANDBOXES.includes(type)) {
      return [];
    }
    const name = type === "sandbox" ? "sandboxConfig" : "sandbox";
    const options = fieldOf(backend, name);
    return options === UNKNOWN
      ? []
      : LIMITS.flatMap(([policy, option]) =>
          tooLong(policy, policies[policy], `backend.${name}.${option}`, fieldOf(options, option)),
        );
  };
}

const SANDBOXES: readonly unknown[] = ["sandbox", "thread_scoped_sandbox", "agent_scoped_sandbox"];

const LIMITS = [
  ["maxSandboxIdleTtlSeconds", "idleTtlSeconds"],
  ["maxSandboxDeleteAfterStopSeconds", "deleteAfterStopSeconds"],
] as const;

function tooLong(policy: string, most: number | undefined, property: string, value: unknown): CheckFailure[] {
  if (most === undefined || value === UNKNOWN || (typeof value === "number" && value <= most)) {
    return [];
  }
  // Without one the service chooses.
  const problem = isSet(value) ? "is too long" : "is missing";
  return [{ property, reason: `${problem}: the policy ${policy} allows ${String(most)} or less` }];
}
