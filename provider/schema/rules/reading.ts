/** Reads inputs whose shape nobody has made sure of. */
import { UNKNOWN } from "../unknown";

/** The items of a list; none of anything else. */
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

/** Whether the program says anything here that is known. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
