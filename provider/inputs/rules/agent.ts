/** The rules across the fields of an agent. */
import { interruptKey } from "../../helpers/url";
import { type PathStep, propertyPath } from "../../helpers/property-path";
import { quoted } from "../../helpers/text";
import { type CheckFailure, fieldOf, itemsOf, knownText, type Rule, isSetAndKnown, repeats } from "../check";
import { approvalsAgree, BUILT_IN_TOOLS, interruptKeysMatchTools, toolScopesOf, usableTool } from "./approvals";
import { OWNER_KEY } from "../owner";
import { sandboxOptionsFitBackend } from "./backend";
import { filesHaveOneWriter, pathsAreRelative } from "./files";

/** Tools, skills and subagents are told apart by what names them: a second one of the same name would be lost. */
const noDuplicates: Rule = (inputs) => [
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

/**
 * The model knows a tool by its name alone, wherever it is: with two of one name, every conversation fails. An agent that is
 * deployed already, by a version that did not know that, is no worse than it was; so this is for new or changed tools.
 */
export const toolNamesAreApart: Rule = (inputs) =>
  toolScopesOf(inputs).flatMap(({ path, tools }) => {
    const at = [...path, "tools"];
    const names = itemsOf(tools).map((tool) => knownText(fieldOf(tool, "name")));
    const builtIn = [...names.entries()].filter(([, name]) => BUILT_IN_TOOLS.includes(name ?? ""));
    return [
      ...repeats(names.map((name) => (name?.trim() ? name : undefined))).map(([index, first]) => ({
        property: propertyPath([...at, index]),
        reason:
          `repeats ${propertyPath([...at, first])}, a tool of the same name on another server, which the model cannot tell ` +
          "apart: rename one on its server, or give one to a subagent",
      })),
      ...builtIn.map(([index, name]) => ({
        property: propertyPath([...at, index, "name"]),
        reason: `is ${quoted(name ?? "")}, which every agent has as a tool of its own: rename the tool on its server`,
      })),
    ];
  });

/** Names that differ in case only are different names to the API. */
function repeatedNames(list: "skills" | "subagents", inputs: unknown): CheckFailure[] {
  const names = itemsOf(fieldOf(inputs, list)).map((item) => knownText(fieldOf(item, "name")));
  return repeats(names.map((name) => (name?.trim() ? name : undefined))).map(([index, first]) => ({
    property: propertyPath([list, index, "name"]),
    reason: `repeats ${propertyPath([list, first, "name"])} (${quoted(names[index] ?? "")}): write another name`,
  }));
}

/** A subagent's prompt has two names, and there is no telling which of two prompts counts. */
const subagentsHaveOnePrompt: Rule = (inputs) =>
  itemsOf(fieldOf(inputs, "subagents")).flatMap((subagent, index) =>
    ["instructions", "systemPrompt"].every((name) => isSetAndKnown(fieldOf(subagent, name)))
      ? [
          {
            property: propertyPath(["subagents", index, "systemPrompt"]),
            reason: "cannot be combined with instructions, which is another name for it: keep one of the two",
          },
        ]
      : [],
  );

/** The provider keeps its mark in an agent's extras. */
const extrasAreNotReserved: Rule = (inputs) =>
  isSetAndKnown(fieldOf(fieldOf(inputs, "extras"), OWNER_KEY))
    ? [
        {
          property: propertyPath(["extras", OWNER_KEY]),
          reason: "is reserved for the mark of the stack that owns the agent: use another key",
        },
      ]
    : [];

/** The rules across the fields of an agent. */
export const AGENT_RULES: readonly Rule[] = [
  noDuplicates,
  interruptKeysMatchTools,
  approvalsAgree,
  sandboxOptionsFitBackend,
  pathsAreRelative,
  filesHaveOneWriter,
  subagentsHaveOnePrompt,
  extrasAreNotReserved,
];
