/** The cases file, in YAML or JSON (which is also YAML). Problems are reported with their line. */
import { readFileSync } from "node:fs";
import { type Document, isMap, isNode } from "yaml";
import { check } from "../../provider/inputs/check";
import { type SmokeTestFile, SmokeTestFileSchema, SMOKE_TEST_RULES } from "../../provider/inputs/smoke-test";
import { pathSteps, type PathStep } from "../../provider/helpers/property-path";
import { parseYaml, startOf } from "../../provider/helpers/yaml";
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
  const { document, problem, positionOf } = parseYaml(text, "write all cases into one");
  const at = (offset: number): string => {
    const { line, col } = positionOf(offset);
    return `${path}:${String(line)}:${String(col)}`;
  };
  if (problem) {
    throw new UsageError(`${at(problem.offset)}: ${problem.reason}`);
  }
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
