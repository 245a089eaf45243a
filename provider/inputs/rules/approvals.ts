/** The approval rules of an agent's tools, and of each subagent's: they agree with each other, and match a tool. */
import { mcpUrlProblem } from "../mcp-server";
import { type PathStep, propertyPath } from "../../helpers/property-path";
import { fieldOf, itemsOf, knownText, type CheckFailure, entriesOf, type Rule } from "../check";
import { interruptKey, normalKey, partsOfKey } from "../../helpers/url";
import { quoted, closest } from "../../helpers/text";

/** An agent or a subagent: each has its own tools and interrupt rules. */
export interface ToolScope {
  readonly whose: "agent" | "subagent";
  readonly path: readonly PathStep[];
  readonly tools: unknown;
  readonly interruptConfig: unknown;
}

export function toolScopesOf(inputs: unknown): ToolScope[] {
  const scope = (whose: ToolScope["whose"], path: readonly PathStep[], value: unknown): ToolScope => ({
    whose,
    path,
    tools: fieldOf(value, "tools"),
    interruptConfig: fieldOf(value, "interruptConfig"),
  });
  const subagents = itemsOf(fieldOf(inputs, "subagents"));
  return [
    scope("agent", [], inputs),
    ...subagents.map((subagent, index) => scope("subagent", ["subagents", index], subagent)),
  ];
}

/** A tool whose name and URL are known and can be used. */
export interface UsableTool {
  readonly name: string;
  readonly url: string;
  readonly requireApproval: unknown;
}

/** `undefined` where the name or the URL is not known yet, or is invalid. */
export function usableTool(tool: unknown): UsableTool | undefined {
  const name = knownText(fieldOf(tool, "name"));
  const url = knownText(fieldOf(tool, "mcpServerUrl"));
  return name?.trim() && url !== undefined && mcpUrlProblem(url) === undefined
    ? { name, url, requireApproval: fieldOf(tool, "requireApproval") }
    : undefined;
}

/** What a program says about the approval of a tool. */
interface Statement {
  readonly path: readonly PathStep[];
  readonly key: string;
  readonly says: boolean;
}

/** A tool's `requireApproval` and `interruptConfig` write the same rules: they must not contradict each other. */
export const approvalsAgree: Rule = (inputs) =>
  toolScopesOf(inputs).flatMap((scope) => [
    ...withoutEffect(scope),
    ...contradictions(scope),
    ...bareContradictions(scope),
  ]);

/** What tools say themselves, each with the key of the rule that it becomes. */
function ofTools({ path, tools }: ToolScope): Statement[] {
  return itemsOf(tools).flatMap((item, index) => {
    const tool = usableTool(item);
    return typeof tool?.requireApproval === "boolean"
      ? [
          {
            path: [...path, "tools", index, "requireApproval"],
            key: interruptKey(tool.url, tool.name),
            says: tool.requireApproval,
          },
        ]
      : [];
  });
}

function ofInterruptConfig({ path, interruptConfig }: ToolScope): Statement[] {
  return entriesOf(interruptConfig).flatMap(([key, says]) =>
    typeof says === "boolean" ? [{ path: [...path, "interruptConfig", key], key: normalKey(key), says }] : [],
  );
}

/** The API cuts a key at its second `::`: a tool with one in its own name or URL would run without approval. */
function withoutEffect(scope: ToolScope): CheckFailure[] {
  return ofTools(scope)
    .filter(({ key }) => normalKey(key) !== key)
    .map(({ path }) => ({
      property: propertyPath(path),
      reason:
        'has no effect on a tool with "::" in its name or URL, since the API cuts a rule\'s key there: ' +
        "rename the tool on its server, or drop requireApproval",
    }));
}

/** Two statements about one tool. */
function contradictions(scope: ToolScope): CheckFailure[] {
  const first = new Map<string, Statement>();
  return [...ofTools(scope), ...ofInterruptConfig(scope)].flatMap((statement) => {
    const before = first.get(statement.key);
    if (before === undefined) {
      first.set(statement.key, statement);
      return [];
    }
    // Two tools with one key are duplicates, which has a rule of its own.
    return before.says === statement.says || statement.path.at(-1) === "requireApproval"
      ? []
      : [contradiction(statement, before)];
  });
}

/** A bare tool name is a rule for the tool of that name. */
function bareContradictions(scope: ToolScope): CheckFailure[] {
  const tools = itemsOf(scope.tools).map(usableTool);
  if (tools.includes(undefined)) {
    return [];
  }
  const stated = new Map(ofTools(scope).map((statement) => [statement.key, statement]));
  return ofInterruptConfig(scope).flatMap((rule) => {
    const tool = tools.find((one) => one?.name === rule.key);
    const statement = tool && stated.get(interruptKey(tool.url, tool.name));
    return statement && statement.says !== rule.says ? [contradiction(rule, statement)] : [];
  });
}

function contradiction(statement: Statement, before: Statement): CheckFailure {
  return {
    property: propertyPath(statement.path),
    reason: `says ${String(statement.says)}, but ${propertyPath(before.path)} says ${String(before.says)}: drop one of them`,
  };
}

/**
 * Tools that every agent has, from the open-source harness. They are on no MCP server, so a rule names them alone: the
 * API accepts "a bare tool name".
 */
export const BUILT_IN_TOOLS: readonly string[] = [
  "write_todos",
  "ls",
  "read_file",
  "write_file",
  "edit_file",
  "delete",
  "glob",
  "grep",
  "execute",
  "task",
];

/** A key that matches no tool would have no effect, and nobody would notice. */
export const interruptKeysMatchTools: Rule = (inputs) => toolScopesOf(inputs).flatMap(unmatchedKeys);

function unmatchedKeys({ whose, path, tools: list, interruptConfig }: ToolScope): CheckFailure[] {
  const items = list === undefined ? [] : itemsOf(list);
  const tools = items.map(usableTool).filter((tool) => tool !== undefined);
  // A key may mean a tool that is not known yet, or still invalid.
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
    return `: did you mean ${quoted(meant.name)}?`;
  }
  const names = tools.map(({ name }) => name);
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
