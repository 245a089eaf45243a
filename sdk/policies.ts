/** What a team demands of every agent of a stack. */
import * as pulumi from "@pulumi/pulumi";
import { perStack } from "./owner";
import { ProgramError } from "./properties";

/**
 * Demands on every {@link Agent} of a stack. What is left out demands nothing.
 *
 * @example
 * const policies: deepagents.Policies = { approvalRequired: ["delete_*"], enforcementLevel: "advisory" };
 * deepagents.policies.enforce(policies);
 */
export interface Policies {
  /**
   * Providers, the part of `model` before the colon, that agents and subagents may run on. With it an agent has to name
   * its model, since otherwise the service chooses, and a saved Playground configuration is refused.
   */
  allowedModelProviders?: string[];

  /** Names of tools that need a person's approval; `*` stands for any characters: `["delete_*", "*payment*"]`. */
  approvalRequired?: string[];

  /** Refuses agents that everyone in the workspace can change. Default: false. */
  forbidWorldWritable?: boolean;

  /** The longest that a sandbox may be unused before it is paused, in seconds. Agents with a sandbox have to say it. */
  maxSandboxIdleTtlSeconds?: number;

  /** The longest that a stopped sandbox may be kept, in seconds. Agents with a sandbox have to say it. */
  maxSandboxDeleteAfterStopSeconds?: number;

  /** Whether a violation fails the deployment (`mandatory`, the default) or is only told (`advisory`). */
  enforcementLevel?: "mandatory" | "advisory";
}

/**
 * Refuses, in the preview already, agents of this stack that are against `policies`. Call it before the first agent is
 * declared. Several calls add to one another, and to those of the stack's configuration `deepagents:policies`.
 *
 * @throws ProgramError when an agent has been declared already
 *
 * @example
 * deepagents.policies.enforce({
 *   allowedModelProviders: ["anthropic"],
 *   approvalRequired: ["delete_*"],
 *   forbidWorldWritable: true,
 * });
 */
export function enforce(policies: Policies): void {
  addPolicies(policies);
}

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
