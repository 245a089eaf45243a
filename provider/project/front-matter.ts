/** `SKILL.md`: front matter with a name, a description and whatever else, then instructions. */
import { parseDocument } from "yaml";
import {
  endOfValue,
  frontMatterProblem,
  joined,
  linesBeside,
  linesOfKey,
  splitFrontMatter,
} from "../helpers/front-matter";

export interface SkillText {
  readonly name: FrontMatterField;
  readonly description: FrontMatterField;
  /** The other keys, as they were written; empty if there are none. */
  readonly frontMatter: string;
  readonly body: string;
}

export interface FrontMatterField {
  readonly value: string;
  readonly line: number;
}

/** What is wrong with a text, and in which line. */
export interface TextProblem {
  readonly reason: string;
  readonly line: number;
}

/**
 * Reads front matter as the product's command line does: a value is literally the rest of its line, because people write
 * `description: use this: often`, which is not valid YAML. Only a value in quotes or on several lines is read as YAML. The
 * keys other than these two are passed on as they are, so they have to be YAML.
 */
export function parseSkill(text: string): SkillText | TextProblem[] {
  const split = splitFrontMatter(text);
  if (split === "none") {
    const reason = text.startsWith("\uFEFF")
      ? "starts with a byte order mark: save it as UTF-8 without one"
      : "has no front matter: begin with a line ---, then name: … and description: …, then another line ---";
    return [{ reason, line: 1 }];
  }
  if (split === "unclosed") {
    return [{ reason: "has front matter without an end: write a line --- after it", line: 1 }];
  }
  const lines = split.frontMatter.split("\n");
  const [name, description] = ["name", "description"].map((key) => fieldOf(lines, key));
  const others = linesBeside(lines);
  const wrong = frontMatterProblem(others.map((other) => other.text).join("\n"));
  const problems = [
    ...[name, description].filter((field) => field !== undefined && "reason" in field),
    // The fence is the first line of the file.
    ...(wrong ? [{ reason: `front matter ${wrong.reason}`, line: (others[wrong.line - 1]?.line ?? 0) + 1 }] : []),
  ];
  return problems.length === 0 && name && description && "value" in name && "value" in description
    ? { name, description, frontMatter: joined(others), body: split.rest.trim() }
    : problems;
}

function fieldOf(lines: readonly string[], key: string): FrontMatterField | TextProblem {
  const [index, second] = linesOfKey(lines, key);
  if (index === undefined) {
    return { reason: `has no ${key} in its front matter: write a line ${key}: …`, line: 1 };
  }
  if (second !== undefined) {
    return {
      reason: `${key} is written twice, first in line ${String(index + 2)}: drop one of them`,
      line: second + 2,
    };
  }
  // Lines count from 1, and the fence is the first.
  const line = index + 2;
  const value = valueOf(lines[index] ?? "", lines.slice(index + 1, endOfValue(lines, index)));
  if (value === undefined) {
    return { reason: `${key} is not valid YAML: write it in quotes, or on one line`, line };
  }
  return value.trim() === "" ? { reason: `${key} must not be blank`, line } : { value: value.trim(), line };
}

/** `undefined` for several lines that are not a text in YAML. */
function valueOf(line: string, continuation: readonly string[]): string | undefined {
  const literal = line.slice(line.indexOf(":") + 1).trim();
  const severalLines = continuation.some((text) => text.trim() !== "");
  if (!severalLines && !/^["']/.test(literal)) {
    // The start of a text on several lines, of which there are none.
    return /^[|>][-+\d]*$/.test(literal) ? "" : literal;
  }
  // `failsafe` keeps every value a text, including `2024` and `yes`.
  const document = parseDocument([line, ...continuation].join("\n"), { schema: "failsafe", logLevel: "silent" });
  const [value] = document.errors.length === 0 ? Object.values(document.toJS() as Record<string, unknown>) : [];
  return typeof value === "string" ? value : severalLines ? undefined : literal;
}
