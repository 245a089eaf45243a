/** Removes secrets from texts that a person or a log will see. */

/** Replacing shorter texts would make every message unreadable, and they are not secrets. */
const SHORTEST_SECRET = 4;
const SHORTEST_SECRET_PART = 6;

/**
 * Replaces each of `secrets` in `text`, also where it is URL- or JSON-encoded. Replaces the words of a secret on their
 * own as well, because a server may echo only the token of `Bearer <token>`.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const needles = secrets
    .flatMap((secret) => [secret, ...secret.split(/\s+/).filter((part) => part.length >= SHORTEST_SECRET_PART)])
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return needles.reduce((redacted, needle) => redacted.replaceAll(needle, "[secret]"), text);
}
