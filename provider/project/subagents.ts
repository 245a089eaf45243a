/** `subagents/<name>/`: an agent of its own, whose directory names it. Its skills are raw files of the agent. */
import type { SubagentInputs } from "../schema/inputs/agent";
import { type SubagentJson, SubagentJsonSchema } from "../schema/project/agent-json";
import { quoted } from "../schema/quoted";
import { modelInputs } from "./agent-file";
import type { Folder } from "./folder";
import { readJson } from "./json-file";
import type { Places } from "./places";
import { readToolsFile } from "./tools-file";

const DIRECTORY = "subagents";

export interface Subagents {
  readonly subagents: SubagentInputs[];
  readonly files: Record<string, string>;
}

export function readSubagents(folder: Folder, places: Places): Subagents {
  const subagents: SubagentInputs[] = [];
  const files: Record<string, string> = {};
  const names = folder.directoriesIn(DIRECTORY);
  for (const [index, name] of names.entries()) {
    const path = `${DIRECTORY}/${name}`;
    const same = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    if (same !== undefined) {
      folder.report(path, `differs from ${DIRECTORY}/${same} in case only: rename one of them`);
    }
    const settings = readSettings(folder, places, name, index);
    const instructions = folder.requiredText(`${path}/AGENTS.md`, "write the subagent's instructions there");
    const tools = readToolsFile(folder, places, `${path}/`, [DIRECTORY, index]);
    places.add([DIRECTORY, index], { file: folder.shown(path) });
    places.add([DIRECTORY, index, "name"], { file: folder.shown(path), name: "the name of the directory" });
    subagents.push({ name, ...settings, ...(instructions !== undefined && { instructions }), ...tools });
    for (const file of folder.filesBelow(`${path}/skills`).map((below) => `${path}/skills/${below}`)) {
      files[file] = folder.text(file) ?? "";
      places.add(["files", file], { file: folder.shown(file) });
    }
  }
  return { subagents, files };
}

function readSettings(
  folder: Folder,
  places: Places,
  name: string,
  index: number,
): Pick<SubagentInputs, "description" | "model"> {
  const path = `${DIRECTORY}/${name}/agent.json`;
  const text = folder.requiredText(path, 'write at least { "description": "…" }');
  const file = text === undefined ? undefined : readJson(folder, path, text, SubagentJsonSchema);
  if (!file) {
    return {};
  }
  file.locate(places, ([first = ""]) => [DIRECTORY, index, first === "model_id" ? "model" : first]);
  const written = file.content.name;
  if (written !== undefined && written !== name) {
    const reason = `name must be that of the directory: write ${quoted(name)}, drop it, or rename the directory`;
    folder.report(path, reason, places.of(`${DIRECTORY}[${String(index)}].name`)?.line);
  }
  return settingsOf(file.content);
}

function settingsOf({ description, model, model_id }: SubagentJson): Pick<SubagentInputs, "description" | "model"> {
  const inputs = modelInputs(model ?? model_id);
  return { ...(description && { description }), ...(inputs && { model: inputs }) };
}
