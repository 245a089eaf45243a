/** Everything wrong with the inputs of a resource: field by field, and across fields. */
import type * as z from "zod";
import type { Rule } from "./rules/rule";
import { type CheckFailure, validate } from "./validate";

/**
 * What `schema` and then `rules` find. Rules look also at inputs that do not fit the schema, so that one run names
 * everything; of several findings for one property the first is kept.
 */
export function check(schema: z.ZodType, rules: readonly Rule[], inputs: unknown): CheckFailure[] {
  const found = new Map<string, CheckFailure>();
  for (const failure of [...validate(schema, inputs), ...rules.flatMap((rule) => rule(inputs))]) {
    if (!found.has(failure.property)) {
      found.set(failure.property, failure);
    }
  }
  return [...found.values()];
}
