/** Inline skills, told apart by name. */
import type { SkillInputs } from "../../schema/inputs/agent";
import { withoutUndefined } from "../../schema/json";
import type { SkillSpec } from "../../schema/wire";
import { keepWording } from "./wording";

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
