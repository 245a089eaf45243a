/** Finds front matter. What is in it (YAML, or lines that are almost YAML) is for the caller to read. */

/** A text's front matter, without its fences, and the text after it. */
export interface FrontMatterSplit {
  readonly frontMatter: string;
  readonly rest: string;
}

/**
 * Splits a text after its front matter: what is between a first line `---` and the next one.
 *
 * @returns `"none"` when the text does not start with a fence, `"unclosed"` when a second one is missing
 */
export function splitFrontMatter(text: string): FrontMatterSplit | "none" | "unclosed" {
  const opening = lineAt(text, 0);
  if (!isFence(opening.line)) {
    return "none";
  }
  // Line by line, because a regular expression stops at U+2028 and overflows on a long text without a second fence.
  for (let start = opening.end; start < text.length;) {
    const { line, end } = lineAt(text, start);
    if (isFence(line)) {
      return { frontMatter: text.slice(opening.end, start), rest: text.slice(end) };
    }
    start = end;
  }
  return "unclosed";
}

function lineAt(text: string, start: number): { readonly line: string; readonly end: number } {
  const newline = text.indexOf("\n", start);
  return newline === -1
    ? { line: text.slice(start), end: text.length }
    : { line: text.slice(start, newline), end: newline + 1 };
}

function isFence(line: string): boolean {
  return /^---[ \t]*\r?$/.test(line);
}
