import type { AgentInputs } from "../../schema/inputs/agent";

/** The paths of the file tree that the typed fields of `inputs` write. */
export function typedPaths(inputs: AgentInputs): ReadonlySet<string> {
  return new Set([
    ...(inputs.systemPrompt === undefined ? [] : ["AGENTS.md"]),
    ...(inputs.tools === undefined && inputs.interruptConfig === undefined ? [] : ["tools.json"]),
    ...(inputs.skills ?? []).flatMap(({ name, files }) =>
      ["SKILL.md", ...Object.keys(files ?? {})].map((file) => `skills/${name}/${file}`),
    ),
    ...(inputs.subagents ?? []).flatMap(({ name }) =>
      ["AGENTS.md", "tools.json"].map((file) => `subagents/${name}/${file}`),
    ),
  ]);
}
