/** What a team demands of every agent of a stack, beyond what the API accepts. */
import * as z from "zod";
import { argumentsOf } from "../inputs/arguments";
import { atLeast, choice, list, required } from "../inputs/text";
import { MAX_ITEMS } from "../limits";

const seconds = atLeast(0, "seconds");

export const PoliciesSchema = argumentsOf({
  allowedModelProviders: list(required('a provider, like "anthropic"'), MAX_ITEMS.policies),
  approvalRequired: list(required('the name of a tool, or a pattern like "delete_*"'), MAX_ITEMS.policies),
  forbidWorldWritable: z.boolean("must be true or false").optional(),
  maxSandboxIdleTtlSeconds: seconds.optional(),
  maxSandboxDeleteAfterStopSeconds: seconds.optional(),
  enforcementLevel: choice(["mandatory", "advisory"]).optional(),
});
export type Policies = z.infer<typeof PoliciesSchema>;

/**
 * The input that carries policies from the program to `check`. `check` does not pass it on, so no state has it and a new
 * policy changes no resource.
 */
export const POLICIES_KEY = "__policies";
