/** `tools.json` of the agent or of a subagent. */
import type { AgentInputs } from "../schema/inputs/agent";
import { ToolsJsonSchema } from "../schema/project/tools-json";
import type { PathStep } from "../schema/property-path";
import { camelCase, camelCased } from "./camel-case";
import type { Folder } from "./folder";
import { readJson } from "./json-file";
import type { Places } from "./places";

/**
 * @param directory where the file may be: empty for the project's own, otherwise ending in a slash
 * @param owner the property that has the tools: none for the agent itself
 */
export function readToolsFile(
  folder: Folder,
  places: Places,
  directory: string,
  owner: readonly PathStep[],
): Pick<AgentInputs, "tools" | "interruptConfig"> {
  const path = `${directory}tools.json`;
  const text = folder.isFile(path) ? folder.text(path) : undefined;
  const file = text === undefined ? undefined : readJson(folder, path, text, ToolsJsonSchema);
  file?.locate(places, ([first = "", ...rest]) => [
    ...owner,
    renamed(first),
    // The keys of rules stay as they are.
    ...(first === "interrupt_config" ? rest : rest.map(renamed)),
  ]);
  return file
    ? {
        tools: file.content.tools.map(camelCased),
        ...(file.content.interrupt_config && { interruptConfig: file.content.interrupt_config }),
      }
    : {};
}

const renamed = (step: PathStep): PathStep => (typeof step === "string" ? camelCase(step) : step);
