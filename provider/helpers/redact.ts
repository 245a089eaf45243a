/** Removes secrets from texts that a person or a log will see. */
import { abbreviated } from "./text";
import { normalUrl } from "./url";

/** Replacing shorter texts would make every message unreadable. */
const SHORTEST_SECRET = 4;
const SHORTEST_SECRET_PART = 6;

/** Replaces each of `secrets` in `text`, also where it is URL- or JSON-encoded. */
export function redact(text: string, secrets: readonly string[]): string {
  const needles = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return needles.reduce((redacted, needle) => redacted.replaceAll(needle, "[secret]"), text);
}

/** A credential, and its words on their own: a server may echo only the token of `Bearer <token>`. */
export function credentialsIn(text: string): string[] {
  return [text, ...text.split(/\s+/).filter((part) => part.length >= SHORTEST_SECRET_PART)];
}

/**
 * The texts in a value that the program marks as secret, as a message may quote them: shortened, in parts (the provider of a
 * model, the tool of an approval rule), or as a URL without its last slash.
 */
export function quotesOf(value: unknown): string[] {
  return textsIn(value)
    .flatMap((text) => [text, ...partsOf(text), normalUrl(text)])
    .flatMap((text) => [text, abbreviated(text)]);
}

/** The parts between colons of what is no sentence; a URL is one part. */
function partsOf(text: string): string[] {
  const whole = text.trim().replace(/\s*:\s*/g, ":");
  if (/\s/.test(whole)) {
    return [];
  }
  return [whole, ...whole.split("::").flatMap((part) => (part.includes("://") ? [part] : part.split(":")))];
}

/** The texts and numbers in a value, and those keys of it that are no names of properties. */
function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => [...(/^\w*$/.test(key) ? [] : [key]), ...textsIn(item)]);
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
