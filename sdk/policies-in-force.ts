/** The policies that apply to the agents of a stack: the configuration's and the program's. */
import * as pulumi from "@pulumi/pulumi";
import { perStack } from "./owner";
import { ProgramError } from "./properties";

const ofStack = perStack("policies", () => ({ byProgram: [] as object[], inUse: false }));

/** Adds the program's policies. They only apply to agents that are declared afterwards, so there must be none yet. */
export function addPolicies(policies: object): void {
  const stack = ofStack();
  if (stack.inUse) {
    throw new ProgramError("policies.enforce must be called before the first agent is declared");
  }
  stack.byProgram.push(policies);
}

/** The policies for an agent that is being declared; `undefined` when there are none. */
export function policiesInForce(): readonly unknown[] | undefined {
  const stack = ofStack();
  stack.inUse = true;
  const configured = new pulumi.Config("deepagents").getObject<unknown>("policies");
  const all = [...(configured === undefined ? [] : [configured]), ...stack.byProgram];
  return all.length === 0 ? undefined : all;
}
