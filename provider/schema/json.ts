/**
 * A copy of `value` without keys whose value is `undefined`, at any depth. The engine's wire format has no such value:
 * one in `outs`, `props` or `inputs` crashes the call.
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

/** Whether `value` says nothing: absent, `""`, `[]`, `{}`, or an object of such values only. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") {
    return true;
  }
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
