/** A tool's `requireApproval` and `interruptConfig` write the same rules: they must not contradict each other. */
import { interruptKey, normalKey, partsOfKey } from "../interrupt-key";
import { type PathStep, propertyPath } from "../property-path";
import type { CheckFailure } from "../validate";
import { entriesOf, itemsOf } from "./reading";
import type { Rule } from "./rule";
import { type ToolScope, toolScopesOf, usableTool } from "./tool-scopes";

interface Statement {
  readonly path: readonly PathStep[];
  readonly key: string;
  readonly says: boolean;
}

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

/** A bare tool name is a fallback, so one tool may differ from it; but not all tools that it could apply to. */
function bareContradictions(scope: ToolScope): CheckFailure[] {
  const stated = new Map(ofTools(scope).map((statement) => [statement.key, statement]));
  const tools = itemsOf(scope.tools).map(usableTool);
  if (tools.includes(undefined)) {
    return [];
  }
  return ofInterruptConfig(scope)
    .filter(({ key }) => partsOfKey(key) === undefined)
    .flatMap((rule) => {
      const named = tools.flatMap((tool) =>
        tool?.name === rule.key ? [stated.get(interruptKey(tool.url, tool.name))] : [],
      );
      const [first] = named;
      return first && named.every((statement) => statement && statement.says !== rule.says)
        ? [contradiction(rule, first)]
        : [];
    });
}

function contradiction(statement: Statement, before: Statement): CheckFailure {
  return {
    property: propertyPath(statement.path),
    reason: `says ${String(statement.says)} where ${propertyPath(before.path)} says ${String(before.says)}: drop one of them`,
  };
}
