/** Paths in an agent's file tree: the keys of `files` and of each skill's `files`. */
import { MAX_CHARACTERS, tooLong } from "../limits";
import { type PathStep, propertyPath } from "../../helpers/property-path";
import { quoted } from "../../helpers/text";
import { type CheckFailure, entriesOf, fieldOf, itemsOf, type Rule, isSetAndKnown, knownText } from "../check";
import { slugProblem } from "../agent";

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
      ? "is under memories/, which the agent itself writes while it runs, so Pulumi cannot manage it: put the file " +
        "elsewhere, or its text into systemPrompt"
      : undefined)
  );
}

/** What is wrong with a path relative to the tree, or to a skill. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === "") {
    return `is empty: write a path like ${EXAMPLE}`;
  }
  if (/\p{Cc}/u.test(path)) {
    return "must not contain line breaks or other control characters: write the path without them";
  }
  if (/^(\/|\\|[A-Za-z]:[/\\])/.test(path)) {
    return `must be relative: ${suggestion(path)}`;
  }
  if (path.includes("\\")) {
    return `must use / between its parts: ${suggestion(path)}`;
  }
  const parts = path.split("/");
  if (parts.includes("..") || parts.includes(".")) {
    return `must not contain "." or ".." as a part: ${suggestion(path)}`;
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

/** A file that the inputs write. */
interface Claim {
  readonly path: string;
  /** What writes it. */
  readonly property: readonly PathStep[];
  /** Whether the program chose the path, as the key of a file: then it can choose another one. */
  readonly chosen: boolean;
}

/** Typed fields write files too, and the API refuses a second writer of a path (422). */
export const filesHaveOneWriter: Rule = (inputs) => {
  const raw = rawFiles(inputs);
  const skillFiles = filesOfSkills(inputs);
  const typed = [...filesOfFields(inputs), ...filesOfSubagents(inputs), ...mainFilesOfSkills(inputs)];
  return [
    ...rewritten(raw, typed),
    ...insideSkills(raw, inputs),
    ...rewrittenSkills(skillFiles, typed),
    ...filesThatAreDirectories([...typed, ...skillFiles, ...raw]),
  ];
};

function rawFiles(inputs: unknown): Claim[] {
  return entriesOf(fieldOf(inputs, "files"))
    .filter(([path, file]) => isSetAndKnown(file) && rawPathProblem(path) === undefined)
    .map(([path]) => ({ path, property: ["files", path], chosen: true }));
}

function filesOfFields(inputs: unknown): Claim[] {
  const written = { systemPrompt: "AGENTS.md", tools: "tools.json", interruptConfig: "tools.json" };
  return Object.entries(written)
    .filter(([property]) => isSetAndKnown(fieldOf(inputs, property)))
    .map(([property, path]) => ({ path, property: [property], chosen: false }));
}

function filesOfSubagents(inputs: unknown): Claim[] {
  return named("subagents", inputs).flatMap(({ name, property }) =>
    // Without tools of its own it has no tools.json; but a change of the subagents would remove a raw one.
    ["AGENTS.md", "tools.json"].map((file) => ({ path: `subagents/${name}/${file}`, property, chosen: false })),
  );
}

function mainFilesOfSkills(inputs: unknown): Claim[] {
  return named("skills", inputs).map(({ name, property }) => ({
    path: `skills/${name}/SKILL.md`,
    property,
    chosen: false,
  }));
}

function filesOfSkills(inputs: unknown): Claim[] {
  return named("skills", inputs).flatMap(({ name, property, item }) =>
    entriesOf(fieldOf(item, "files"))
      .filter(([path, file]) => isSetAndKnown(file) && pathProblem(path) === undefined)
      .map(([path]) => ({ path: `skills/${name}/${path}`, property: [...property, "files", path], chosen: true })),
  );
}

/** The items of a list that have a name which can be a directory. */
function named(
  list: "skills" | "subagents",
  inputs: unknown,
): { name: string; property: readonly PathStep[]; item: unknown }[] {
  return itemsOf(fieldOf(inputs, list)).flatMap((item, index) => {
    const name = knownText(fieldOf(item, "name"));
    return name?.trim() && slugProblem(name) === undefined ? [{ name, property: [list, index], item }] : [];
  });
}

function rewritten(raw: readonly Claim[], typed: readonly Claim[]): CheckFailure[] {
  const writers = byPath(typed);
  return raw.flatMap((claim) => {
    const writer = writers.get(claim.path);
    return writer
      ? [failure(claim, `is the file that ${propertyPath(writer.property)} writes: keep one of the two`)]
      : [];
  });
}

/** A PATCH of the skills replaces their directories: a raw file in one would be gone after it. */
function insideSkills(raw: readonly Claim[], inputs: unknown): CheckFailure[] {
  const skills = named("skills", inputs);
  return raw.flatMap((claim) => {
    const skill = skills.find(({ name }) => claim.path.startsWith(`skills/${name}/`));
    const relative = skill && claim.path.slice(`skills/${skill.name}/`.length);
    return skill && relative !== undefined && relative !== "SKILL.md"
      ? [
          failure(
            claim,
            `belongs to ${propertyPath(skill.property)}: write it as ${propertyPath([...skill.property, "files", relative])}`,
          ),
        ]
      : [];
  });
}

function rewrittenSkills(skillFiles: readonly Claim[], typed: readonly Claim[]): CheckFailure[] {
  const writers = byPath(typed);
  return skillFiles
    .filter(({ path }) => writers.has(path))
    .map((claim) => failure(claim, "is written from the skill's description and instructions: set those instead"));
}

function filesThatAreDirectories(claims: readonly Claim[]): CheckFailure[] {
  const files = byPath(claims);
  return claims.flatMap((below) =>
    directoriesOf(below.path).flatMap((directory) => {
      const file = files.get(directory);
      if (!file) {
        return [];
      }
      return file.chosen
        ? [failure(file, `is a file here and a directory in ${propertyPath(below.property)}: rename one of them`)]
        : [failure(below, `is below a file that ${propertyPath(file.property)} writes: write another path`)];
    }),
  );
}

function directoriesOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The first claim of each path. */
function byPath(claims: readonly Claim[]): Map<string, Claim> {
  return new Map(claims.toReversed().map((claim) => [claim.path, claim]));
}

function failure(claim: Claim, reason: string): CheckFailure {
  return { property: propertyPath(claim.property), reason };
}
