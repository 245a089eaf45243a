/** Markdown with YAML front matter: SKILL.md, and the AGENTS.md of a subagent. */
import { createRequire } from "node:module";

const requireLazily = createRequire(__filename);

export interface FrontMatterDocument {
  /** Scalar values as text; lists and maps are left out, for no typed field holds one. */
  fields: ReadonlyMap<string, string>;
  body: string;
}

/**
 * Writes each value as a JSON string, which is also YAML and always a single line: a value can hold anything, a `---`
 * line included, and comes back exactly. The one blank line before the body is not part of it.
 */
export function renderFrontMatter(fields: Record<string, string | undefined>, body: string): string {
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}\n`],
  );
  return `---\n${lines.join("")}---\n\n${body}`;
}

/** Reads what {@link renderFrontMatter} or a person wrote. A text without front matter is all body; never throws. */
export function parseFrontMatter(text: string): FrontMatterDocument {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const opening = readLine(text, start);
  if (!isFence(opening.line)) return { fields: new Map(), body: text };
  // By hand and not with one regular expression: those stop at U+2028, and overflow on a long text without an end.
  for (let at = opening.end; at < text.length;) {
    const { line, end } = readLine(text, at);
    if (isFence(line)) {
      const yaml = text.slice(opening.end, at);
      return { fields: parseJsonLines(yaml) ?? parseYamlFields(yaml), body: text.slice(end).replace(/^\r?\n/, "") };
    }
    at = end;
  }
  return { fields: new Map(), body: text };
}

function readLine(text: string, start: number): { line: string; end: number } {
  const newline = text.indexOf("\n", start);
  return newline === -1
    ? { line: text.slice(start), end: text.length }
    : { line: text.slice(start, newline), end: newline + 1 };
}

function isFence(line: string): boolean {
  return /^---[ \t]*\r?$/.test(line);
}

/** Our own output, read back without YAML's idea of which characters a string may hold. */
function parseJsonLines(yaml: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of yaml.split("\n").filter((text) => text !== "")) {
    const match = /^(\w+): (".*")$/s.exec(line);
    if (match === null) return undefined;
    const [, key = "", json = ""] = match;
    try {
      fields.set(key, JSON.parse(json) as string);
    } catch {
      return undefined;
    }
  }
  return fields;
}

function parseYamlFields(yaml: string): Map<string, string> {
  // Loaded when first needed: most front matter is our own, and loading takes a tenth of the emulator's start.
  const { parse } = requireLazily("yaml") as typeof import("yaml");
  let value: unknown;
  try {
    // `failsafe` keeps every scalar a string: a description of `2024` or `yes` is still a text.
    value = parse(yaml, { schema: "failsafe", logLevel: "error" });
  } catch {
    // People write `description: use this: often`, which is no YAML. The product reads such lines literally.
    return parsePlainLines(yaml);
  }
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function parsePlainLines(yaml: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of yaml.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      const value = line.slice(colon + 1).trim();
      fields.set(line.slice(0, colon).trim(), value.replace(/^(["'])(.*)\1$/, "$2"));
    }
  }
  return fields;
}
