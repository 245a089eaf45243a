const MOST = 60;

/** `text` in quotes for a message: cut where it is long, control characters escaped. */
export function quoted(text: string): string {
  return JSON.stringify(abbreviated(text));
}

/** The start of `text`, with an ellipsis where something is left out. */
export function abbreviated(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

/** A list in words: `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1) ?? ""}`;
}
