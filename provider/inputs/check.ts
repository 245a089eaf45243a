/** Checks inputs against a schema and rules. A value that is not known yet is never wrong. */
import * as z from "zod";
import { type PathStep, propertyPath, valueAt } from "../helpers/property-path";
import { UNKNOWN } from "../helpers/json";

/** One thing wrong with the inputs: which property, and what to write instead. */
export interface CheckFailure {
  /** For example `tools[0].name`. */
  readonly property: string;
  /** Completes the sentence "`property` …". */
  readonly reason: string;
  /** Reported without stopping the deployment: the policy is advisory. */
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

/**
 * Finds what is wrong across fields, where each field alone may be right.
 *
 * A rule also runs when the schema has found something, so it accepts inputs of any shape, ignores what has the wrong one,
 * and never throws. It ignores values that are not known yet, too.
 */
export type Rule = (inputs: unknown) => readonly CheckFailure[];

/** The items of a list; none of anything else. This and what follows reads inputs of any shape. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The keys and values of an object; none of anything else. */
export function entriesOf(value: unknown): readonly (readonly [key: string, value: unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** A property of an object; `undefined` of anything else. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A text that is known; `undefined` for anything else. */
export function knownText(value: unknown): string | undefined {
  return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}

/**
 * The arguments without those that are `null`: what an output of a program becomes when it turns out to be empty. Where
 * `schema` knows no arguments (in free JSON, among the headers of a server), `null` is a value or a mistake, and stays.
 */
export function withoutEmpty<T>(schema: z.core.$ZodType, value: T): T {
  if (schema instanceof z.ZodOptional) {
    return withoutEmpty(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.reduce((rest: T, option) => withoutEmpty(option, rest), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item: unknown) => withoutEmpty(schema.element, item)) as T;
  }
  if (!isObject(value)) {
    return value;
  }
  if (schema instanceof z.ZodRecord) {
    const items = Object.entries(value).map(([key, item]) => [key, withoutEmpty(schema.valueType, item)]);
    return Object.fromEntries(items) as T;
  }
  if (!(schema instanceof z.ZodObject)) {
    return value;
  }
  const kept = Object.entries(value).flatMap(([name, item]) => {
    const argument = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.core.$ZodType) : undefined;
    return argument && item === null ? [] : [[name, argument ? withoutEmpty(argument, item) : item]];
  });
  return Object.fromEntries(kept) as T;
}

/** The names of all arguments, at any depth. */
export function argumentNames(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodOptional) {
    return argumentNames(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => argumentNames(option));
  }
  if (schema instanceof z.ZodArray) {
    return argumentNames(schema.element);
  }
  if (schema instanceof z.ZodRecord) {
    return argumentNames(schema.valueType);
  }
  return schema instanceof z.ZodObject
    ? Object.entries(schema.shape).flatMap(([name, argument]) => [name, ...argumentNames(argument as z.core.$ZodType)])
    : [];
}

/** Whether the program sets a value here, and it is known. */
export function isSetAndKnown(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The index of each repeated key, with that of its first occurrence. */
export function repeats(keys: readonly (string | undefined)[]): [index: number, first: number][] {
  const firsts = new Map<string, number>();
  return keys.flatMap((key, index): [number, number][] => {
    const first = key === undefined ? undefined : firsts.get(key);
    if (key !== undefined && first === undefined) {
      firsts.set(key, index);
    }
    return first === undefined ? [] : [[index, first]];
  });
}
