/** Tools, skills and subagents are told apart by what names them: a second one of the same name would be lost. */
import { interruptKey } from "../interrupt-key";
import { type PathStep, propertyPath } from "../property-path";
import { quoted } from "../quoted";
import type { CheckFailure } from "../validate";
import { fieldOf, itemsOf, knownText } from "./reading";
import type { Rule } from "./rule";
import { toolScopesOf, usableTool } from "./tool-scopes";

export const noDuplicates: Rule = (inputs) => [
  ...toolScopesOf(inputs).flatMap(({ path, tools }) => repeatedTools([...path, "tools"], itemsOf(tools))),
  ...repeatedNames("skills", inputs),
  ...repeatedNames("subagents", inputs),
];

function repeatedTools(path: readonly PathStep[], tools: readonly unknown[]): CheckFailure[] {
  const keys = tools.map((item) => {
    const tool = usableTool(item);
    return tool && interruptKey(tool.url, tool.name);
  });
  return repeats(keys).map(([index, first]) => ({
    property: propertyPath([...path, index]),
    reason: `repeats ${propertyPath([...path, first])}, a tool of the same name at the same URL: drop one of them`,
  }));
}

/** Names that differ in case only are different names to the API. */
function repeatedNames(list: "skills" | "subagents", inputs: unknown): CheckFailure[] {
  const names = itemsOf(fieldOf(inputs, list)).map((item) => knownText(fieldOf(item, "name")));
  return repeats(names.map((name) => (name?.trim() ? name : undefined))).map(([index, first]) => ({
    property: propertyPath([list, index, "name"]),
    reason: `repeats ${propertyPath([list, first, "name"])} (${quoted(names[index] ?? "")}): write another name`,
  }));
}

/** The index of each repeated key, with that of its first occurrence. */
export function repeats(keys: readonly (string | undefined)[]): [index: number, first: number][] {
  const firsts = new Map<string, number>();
  return keys.flatMap((key, index): [number, number][] => {
    const first = key === undefined ? undefined : firsts.get(key);
    if (key !== undefined && first === undefined) {
      firsts.set(key, index);
    }
    return first === undefined ? [] : [[index, first]];
  });
}
