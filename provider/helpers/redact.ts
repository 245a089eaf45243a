/** Removes secrets from texts that a person or a log will see. */
import { abbreviated, LONGEST_QUOTE, onOneLine } from "./text";
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

/** Ends where a text goes on after a URL: at white space, a quote, or the `::` of an approval rule. */
const REST_OF_URL = /(?:(?!::)[^\s"'`<>])*?(?=::|[.,;:)\]]*(?:[\s"'`<>]|$))/.source;
const USER_INFO = /(:\/\/|%3A%2F%2F)[^\s/"'`%@]+(?:%3A[^\s/"'`%@]+)?(?:@|%40)/gi;
const QUERY = new RegExp(`(https?://(?:\\[[^\\]]*\\])?(?:(?!::)[^\\s"'\`<>?#])*)\\?${REST_OF_URL}`, "gi");
const ENCODED_QUERY = /(https?%3A%2F%2F[^\s&"'`]*?)%3F[^\s&"'`]*/gi;

/**
 * A text whose URLs have neither user info nor a query, which may be credentials; `?…` says that there is one. Also where a
 * URL is a parameter of another one.
 *
 * @example withoutUrlCredentials("at https://a.example.com/mcp?key=k"); // "at https://a.example.com/mcp?…"
 */
export function withoutUrlCredentials(text: string): string {
  return text.replace(USER_INFO, "$1").replace(QUERY, "$1?…").replace(ENCODED_QUERY, "$1%3F…");
}

/** A credential, and its words on their own: a server may echo only the token of `Bearer <token>`. */
export function credentialsIn(text: string): string[] {
  return [text, ...text.split(/\s+/).filter((part) => part.length >= SHORTEST_SECRET_PART)];
}

/**
 * The texts and keys in a value that the program marks as secret, as a message may quote them: shortened, on one line, in parts (the
 * provider of a model, the tool of an approval rule), or as a URL without its last slash.
 *
 * @param names the names of arguments, which are no secrets, and which messages have to be able to say
 */
export function quotesOf(value: unknown, names: ReadonlySet<string> = new Set()): string[] {
  return textsIn(value)
    .filter((text) => !names.has(text))
    .flatMap((text) => [text, ...partsOf(text), normalUrl(text), onOneLine(text)])
    .flatMap((text) => [text, abbreviated(text), text.slice(0, LONGEST_QUOTE)]);
}

/** The parts between colons of what is no sentence; a URL is one part. */
function partsOf(text: string): string[] {
  const whole = text.trim().replace(/\s*:\s*/g, ":");
  if (/\s/.test(whole)) {
    return [whole];
  }
  return [whole, ...whole.split("::").flatMap((part) => (part.includes("://") ? [part] : part.split(":")))];
}

/** The texts, the numbers and the keys in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    return [...keys, ...Object.values(value).flatMap(textsIn)];
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
