import { statSync } from "node:fs";
import { type AgentInputs, type ToolInputs, AgentInputsSchema } from "../inputs/agent";
import { interruptKey, normalKey, normalUrl } from "../helpers/url";
import { check } from "../inputs/check";
import { AGENT_RULES } from "../inputs/rules/agent";
import { readAgentFile, refuseLegacyFiles, readToolsFile } from "./agent-file";
import { Folder, Places, ProjectError } from "./folder";
import { readSkills, readSubagents } from "./skills-and-subagents";

/** Reads a Deep Agents project directory. */
export { ProjectError, type Problem } from "./folder";
export type { AgentInputs } from "../inputs/agent";

/** A tool that names its server by a resource in place of a URL. */
export type BoundTool<Server> = Omit<ToolInputs, "mcpServerUrl"> & { readonly mcpServer: Server };

type WithTools = Pick<AgentInputs, "tools" | "interruptConfig">;
type Bound<T extends WithTools, Server> = Omit<T, "tools"> & { tools?: (ToolInputs | BoundTool<Server>)[] };

/**
 * Puts a server's resource in place of its URL in the tools of an agent or subagent. A tool's approval rule moves to the
 * tool: the URL of the server that is deployed may be another one than the rule's key has, or not known yet.
 *
 * @param servers by URL; one that no tool is on does nothing
 */
export function bindServers<T extends WithTools, Server>(
  inputs: T,
  servers: Readonly<Record<string, Server>>,
): Bound<T, Server> {
  const byUrl = new Map(Object.entries(servers).map(([url, server]) => [normalUrl(url), server]));
  const rules = new Map(Object.entries(inputs.interruptConfig ?? {}));
  const keys = new Map([...rules.keys()].map((key) => [normalKey(key), key]));
  const tools = inputs.tools?.map((tool) => {
    const { mcpServerUrl, ...rest } = tool;
    const mcpServer = byUrl.get(normalUrl(mcpServerUrl));
    if (mcpServer === undefined) {
      return tool;
    }
    const key = keys.get(interruptKey(mcpServerUrl, tool.name));
    const requireApproval = key === undefined ? undefined : rules.get(key);
    rules.delete(key ?? "");
    return { ...rest, mcpServer, ...(requireApproval !== undefined && { requireApproval }) };
  });
  return {
    ...inputs,
    ...(tools && { tools }),
    ...(inputs.interruptConfig && { interruptConfig: Object.fromEntries(rules) }),
  };
}

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
