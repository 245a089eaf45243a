/** Paths in an agent's file tree: the keys of `files` and of each skill's `files`. */
import { MAX_CHARACTERS, tooLong } from "../limits";
import { type PathStep, propertyPath } from "../property-path";
import { quoted } from "../quoted";
import type { CheckFailure } from "../validate";
import { entriesOf, fieldOf, itemsOf } from "./reading";
import type { Rule } from "./rule";

const EXAMPLE = '"docs/guide.md"';

export const pathsAreRelative: Rule = (inputs) => [
  ...wrongPaths(["files"], fieldOf(inputs, "files"), rawPathProblem),
  ...itemsOf(fieldOf(inputs, "skills")).flatMap((skill, index) =>
    wrongPaths(["skills", index, "files"], fieldOf(skill, "files"), pathProblem),
  ),
];

function wrongPaths(
  at: readonly PathStep[],
  files: unknown,
  problemOf: (path: string) => string | undefined,
): CheckFailure[] {
  return entriesOf(files).flatMap(([path]) => {
    const reason = problemOf(path);
    return reason === undefined ? [] : [{ property: propertyPath([...at, path]), reason }];
  });
}

/** What is wrong with the path of a raw file. */
export function rawPathProblem(path: string): string | undefined {
  return (
    pathProblem(path) ??
    (path.split("/")[0] === "memories"
      ? "lies under memories/, which the agent writes itself while it runs, so that Pulumi could not keep it: write " +
        "the file elsewhere, or say it in systemPrompt"
      : undefined)
  );
}

/** What is wrong with a path relative to the tree, or to a skill. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === "") {
    return `has no path: write one like ${EXAMPLE}`;
  }
  if (/\p{Cc}/u.test(path)) {
    return "must not have line breaks or other control characters: write the path without them";
  }
  if (/^(\/|\\|[A-Za-z]:[/\\])/.test(path)) {
    return `must be relative: ${suggestion(path)}`;
  }
  if (path.includes("\\")) {
    return `must have / between its parts: ${suggestion(path)}`;
  }
  const parts = path.split("/");
  if (parts.includes("..") || parts.includes(".")) {
    return `must not have "." or ".." as a part: ${suggestion(path)}`;
  }
  if (path.endsWith("/")) {
    return `names a directory: write the path of a file, like ${EXAMPLE}`;
  }
  if (parts.some((part) => part.trim() === "")) {
    return `has an empty part: ${suggestion(path)}`;
  }
  return tooLong(path, MAX_CHARACTERS.path);
}

/** The path that was probably meant: without a drive, with / only, and without the parts that are refused. */
function suggestion(path: string): string {
  const parts: string[] = [];
  for (const part of path.replace(/^[A-Za-z]:(?=[/\\])/, "").split(/[/\\]/)) {
    if (part === "..") {
      parts.pop();
    } else if (!["", "."].includes(part.trim())) {
      parts.push(part);
    }
  }
  return `write ${parts.length === 0 ? `a path like ${EXAMPLE}` : quoted(parts.join("/"))}`;
}
