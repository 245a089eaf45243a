/** Subagents and inline skills, each told apart by name. */
import { isDeepStrictEqual } from "node:util";
import { meaningOfFrontMatter, otherFrontMatter, renderFrontMatter } from "../../helpers/front-matter";
import type { SubagentInputs, SkillInputs } from "../../inputs/agent";
import { withoutUndefined } from "../../helpers/json";
import type { Agent, FileEntry, FileMap, SubagentSpec, SkillSpec } from "../../wire";
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

/**
 * A skill as the API has it, with the front matter of its `SKILL.md` besides name and description. The API keeps that in
 * the file, and has no field for it.
 */
export interface Skill extends SkillSpec {
  /** `undefined` if it is not known, or not managed. */
  readonly frontMatter?: string | undefined;
}

export function skillToWire(skill: SkillInputs): Skill {
  return withoutUndefined({ type: "inline", ...skill });
}

/** What the API's field `skills` can hold of them. */
export function skillSpecs(skills: readonly Skill[]): SkillSpec[] {
  return skills.map(({ frontMatter: _, ...spec }) => spec);
}

/** Whether the API's field `skills` cannot hold all that the skills say. */
export function haveFrontMatter(skills: readonly SkillInputs[] = []): boolean {
  return skills.some(({ frontMatter = "" }) => !isDeepStrictEqual(meaningOfFrontMatter(frontMatter), {}));
}

/** The skills as the files that the API keeps them in. */
export function skillFiles(skills: readonly SkillInputs[] = []): FileMap {
  const files = skills.flatMap(({ name, description, frontMatter, instructions = "", files: supporting = {} }) =>
    Object.entries({
      [MAIN_FILE]: renderFrontMatter({ name, description }, instructions, frontMatter),
      ...supporting,
    }).map(([path, content]): [string, FileEntry] => [`skills/${name}/${path}`, { content }]),
  );
  return Object.fromEntries(files);
}

const MAIN_FILE = "SKILL.md";

/**
 * The skills of an answer, with the front matter of those of which the program manages it. An answer without files says
 * nothing about it.
 *
 * @param managed the skills that the program has
 */
export function skillsIn({ skills, files }: Agent, managed: readonly SkillInputs[] = []): Skill[] | undefined {
  return skills?.map((skill) => {
    const before = managed.find(({ name }) => name === skill.name);
    if (files === undefined || (before && before.frontMatter === undefined)) {
      return { ...skill, frontMatter: before?.frontMatter };
    }
    return { ...skill, frontMatter: otherFrontMatter(files[`skills/${skill.name ?? ""}/${MAIN_FILE}`]?.content ?? "") };
  });
}

/** The skills, where those that leave their front matter unset have that of their namesakes in `others`. */
export function withFrontMatterOf(others: readonly SkillInputs[] = [], skills: readonly SkillInputs[]): SkillInputs[] {
  const known = new Map(others.map(({ name, frontMatter }) => [name, frontMatter]));
  return skills.map((skill) => withoutUndefined({ frontMatter: known.get(skill.name), ...withoutUndefined(skill) }));
}

/**
 * The skills, where those that no longer set their front matter set it to nothing. Where they never did, it stays what the
 * server has.
 */
export function clearingFrontMatter(
  before: readonly SkillInputs[] = [],
  skills: readonly SkillInputs[],
): SkillInputs[] {
  const cleared = before.flatMap(({ name, frontMatter }) =>
    frontMatter === undefined ? [] : [{ name, frontMatter: "" }],
  );
  return withFrontMatterOf(cleared, skills);
}

export function skillsFromWire(skills: readonly Skill[] = [], previous: readonly SkillInputs[] = []): SkillInputs[] {
  return keepWording(skills, previous, {
    key: (skill) => skill.name ?? "",
    toWire: skillToWire,
    fromWire: (skill, before) =>
      withoutUndefined({
        name: skill.name ?? "",
        description: skill.description || undefined,
        frontMatter: skill.frontMatter || (before && skill.frontMatter),
        instructions: skill.instructions || undefined,
        files: Object.keys(skill.files ?? {}).length > 0 ? skill.files : undefined,
      }),
    normal: normalSkill,
  });
}

/** By name: their order means nothing. */
export function normalSkills(skills: readonly Skill[] = []): unknown {
  return Object.fromEntries(skills.map((skill) => [skill.name, normalSkill(skill)]));
}

function normalSkill(skill: Skill): unknown {
  return {
    description: skill.description ?? "",
    // Not set is not the same as empty: the one keeps what the server has, the other removes it.
    frontMatter: skill.frontMatter === undefined ? undefined : meaningOfFrontMatter(skill.frontMatter),
    instructions: skill.instructions ?? "",
    files: skill.files ?? {},
  };
}
