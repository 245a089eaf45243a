/** `SKILL.md`: YAML front matter with a name and a description, then instructions. */
import { parseDocument } from "yaml";

export interface SkillText {
  readonly name: FrontMatterField;
  readonly description: FrontMatterField;
  readonly body: string;
}

export interface FrontMatterField {
  readonly value: string;
  readonly line: number;
}

/** What is wrong with the text, and in which line. */
export interface TextProblem {
  readonly reason: string;
  readonly line: number;
}

/**
 * Reads front matter as the product's command line does, which takes a value literally up to the end of its line: people
 * write `description: use this: often`, and that is no YAML. What it cannot read, a value in quotes or over several
 * lines, is YAML.
 */
export function parseSkill(text: string): SkillText | TextProblem[] {
  const lines = text.split("\n");
  if (!isFence(lines[0])) {
    const reason = text.startsWith("\uFEFF")
      ? "starts with a byte order mark: save it as UTF-8 without one"
      : "has no front matter: begin with a line ---, then name: … and description: …, then another line ---";
    return [{ reason, line: 1 }];
  }
  const end = lines.findIndex((line, index) => index > 0 && isFence(line));
  if (end === -1) {
    return [{ reason: "has front matter without an end: write a line --- after it", line: 1 }];
  }
  const [name, description] = ["name", "description"].map((key) => fieldOf(lines.slice(0, end), key));
  const problems = [name, description].filter((field) => field !== undefined && "reason" in field);
  return name && description && "value" in name && "value" in description
    ? {
        name,
        description,
        body: lines
          .slice(end + 1)
          .join("\n")
          .trim(),
      }
    : problems;
}

function isFence(line: string | undefined): boolean {
  return line !== undefined && /^---[ \t]*$/.test(line);
}

/** @param lines those of the front matter, with the fence before it */
function fieldOf(lines: readonly string[], key: string): FrontMatterField | TextProblem {
  // The last one, where there are several.
  const index = lines.findLastIndex((line) => line.split(":", 1)[0]?.trimEnd() === key && line.includes(":"));
  const line = index + 1;
  if (index === -1) {
    return { reason: `has no ${key} in its front matter: write a line ${key}: …`, line: 1 };
  }
  const after = lines.slice(line);
  const next = after.findIndex((text) => /^[^\s-]/.test(text));
  const value = valueOf(lines[index] ?? "", next === -1 ? after : after.slice(0, next));
  if (value === undefined) {
    return { reason: `${key} is not valid YAML: write it in quotes, or on one line`, line };
  }
  return value.trim() === "" ? { reason: `${key} must not be blank`, line } : { value: value.trim(), line };
}

/** `undefined` for what is over several lines and no text in YAML. */
function valueOf(line: string, continuation: readonly string[]): string | undefined {
  const literal = line.slice(line.indexOf(":") + 1).trim();
  const severalLines = continuation.some((text) => text.trim() !== "");
  if (!severalLines && !/^["']/.test(literal)) {
    return literal;
  }
  // `failsafe` keeps every value a text: `2024` and `yes` too.
  const document = parseDocument([line, ...continuation].join("\n"), { schema: "failsafe", logLevel: "silent" });
  const [value] = document.errors.length === 0 ? Object.values(document.toJS() as Record<string, unknown>) : [];
  return typeof value === "string" ? value : severalLines ? undefined : literal;
}
