/** Values as JSON has them, with two more: `undefined`, and what is not known until deployment. */
import { isDeepStrictEqual } from "node:util";

/**
 * A copy of `value` without keys whose value is `undefined`, at any depth. The engine's wire format cannot hold
 * `undefined`: one in `outs`, `props` or `inputs` crashes the call.
 */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withoutUndefined(item)) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const kept = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]): [string, unknown] => [key, withoutUndefined(item)]);
  return Object.fromEntries(kept) as T;
}

/** A copy of `value` with 0 for each -0, which JSON does not tell apart. */
export function withoutNegativeZero<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withoutNegativeZero(item)) as T;
  }
  if (typeof value !== "object" || value === null) {
    return Object.is(value, -0) ? (0 as T) : value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNegativeZero(item)])) as T;
}

/** A copy of `value` with those of its properties `names` that are not `undefined`. */
export function pick<T extends object, Name extends keyof T>(value: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(
    names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]),
  ) as Pick<T, Name>;
}

/** Whether `value` is absent, `""`, `[]`, `{}`, or an object that holds only such values. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") {
    return true;
  }
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

/**
 * The string that stands for a value that is not known until deployment. The engine sends it to `check` and `diff` in a
 * preview, also inside arrays and objects. Source: `unknownValue` in `@pulumi/pulumi/runtime/rpc`.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether `value` is not known yet, or contains anything that is not. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "string") {
    return value === UNKNOWN;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.values(value).some(hasUnknown);
}

/**
 * Whether two values are equal, once `normal` has brought them into one form. A value that is not known yet counts as
 * different and never reaches `normal`.
 */
export function sameMeaning<T>(before: T, after: T, normal: (value: T) => unknown = (value) => value): boolean {
  return !hasUnknown(after) && isDeepStrictEqual(normal(before), normal(after));
}

/**
 * Whether `actual` contains everything in `expected`: every key of an object, and exactly the items of a list, in the same
 * order. Other keys of `actual` do not matter.
 *
 * @example contained({ query: "tea" }, { query: "tea", limit: 5 }); // true
 */
export function contained(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "object" || expected === null) {
    return expected === actual;
  }
  if (typeof actual !== "object" || actual === null || Array.isArray(expected) !== Array.isArray(actual)) {
    return false;
  }
  if (Array.isArray(expected) && expected.length !== (actual as unknown[]).length) {
    return false;
  }
  return Object.entries(expected).every(
    ([key, value]) => Object.hasOwn(actual, key) && contained(value, (actual as Record<string, unknown>)[key]),
  );
}
