/** Front matter, as `SKILL.md` has it: finds, reads and writes it. */
import { loadYaml } from "./yaml";

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

/** What a skill says in fields of its own, whatever else its front matter has. */
const OWN_KEYS = ["name", "description"] as const;

/** A line of front matter, counted from 1. */
export interface FrontMatterLine {
  readonly text: string;
  readonly line: number;
}

/** The lines of keys other than `name` and `description`. */
export function linesBeside(lines: readonly string[]): FrontMatterLine[] {
  const own = new Set<number>();
  for (const key of OWN_KEYS) {
    for (const start of linesOfKey(lines, key)) {
      for (let index = start; index < endOfValue(lines, start); index += 1) {
        own.add(index);
      }
    }
  }
  return lines.map((text, index) => ({ text, line: index + 1 })).filter((_, index) => !own.has(index));
}

/** The indexes of the lines that begin with `key`, which may be written in a way that is not quite YAML. */
export function linesOfKey(lines: readonly string[], key: string): number[] {
  return lines.flatMap((line, at) => (line.split(":", 1)[0]?.trimEnd() === key && line.includes(":") ? [at] : []));
}

/** The index after the last line of the value that begins in line `start`: its further lines are indented, or items. */
export function endOfValue(lines: readonly string[], start: number): number {
  const next = lines.slice(start + 1).findIndex((text) => /^[^\s-]/.test(text));
  return next === -1 ? lines.length : start + 1 + next;
}

/** The front matter of a `SKILL.md` without its name and description, as it was written; empty if there is nothing else. */
export function otherFrontMatter(file: string): string {
  const split = splitFrontMatter(file.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  if (typeof split === "string") {
    return "";
  }
  const text = joined(linesBeside(split.frontMatter.split("\n")));
  return frontMatterProblem(text) === undefined ? text : (withoutOwnKeys(split.frontMatter) ?? text);
}

/** Rewrites front matter in which the two keys have no lines of their own: they are in quotes, or everything is in braces. */
function withoutOwnKeys(frontMatter: string): string | undefined {
  const { parseDocument, isMap } = loadYaml();
  const document = parseDocument(frontMatter, { logLevel: "silent" });
  const { contents, errors } = document;
  if (errors.length > 0 || !isMap(contents)) {
    return undefined;
  }
  for (const key of OWN_KEYS) {
    contents.delete(key);
  }
  contents.flow = false;
  return contents.items.length === 0 ? "" : document.toString().trimEnd();
}

/** The text of such lines, without blank ones around it. */
export function joined(lines: readonly FrontMatterLine[]): string {
  const text = lines.map((line) => line.text).join("\n");
  return text.trim() === "" ? "" : text.replace(/^(\s*\n)+/, "").trimEnd();
}

/** What front matter says, whatever its layout and the order of its keys. A text that is not YAML means itself. */
export function meaningOfFrontMatter(text: string): unknown {
  if (text.trim() === "") {
    return {};
  }
  try {
    return (loadYaml().parse(text, { logLevel: "silent" }) as unknown) ?? {};
  } catch {
    return text;
  }
}

/** What is wrong with a text as the front matter of a skill besides name and description, and in which of its lines. */
export function frontMatterProblem(text: string): { readonly reason: string; readonly line: number } | undefined {
  if (text.trim() === "") {
    return undefined;
  }
  const lines = text.split("\n");
  const fence = lines.findIndex(isFence);
  if (fence !== -1) {
    return { reason: "must not contain a line ---: write only what is between two of them", line: fence + 1 };
  }
  // As it will be in the file: what is valid by itself, like { license: MIT }, may not be valid after other keys.
  const before = OWN_KEYS.map((key) => `${key}: ""\n`).join("");
  const document = loadYaml().parseDocument(before + text, { logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) {
    return undefined;
  }
  const line = Math.max(1, (before + text).slice(0, error.pos[0]).split("\n").length - OWN_KEYS.length);
  const own = OWN_KEYS.find((key) => new RegExp(`^(["']?)${key}\\1\\s*:`).test(lines[line - 1] ?? ""));
  if (error.code !== "DUPLICATE_KEY") {
    return { reason: `must be YAML, a line key: value for each key: ${error.message}`, line };
  }
  return own === undefined
    ? { reason: "has a key twice: drop one of them", line }
    : { reason: `must not contain ${own}, which is an argument of its own: drop it`, line };
}

/**
 * Writes each value as a JSON string, which is also YAML and always a single line, so any value comes back unchanged, even
 * one with a line `---`. The blank line before the body is not part of the body.
 *
 * @param others further keys, in YAML
 */
export function renderFrontMatter(fields: Record<string, string | undefined>, body: string, others = ""): string {
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}\n`],
  );
  const rest = others === "" || others.endsWith("\n") ? others : `${others}\n`;
  return `---\n${lines.join("")}${rest}---\n\n${body}`;
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
