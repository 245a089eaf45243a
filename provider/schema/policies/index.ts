import type { Rule } from "../rules/rule";
import { type CheckFailure, validate } from "../validate";
import { matchingToolsNeedApproval } from "./approval-required";
import { modelsAreOfAllowedProviders } from "./model-providers";
import { type Policies, PoliciesSchema } from "./policies";
import { sandboxesEndInTime } from "./sandbox-ttl";
import { nobodyElseWrites } from "./world-writable";

export { POLICIES_KEY } from "./policies";

/**
 * What in the inputs of an agent is against any of `all`, which come from the stack's configuration and the program:
 * each may only add to the others. Policies that are wrong themselves are failures, too.
 */
export function policyFailures(all: unknown, inputs: unknown): CheckFailure[] {
  return (Array.isArray(all) ? all : []).flatMap((policies: unknown) => {
    const wrong = validate(PoliciesSchema, policies);
    return wrong.length > 0 ? wrong.map(inThePolicies) : failuresOf(policies as Policies, inputs);
  });
}

function inThePolicies({ property, reason }: CheckFailure): CheckFailure {
  return { property: property === "" ? "policies" : `policies.${property}`, reason };
}

function failuresOf(policies: Policies, inputs: unknown): CheckFailure[] {
  const found = rulesOf(policies).flatMap((rule) => rule(inputs));
  return policies.enforcementLevel === "advisory" ? found.map((failure) => ({ ...failure, advisory: true })) : found;
}

function rulesOf(policies: Policies): Rule[] {
  return [
    modelsAreOfAllowedProviders(policies),
    matchingToolsNeedApproval(policies),
    nobodyElseWrites(policies),
    sandboxesEndInTime(policies),
  ];
}
