import type * as pulumi from "@pulumi/pulumi";

/**
 * Arguments whose values may be outputs.
 *
 * @example
 * const platform = new pulumi.StackReference("acme/platform/prod");
 * const args: deepagents.LookupInputs<deepagents.GetThreadsArgs> = { agentId: platform.requireOutput("agentId") };
 * const threads = deepagents.getThreadsOutput(args);
 */
export type LookupInputs<Args> = { [Name in keyof Args]: pulumi.Input<Exclude<Args[Name], undefined>> | Args[Name] };
