/** Subagents: agents that an agent delegates to, told apart by name. */
import type { SubagentInputs } from "../../schema/inputs/agent";
import { withoutUndefined } from "../../schema/json";
import type { SubagentSpec } from "../../schema/wire";
import { modelFromWire, modelToWire } from "./model";
import { normalTools, toolsFromWire, toolsToWire } from "./tools";
import { keepWording } from "./wording";

export function subagentToWire(subagent: SubagentInputs): SubagentSpec {
  return withoutUndefined({
    name: subagent.name,
    description: subagent.description,
    model_id: subagent.model && modelToWire(subagent.model),
    instructions: subagent.instructions,
    tools: toolsToWire(subagent),
  });
}

export function subagentsFromWire(
  subagents: readonly SubagentSpec[] = [],
  previous: readonly SubagentInputs[] = [],
): SubagentInputs[] {
  return keepWording(subagents, previous, {
    key: (subagent) => subagent.name ?? "",
    toWire: subagentToWire,
    fromWire: (subagent, before) =>
      withoutUndefined({
        name: subagent.name ?? "",
        description: subagent.description || undefined,
        model: modelFromWire(subagent.model_id),
        instructions: subagent.instructions || undefined,
        ...(toolsFromWire(subagent.tools, before) as Pick<SubagentInputs, "tools" | "interruptConfig">),
      }),
    normal: normalSubagent,
  });
}

/** By name: their order means nothing. */
export function normalSubagents(subagents: readonly SubagentSpec[] = []): unknown {
  return Object.fromEntries(subagents.map((subagent) => [subagent.name, normalSubagent(subagent)]));
}

function normalSubagent(subagent: SubagentSpec): unknown {
  return {
    description: subagent.description ?? "",
    model: subagent.model_id ?? "",
    instructions: subagent.instructions ?? "",
    tools: normalTools(subagent.tools),
  };
}
