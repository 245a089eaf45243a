/** An agent and each of its subagents have tools and interrupt rules of their own. */
import { mcpUrlProblem } from "../inputs/mcp-url";
import type { PathStep } from "../property-path";
import { fieldOf, itemsOf, knownText } from "./reading";

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

/** `undefined` where the name or the URL is not known yet, or wrong in itself. */
export function usableTool(tool: unknown): UsableTool | undefined {
  const name = knownText(fieldOf(tool, "name"));
  const url = knownText(fieldOf(tool, "mcpServerUrl"));
  return name?.trim() && url !== undefined && mcpUrlProblem(url) === undefined
    ? { name, url, requireApproval: fieldOf(tool, "requireApproval") }
    : undefined;
}
