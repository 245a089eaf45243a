import * as pulumi from "@pulumi/pulumi";
import { perStack } from "./per-stack";
import type { Policies } from "./policies";
import { ProgramError } from "./program-error";

const ofStack = perStack("policies", () => ({ byProgram: [] as Policies[], inUse: false }));

/** Adds the program's policies; they are in force for the agents that it declares from now on, so there must be none. */
export function addPolicies(policies: Policies): void {
  const stack = ofStack();
  if (stack.inUse) {
    throw new ProgramError(
      "policies.enforce comes too late for an agent that is declared already: call it before the first",
    );
  }
  stack.byProgram.push(policies);
}

/** The policies for an agent that is being declared: the configuration's and the program's; `undefined` for none. */
export function policiesInForce(): readonly unknown[] | undefined {
  const stack = ofStack();
  stack.inUse = true;
  const configured = new pulumi.Config("deepagents").getObject<unknown>("policies");
  const all = [...(configured === undefined ? [] : [configured]), ...stack.byProgram];
  return all.length === 0 ? undefined : all;
}
