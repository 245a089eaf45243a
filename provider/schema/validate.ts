/** Checks inputs against a zod schema, around values that are not known yet. */
import type * as z from "zod";
import { type PathStep, propertyPath, valueAt } from "./property-path";
import { UNKNOWN } from "./unknown";

/** One thing wrong with the inputs: which property, and what to write instead. */
export interface CheckFailure {
  /** For example `tools[0].name`. */
  readonly property: string;
  /** Completes the sentence "`property` …". */
  readonly reason: string;
  /** It is told and stops nothing: a policy that is on trial. */
  readonly advisory?: boolean;
}

/**
 * Reports every input that does not fit `schema`. A value that is not known yet fits everything: the engine checks
 * again when it is known.
 */
export function validate(schema: z.ZodType, inputs: unknown): CheckFailure[] {
  const result = schema.safeParse(inputs);
  return result.success ? [] : result.error.issues.flatMap((issue) => failuresOf(issue, inputs, []));
}

/** @param at where the part of the inputs is that the issue's path starts from */
function failuresOf(issue: z.core.$ZodIssue, inputs: unknown, at: readonly PathStep[]): CheckFailure[] {
  const path = [...at, ...(issue.path as PathStep[])];
  if (valueAt(inputs, path) === UNKNOWN) {
    return [];
  }
  if (issue.code === "unrecognized_keys") {
    const reasons = issue.message.split("\n");
    return issue.keys.map((key, index) => ({
      property: propertyPath([...path, key]),
      reason: reasons[index] ?? issue.message,
    }));
  }
  const failure = { property: propertyPath(path), reason: issue.message };
  return issue.code === "invalid_union" ? failuresOfUnion(issue, inputs, path, failure) : [failure];
}

/**
 * What is wrong with the alternative that was probably meant: of those of the right type, the one with the fewest
 * failures. Where that is not clear, the union's own message.
 */
function failuresOfUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  inputs: unknown,
  path: readonly PathStep[],
  whole: CheckFailure,
): CheckFailure[] {
  const [best, next] = issue.errors
    .filter((issues) => !issues.some(isWrongType))
    .map((issues) => issues.flatMap((inner) => failuresOf(inner, inputs, path)))
    .sort((a, b) => a.length - b.length);
  return best && (best.length === 0 || best.length < (next?.length ?? Infinity)) ? best : [whole];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && issue.path.length === 0;
}
