/** The directories of a project's skills and subagents. */
import { quoted } from "../helpers/text";
import type { SkillInputs, SubagentInputs } from "../inputs/agent";
import { type SubagentJson, SubagentJsonSchema } from "../inputs/project-files";
import { modelInputs, readToolsFile } from "./agent-file";
import type { Folder, Places } from "./folder";
import { parseSkill, type SkillText } from "./front-matter";
import { readJson } from "./json-file";

const SKILLS = "skills";
const MAIN_FILE = "SKILL.md";
const SUBAGENTS = "subagents";

export interface Subagents {
  readonly subagents: SubagentInputs[];
  /** The subagents' own skills, which the API keeps as raw files of the agent. */
  readonly files: Record<string, string>;
}

/** Reads `skills/<directory>/`: a `SKILL.md`, and supporting files beside it. */
export function readSkills(folder: Folder, places: Places): SkillInputs[] {
  const skills: SkillInputs[] = [];
  const directories = new Map<string, string>();
  for (const directory of folder.directoriesIn(SKILLS)) {
    const path = `${SKILLS}/${directory}`;
    const text = readMainFile(folder, `${path}/${MAIN_FILE}`);
    const files = readFiles(folder, path);
    if (text) {
      const { name, description, frontMatter, body } = text;
      const other = directories.get(name.value);
      if (other !== undefined) {
        folder.report(`${path}/${MAIN_FILE}`, `name repeats that of ${other}: write another one`, name.line);
      }
      directories.set(name.value, path);
      addPlaces(places, skills.length, folder.shown(path), text, Object.keys(files));
      skills.push({
        name: name.value,
        description: description.value,
        ...(frontMatter === "" ? {} : { frontMatter }),
        instructions: body,
        ...(Object.keys(files).length === 0 ? {} : { files }),
      });
    }
  }
  return skills;
}

/** Reads `subagents/<name>/`: an agent of its own, named after its directory. */
export function readSubagents(folder: Folder, places: Places): Subagents {
  const subagents: SubagentInputs[] = [];
  const files: Record<string, string> = {};
  const names = folder.directoriesIn(SUBAGENTS);
  for (const [index, name] of names.entries()) {
    const path = `${SUBAGENTS}/${name}`;
    const same = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    if (same !== undefined) {
      folder.report(path, `differs from ${SUBAGENTS}/${same} only in case: rename one of them`);
    }
    const settings = readSettings(folder, places, name, index);
    const instructions = folder.requiredText(`${path}/AGENTS.md`, "write the subagent's instructions there");
    const tools = readToolsFile(folder, places, `${path}/`, [SUBAGENTS, index]);
    places.add([SUBAGENTS, index], { file: folder.shown(path) });
    places.add([SUBAGENTS, index, "name"], { file: folder.shown(path), name: "the name of the directory" });
    subagents.push({ name, ...settings, ...(instructions === undefined ? {} : { instructions }), ...tools });
    for (const file of folder.filesBelow(`${path}/skills`).map((below) => `${path}/skills/${below}`)) {
      files[file] = folder.text(file) ?? "";
      places.add(["files", file], { file: folder.shown(file) });
    }
  }
  return { subagents, files };
}

function readMainFile(folder: Folder, path: string): SkillText | undefined {
  const text = folder.requiredText(path, "write one, with the skill's name and description in front matter");
  const skill = text === undefined ? [] : parseSkill(text);
  if (!Array.isArray(skill)) {
    return skill;
  }
  for (const { reason, line } of skill) {
    folder.report(path, reason, line);
  }
  return undefined;
}

/** The supporting files. The product's command line skips a `SKILL.md` further down, so this does as well. */
function readFiles(folder: Folder, path: string): Record<string, string> {
  return Object.fromEntries(
    folder
      .filesBelow(path)
      .filter((file) => file.split("/").at(-1) !== MAIN_FILE)
      .flatMap((file): [string, string][] => {
        const text = folder.text(`${path}/${file}`);
        return text === undefined ? [] : [[file, text]];
      }),
  );
}

function addPlaces(places: Places, index: number, path: string, text: SkillText, files: readonly string[]): void {
  const skill = [SKILLS, index];
  places.add(skill, { file: `${path}/${MAIN_FILE}`, line: 1 });
  places.add([...skill, "name"], { file: `${path}/${MAIN_FILE}`, line: text.name.line, name: "name" });
  places.add([...skill, "description"], {
    file: `${path}/${MAIN_FILE}`,
    line: text.description.line,
    name: "description",
  });
  places.add([...skill, "frontMatter"], { file: `${path}/${MAIN_FILE}`, line: 1, name: "front matter" });
  places.add([...skill, "files"], { file: path });
  for (const file of files) {
    places.add([...skill, "files", file], { file: `${path}/${file}` });
  }
}

function readSettings(
  folder: Folder,
  places: Places,
  name: string,
  index: number,
): Pick<SubagentInputs, "description" | "model"> {
  const path = `${SUBAGENTS}/${name}/agent.json`;
  const text = folder.requiredText(path, 'write at least { "description": "…" }');
  const file = text === undefined ? undefined : readJson(folder, path, text, SubagentJsonSchema);
  if (!file) {
    return {};
  }
  file.locate(places, ([first = ""]) => [SUBAGENTS, index, first === "model_id" ? "model" : first]);
  const written = file.content.name;
  if (written !== undefined && written !== name) {
    const reason = `name must match the directory: write ${quoted(name)}, drop it, or rename the directory`;
    folder.report(path, reason, places.of(`${SUBAGENTS}[${String(index)}].name`)?.line);
  }
  return settingsOf(file.content);
}

function settingsOf({ description, model, model_id }: SubagentJson): Pick<SubagentInputs, "description" | "model"> {
  const inputs = modelInputs(model ?? model_id);
  return { ...(description ? { description } : {}), ...(inputs === undefined ? {} : { model: inputs }) };
}
