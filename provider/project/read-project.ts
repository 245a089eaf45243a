import { statSync } from "node:fs";
import { check } from "../schema/check";
import { type AgentInputs, AgentInputsSchema } from "../schema/inputs/agent";
import { AGENT_RULES } from "../schema/rules";
import { readAgentFile } from "./agent-file";
import { Folder } from "./folder";
import { refuseLegacyFiles } from "./legacy";
import { Places } from "./places";
import { ProjectError } from "./problems";
import { readSkills } from "./skills";
import { readSubagents } from "./subagents";
import { readToolsFile } from "./tools-file";

/**
 * Reads a Deep Agents project directory into the agent that `deepagents deploy` would make of it.
 *
 * @throws ProjectError naming file and line of everything that is wrong with it
 */
export function readProject(directory: string): AgentInputs {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ProjectError([{ file: directory, reason: "is not a directory: give the one that agent.json is in" }]);
  }
  const folder = new Folder(directory);
  const places = new Places();
  refuseLegacyFiles(folder);
  const settings = readAgentFile(folder, places);
  const systemPrompt = folder.requiredText("AGENTS.md", "write the agent's instructions there");
  places.add(["systemPrompt"], { file: folder.shown("AGENTS.md") });
  const tools = readToolsFile(folder, places, "", []);
  const skills = readSkills(folder, places);
  const { subagents, files } = readSubagents(folder, places);
  if (folder.problems.length > 0 || !settings || systemPrompt === undefined) {
    throw new ProjectError(folder.problems);
  }
  const inputs: AgentInputs = {
    ...settings,
    systemPrompt,
    ...tools,
    ...(skills.length > 0 && { skills }),
    ...(subagents.length > 0 && { subagents }),
    ...(Object.keys(files).length > 0 && { files }),
  };
  refuseBadInputs(inputs, places, directory);
  return inputs;
}

/** What the provider would find later, without the file and line. */
function refuseBadInputs(inputs: AgentInputs, places: Places, directory: string): void {
  const problems = check(AgentInputsSchema, AGENT_RULES, inputs).map(({ property, reason }) => {
    const place = places.of(property);
    return { file: place?.file ?? directory, line: place?.line, reason: `${place?.name ?? property} ${reason}` };
  });
  if (problems.length > 0) {
    throw new ProjectError(problems);
  }
}
