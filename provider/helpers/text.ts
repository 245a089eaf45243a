/** Texts in messages, and regular expressions as a program or a file writes them. */

const LONGEST_NAME = 60;

/** `text` in quotes for a message, shortened if it is long and with control characters escaped. */
export function quoted(text: string): string {
  return JSON.stringify(abbreviated(text));
}

/** The start of `text`, with an ellipsis if the rest is omitted. */
export function abbreviated(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

/** The part of a longer text that a report quotes, in characters. */
export const LONGEST_QUOTE = 400;

/** Without control characters, because an agent's text may contain some that move a terminal's cursor. */
export function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** The texts in a value, in the one of Unicode's forms that tells nothing apart that looks the same (NFC). */
export function inOneForm<T>(value: T): T {
  if (typeof value === "string") {
    return value.normalize("NFC") as T;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => inOneForm(item)) as T;
  }
  return typeof value === "object" && value !== null
    ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [inOneForm(key), inOneForm(item)])) as T)
    : value;
}

/** A list in words: `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1) ?? ""}`;
}

/** The candidate that `word` probably misspells, if any. At most a third of its letters may differ. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(word.length / 3));
  const ranked = candidates
    // The distance is at least the difference in length, so a very long word needs no calculation.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= most ? best.candidate : undefined;
}

/** The Levenshtein distance, calculated one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Whether `text` is a UUID, like all ids of the API. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Flags at the start of a pattern, which JavaScript does not have: `(?i)` ignores case. */
const FLAGS = /^\(\?([ims]+)\)/;

/**
 * The regular expression that `source` describes.
 *
 * @throws SyntaxError when `source` is not a valid regular expression
 */
export function patternOf(source: string): RegExp {
  const [prefix = "", flags = ""] = FLAGS.exec(source) ?? [];
  return new RegExp(source.slice(prefix.length), `u${[...new Set(flags)].join("")}`);
}

/** Why `source` is not a valid regular expression, if so. */
export function patternProblem(source: string): string | undefined {
  try {
    patternOf(source);
    return undefined;
  } catch (error) {
    // The message repeats the expression, which may be long.
    return `is not a valid regular expression: ${(error as Error).message.replace(/^.*\/[a-z]*: /s, "")}`;
  }
}
