/**
 * Whether everything in `expected` is in `actual`: of an object its keys, of a list every item, in the same order and
 * none besides. What else `actual` has does not matter.
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
