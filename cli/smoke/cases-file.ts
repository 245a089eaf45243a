/** The cases file, in YAML or JSON (which is also YAML). Problems are reported with their line. */
import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, LineCounter, type Node, parseDocument, visit, type YAMLError } from "yaml";
import { check } from "../../provider/inputs/check";
import { type SmokeTestFile, SmokeTestFileSchema, SMOKE_TEST_RULES } from "../../provider/inputs/smoke-test";
import { pathSteps, type PathStep } from "../../provider/helpers/property-path";
import { UsageError } from "../usage-error";

/** @throws UsageError that lists all problems, one per line */
export function readCasesFile(path: string): SmokeTestFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  return parseCases(text, path);
}

/** @param path only for messages */
export function parseCases(text: string, path: string): SmokeTestFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${String(line)}:${String(col)}`;
  };
  const [broken] = document.errors;
  if (broken) {
    throw new UsageError(
      `${at(broken.pos[0])}: ${syntaxProblem(broken, document, (offset) => lines.linePos(offset).line)}`,
    );
  }
  visit(document, {
    Pair(_, { key }) {
      if (isNode(key) && String(key) === "<<") {
        throw new UsageError(`${at(startOf(key))}: merge keys (<<) are not read: write the fields out`);
      }
    },
  });
  const content: unknown = document.toJS() ?? {};
  const failures = check(SmokeTestFileSchema, SMOKE_TEST_RULES, content);
  if (failures.length > 0) {
    const problems = failures
      .map(({ property, reason }) => ({
        offset: offsetOf(document, pathSteps(property)),
        text: `${property === "" ? "the file" : property} ${reason}`,
      }))
      .sort((a, b) => a.offset - b.offset);
    throw new UsageError(problems.map(({ offset, text: problem }) => `${at(offset)}: ${problem}`).join("\n"));
  }
  return SmokeTestFileSchema.parse(content);
}

function syntaxProblem(
  { code, pos, message }: YAMLError,
  document: Document,
  lineOf: (offset: number) => number,
): string {
  if (code === "MULTIPLE_DOCS") {
    return "a second document starts here: write all cases into one, and drop the line ---";
  }
  if (code !== "DUPLICATE_KEY") {
    return message;
  }
  let problem = message;
  visit(document, {
    Map(_, { items }) {
      const keys = items.flatMap(({ key }) => (isNode(key) ? [key] : []));
      const second = keys.find((key) => startOf(key) === pos[0]);
      const first = second && keys.find((key) => String(key) === String(second));
      if (first) {
        problem = `${String(first)} is written twice, first in line ${String(lineOf(startOf(first)))}: drop one of them`;
      }
    },
  });
  return problem;
}

/** Where `steps` lead: to the key, if there is one, or to what the missing value should be in. */
function offsetOf(document: Document, steps: readonly PathStep[]): number {
  for (let length = steps.length; length > 0; length -= 1) {
    const parent = document.getIn(steps.slice(0, length - 1), true);
    const step = steps[length - 1];
    const node = isMap(parent)
      ? parent.items.find(({ key }) => isNode(key) && String(key) === step)?.key
      : document.getIn(steps.slice(0, length), true);
    if (isNode(node)) {
      return startOf(node);
    }
  }
  return document.contents ? startOf(document.contents) : 0;
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0;
}
