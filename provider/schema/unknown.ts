/**
 * The string that stands for a value not known until deployment, as the engine sends it to `check` and `diff` in a
 * preview, also deep inside arrays and objects. Source: `unknownValue` in `@pulumi/pulumi/runtime/rpc`.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether `value` is, or has anywhere inside, a value that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "string") {
    return value === UNKNOWN;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.values(value).some(hasUnknown);
}
