/** A key of `interruptConfig` that matches no tool asks nobody for approval, and nobody would notice. */
import { interruptKey, normalKey, partsOfKey } from "../interrupt-key";
import { propertyPath } from "../property-path";
import { quoted } from "../quoted";
import { closest } from "../suggest";
import type { CheckFailure } from "../validate";
import { entriesOf, itemsOf } from "./reading";
import type { Rule } from "./rule";
import { type ToolScope, toolScopesOf, type UsableTool, usableTool } from "./tool-scopes";

/**
 * Tools that every agent has, from the open-source harness. They are on no MCP server, so a rule names them alone: the
 * API accepts "a bare tool name".
 */
const BUILT_IN_TOOLS = [
  "write_todos",
  "ls",
  "read_file",
  "write_file",
  "edit_file",
  "glob",
  "grep",
  "execute",
  "task",
] as const;

export const interruptKeysMatchTools: Rule = (inputs) => toolScopesOf(inputs).flatMap(unmatchedKeys);

function unmatchedKeys({ whose, path, tools: list, interruptConfig }: ToolScope): CheckFailure[] {
  const items = list === undefined ? [] : itemsOf(list);
  const tools = items.map(usableTool).filter((tool) => tool !== undefined);
  // A tool that is not known yet, or not right yet, may be the one that a key means.
  if ((list !== undefined && !Array.isArray(list)) || tools.length < items.length) {
    return [];
  }
  const keys = new Set<string>([
    ...BUILT_IN_TOOLS,
    ...tools.flatMap(({ url, name }) => [interruptKey(url, name), name]),
  ]);
  return entriesOf(interruptConfig)
    .filter(([key]) => !keys.has(normalKey(key)))
    .map(([key]) => ({
      property: propertyPath([...path, "interruptConfig", key]),
      reason: `matches no tool of this ${whose}${advice(key, tools)}`,
    }));
}

function advice(key: string, tools: readonly UsableTool[]): string {
  if (tools.length === 0) {
    return ": declare the tool in `tools`, or drop the rule";
  }
  const meant = probablyMeant(key, tools);
  if (meant) {
    return `: did you mean ${quoted(shownKey(meant, tools))}?`;
  }
  const names = [...new Set(tools.map(({ name }) => name))];
  const shown = [...names.slice(0, 3).map(quoted), ...(names.length > 3 ? ["…"] : [])].join(", ");
  return ` (its tools: ${shown}): write a tool's name, or "<mcpServerUrl>::<name>"`;
}

/** By the tool's name among those at the key's URL; failing that, by the name alone. */
function probablyMeant(key: string, tools: readonly UsableTool[]): UsableTool | undefined {
  const parts = partsOfKey(key) ?? { url: undefined, tool: key.split("::", 1)[0] ?? "" };
  const there = tools.filter(({ url }) => interruptKey(url, "") === `${parts.url ?? ""}::`);
  return named(parts.tool, there) ?? named(parts.tool, tools);
}

function named(word: string, tools: readonly UsableTool[]): UsableTool | undefined {
  const name = closest(
    word,
    tools.map((tool) => tool.name),
  );
  return tools.find((tool) => tool.name === name);
}

/** The whole key where it is needed and fits; a URL with a query is not shown, since that may be a credential. */
function shownKey({ name, url }: UsableTool, tools: readonly UsableTool[]): string {
  const key = interruptKey(url, name);
  const ambiguous = tools.filter((tool) => tool.name === name).length > 1;
  return ambiguous && key.length < 60 && !url.includes("?") ? key : name;
}
