import { isDeepStrictEqual } from "node:util";
import { hasUnknown } from "../schema/unknown";

/**
 * Whether two values mean the same once `normal` has brought them into one form. A value that is not known yet is
 * taken to differ, and never reaches `normal`.
 */
export function sameMeaning<T>(before: T, after: T, normal: (value: T) => unknown): boolean {
  return !hasUnknown(after) && isDeepStrictEqual(normal(before), normal(after));
}
