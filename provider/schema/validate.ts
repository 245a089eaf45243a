/** Checks inputs against a zod schema, around values that are not known yet. */
import type { z } from "zod";
import { propertyPath, valueAt } from "./property-path";
import { hasUnknown, UNKNOWN } from "./unknown";

/** One thing wrong with the inputs: which property, and what to write instead. */
export interface CheckFailure {
  /** For example `tools[0].name`. */
  readonly property: string;
  readonly reason: string;
}

/**
 * Reports every input that does not fit `schema`. A value that is not known yet fits everything: the engine checks
 * again when it is known.
 */
export function validate(schema: z.ZodType, inputs: unknown): CheckFailure[] {
  const result = schema.safeParse(inputs);
  if (result.success) {
    return [];
  }
  return result.error.issues.flatMap((issue) => failuresOf(issue, inputs));
}

function failuresOf(issue: z.core.$ZodIssue, inputs: unknown): CheckFailure[] {
  const value = valueAt(inputs, issue.path);
  if (value === UNKNOWN || (issue.code === "invalid_union" && hasUnknown(value))) {
    return [];
  }
  if (issue.code === "unrecognized_keys") {
    const reasons = issue.message.split("\n");
    return issue.keys.map((key, index) => ({
      property: propertyPath([...issue.path, key]),
      reason: reasons[index] ?? issue.message,
    }));
  }
  const reason = value === undefined ? `is missing: it ${issue.message}` : issue.message;
  return [{ property: propertyPath(issue.path), reason }];
}
