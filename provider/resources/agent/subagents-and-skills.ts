/** Subagents and inline skills, each told apart by name. */
import type { SubagentInputs, SkillInputs } from "../../inputs/agent";
import { withoutUndefined } from "../../helpers/json";
import type { SubagentSpec, SkillSpec } from "../../wire";
import { modelFromWire, modelToWire } from "./settings";
import { normalTools, toolsFromWire, toolsToWire, keepWording } from "./tools";

export function subagentToWire(subagent: SubagentInputs): SubagentSpec {
  return withoutUndefined({
    name: subagent.name,
    description: subagent.description,
    model_id: subagent.model && modelToWire(subagent.model),
    instructions: subagent.instructions ?? subagent.systemPrompt,
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

export function skillToWire(skill: SkillInputs): SkillSpec {
  return withoutUndefined({ type: "inline", ...skill });
}

export function skillsFromWire(
  skills: readonly SkillSpec[] = [],
  previous: readonly SkillInputs[] = [],
): SkillInputs[] {
  return keepWording(skills, previous, {
    key: (skill) => skill.name ?? "",
    toWire: skillToWire,
    fromWire: (skill) =>
      withoutUndefined({
        name: skill.name ?? "",
        description: skill.description || undefined,
        instructions: skill.instructions || undefined,
        files: Object.keys(skill.files ?? {}).length > 0 ? skill.files : undefined,
      }),
    normal: normalSkill,
  });
}

/** By name: their order means nothing. */
export function normalSkills(skills: readonly SkillSpec[] = []): unknown {
  return Object.fromEntries(skills.map((skill) => [skill.name, normalSkill(skill)]));
}

function normalSkill(skill: SkillSpec): unknown {
  return {
    description: skill.description ?? "",
    instructions: skill.instructions ?? "",
    files: skill.files ?? {},
  };
}
