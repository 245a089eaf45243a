/** Policies: what a team requires of every agent of a stack. */
import { addPolicies } from "./policies-in-force";

/**
 * What every {@link Agent} of a stack has to fulfil. Anything left out is not checked.
 *
 * @example
 * const policies: deepagents.Policies = { approvalRequired: ["delete_*"], enforcementLevel: "advisory" };
 * deepagents.policies.enforce(policies);
 */
export interface Policies {
  /**
   * Providers that agents and subagents may use: the part of `model` before the colon. With this policy an agent has to
   * name its model, because the service would choose one otherwise, and saved Playground configurations are refused.
   */
  allowedModelProviders?: string[];

  /** Names of tools that need a person's approval; `*` stands for any characters: `["delete_*", "*payment*"]`. */
  approvalRequired?: string[];

  /** Refuses agents that everyone in the workspace can change. Default: false. */
  forbidWorldWritable?: boolean;

  /** The longest that a sandbox may be unused before it is paused, in seconds. Agents with a sandbox have to set it. */
  maxSandboxIdleTtlSeconds?: number;

  /** The longest that a stopped sandbox may be kept, in seconds. Agents with a sandbox have to set it. */
  maxSandboxDeleteAfterStopSeconds?: number;

  /** Whether a violation fails the deployment (`mandatory`, the default) or is only reported (`advisory`). */
  enforcementLevel?: "mandatory" | "advisory";
}

/**
 * Refuses agents of this stack that violate `policies`, already in the preview. Call it before the first agent is
 * declared. Several calls add up, and add to the policies in the stack's configuration (`deepagents:policies`).
 *
 * @throws when an agent has already been declared
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
