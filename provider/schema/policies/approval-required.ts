/** Tools whose names match a pattern wait for a person before they run. */
import { interruptKey, normalKey } from "../interrupt-key";
import { propertyPath } from "../property-path";
import { quoted } from "../quoted";
import { entriesOf, fieldOf, itemsOf } from "../rules/reading";
import type { Rule } from "../rules/rule";
import { type ToolScope, toolScopesOf, usableTool } from "../rules/tool-scopes";
import { UNKNOWN } from "../unknown";
import type { CheckFailure } from "../validate";
import type { Policies } from "./policies";

export function matchingToolsNeedApproval({ approvalRequired = [] }: Policies): Rule {
  const patterns = approvalRequired.map((text) => ({ text, matches: wildcard(text) }));
  if (patterns.length === 0) {
    return () => [];
  }
  const patternOf = (tool: string): string | undefined => patterns.find(({ matches }) => matches.test(tool))?.text;
  return (inputs) => [
    ...toolScopesOf(inputs).flatMap((scope) => toolsWithoutApproval(scope, patternOf)),
    ...toolsOutOfSight(inputs),
  ];
}

function toolsWithoutApproval(
  { path, tools, interruptConfig }: ToolScope,
  patternOf: (tool: string) => string | undefined,
): CheckFailure[] {
  const rules = new Map(entriesOf(interruptConfig).map(([key, says]) => [normalKey(key), says]));
  return itemsOf(tools).flatMap((item, index) => {
    const tool = usableTool(item);
    const pattern = tool && patternOf(tool.name);
    if (!tool || pattern === undefined || interruptConfig === UNKNOWN) {
      return [];
    }
    // The order in which the API looks for a tool's rule.
    const says = tool.requireApproval ?? rules.get(interruptKey(tool.url, tool.name)) ?? rules.get(tool.name);
    return says === true || says === UNKNOWN
      ? []
      : [
          {
            property: propertyPath([...path, "tools", index, "requireApproval"]),
            reason: `must be true: the policy approvalRequired has ${quoted(pattern)}, which is this tool`,
          },
        ];
  });
}

/** A raw `tools.json` declares tools that no rule sees. */
function toolsOutOfSight(inputs: unknown): CheckFailure[] {
  return entriesOf(fieldOf(inputs, "files"))
    .filter(([path]) => /(^|\/)tools\.json$/i.test(path))
    .map(([path]) => ({
      property: propertyPath(["files", path]),
      reason: "declares tools that the policy approvalRequired cannot see: declare them as `tools`",
    }));
}

/** `*` stands for any characters, everything else for itself. */
function wildcard(pattern: string): RegExp {
  const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${pattern.split("*").map(literally).join(".*")}$`, "is");
}
