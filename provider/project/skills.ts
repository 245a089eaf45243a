/** `skills/<directory>/`: a `SKILL.md`, and supporting files beside it. */
import type { SkillInputs } from "../schema/inputs/agent";
import type { Folder } from "./folder";
import { parseSkill, type SkillText } from "./front-matter";
import type { Places } from "./places";

const DIRECTORY = "skills";
const MAIN_FILE = "SKILL.md";

export function readSkills(folder: Folder, places: Places): SkillInputs[] {
  const skills: SkillInputs[] = [];
  const directories = new Map<string, string>();
  for (const directory of folder.directoriesIn(DIRECTORY)) {
    const path = `${DIRECTORY}/${directory}`;
    const text = readMainFile(folder, `${path}/${MAIN_FILE}`);
    const files = readFiles(folder, path);
    if (text) {
      const { name, description, body } = text;
      const other = directories.get(name.value);
      if (other !== undefined) {
        folder.report(`${path}/${MAIN_FILE}`, `name repeats that of ${other}: write another one`, name.line);
      }
      directories.set(name.value, path);
      addPlaces(places, skills.length, folder.shown(path), text, Object.keys(files));
      skills.push({
        name: name.value,
        description: description.value,
        instructions: body,
        ...(Object.keys(files).length > 0 && { files }),
      });
    }
  }
  return skills;
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

/** A `SKILL.md` further down is no supporting file: the product's command line leaves it out. */
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
  const skill = [DIRECTORY, index];
  places.add(skill, { file: `${path}/${MAIN_FILE}`, line: 1 });
  places.add([...skill, "name"], { file: `${path}/${MAIN_FILE}`, line: text.name.line, name: "name" });
  places.add([...skill, "description"], {
    file: `${path}/${MAIN_FILE}`,
    line: text.description.line,
    name: "description",
  });
  places.add([...skill, "files"], { file: path });
  for (const file of files) {
    places.add([...skill, "files", file], { file: `${path}/${file}` });
  }
}
