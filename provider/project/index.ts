/** Reads a Deep Agents project directory. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { interruptKey, normalKey, normalUrl } from "../helpers/url";
import { type AgentInputs, AgentInputsSchema, type ToolInputs } from "../inputs/agent";
import { check } from "../inputs/check";
import { AGENT_RULES, toolNamesAreApart } from "../inputs/rules/agent";
import { readAgentFile, readToolsFile } from "./agent-file";
import { Folder, Places, ProjectError } from "./folder";
import { readSkills, readSubagents } from "./skills-and-subagents";

export { ProjectError, type Problem } from "./folder";
export type { AgentInputs } from "../inputs/agent";

/**
 * The agent that `deepagents deploy` would deploy from a Deep Agents project directory.
 *
 * @throws ProjectError naming the file and line of every problem
 */
export function readProject(directory: string): AgentInputs {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const absolute = resolve(directory);
    const where = absolute === directory ? "" : ` (${absolute})`;
    throw new ProjectError([
      { file: directory, reason: `is not a directory${where}: give the one that agent.json is in` },
    ]);
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
    ...(skills.length === 0 ? {} : { skills }),
    ...(subagents.length === 0 ? {} : { subagents }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  };
  refuseBadInputs(inputs, places, directory);
  return inputs;
}

/** A tool that names its server by a resource instead of a URL. */
export type BoundTool<Server> = Omit<ToolInputs, "mcpServerUrl"> & { readonly mcpServer: Server };

type WithTools = Pick<AgentInputs, "tools" | "interruptConfig">;
type Bound<T extends WithTools, Server> = Omit<T, "tools"> & { tools?: (ToolInputs | BoundTool<Server>)[] };

/**
 * Replaces the URLs of servers by their resources in the tools of an agent or subagent. Moves a tool's approval rule to the
 * tool, because the deployed server's URL may differ from the one in the rule's key, or may not be known yet.
 *
 * @param servers by URL
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
    return { ...rest, mcpServer, ...(requireApproval === undefined ? {} : { requireApproval }) };
  });
  return {
    ...inputs,
    ...(tools === undefined ? {} : { tools }),
    ...(inputs.interruptConfig === undefined ? {} : { interruptConfig: Object.fromEntries(rules) }),
  };
}

/**
 * The URL of one of `servers` that no tool of the agent or its subagents names, with those that they do name.
 *
 * @param servers by URL
 */
export function unusedServer(
  { tools = [], subagents = [] }: AgentInputs,
  servers: Readonly<Record<string, unknown>>,
): { readonly url: string; readonly named: readonly string[] } | undefined {
  const all = [...tools, ...subagents.flatMap((subagent) => subagent.tools ?? [])];
  const named = [...new Set(all.map(({ mcpServerUrl }) => normalUrl(mcpServerUrl)))];
  const url = Object.keys(servers).find((one) => !named.includes(normalUrl(one)));
  return url === undefined ? undefined : { url, named };
}

/** Files of earlier versions of the product. Ignoring them would lose their settings, so they are refused. */
const LEGACY_FILES: Readonly<Record<string, string>> = {
  "deepagents.toml":
    "is from an earlier version of deepagents: move name, description and model of its [agent] to agent.json, its " +
    "[sandbox] to agent.json as backend.sandbox_config, leave out [auth], [memories] and [frontend], then delete it",
  "mcp.json":
    "is from an earlier version of deepagents: declare each server in the program as new deepagents.McpServer(…), list " +
    "its tools in tools.json by mcp_server_url, then delete it",
};

function refuseLegacyFiles(folder: Folder): void {
  for (const [file, reason] of Object.entries(LEGACY_FILES)) {
    if (folder.isFile(file)) {
      folder.report(file, reason);
    }
  }
}

/** Finds what the provider would only find later, and without file and line. */
function refuseBadInputs(inputs: AgentInputs, places: Places, directory: string): void {
  const problems = check(AgentInputsSchema, [...AGENT_RULES, toolNamesAreApart], inputs).map(({ property, reason }) => {
    const place = places.of(property);
    return { file: place?.file ?? directory, line: place?.line, reason: `${place?.name ?? property} ${reason}` };
  });
  if (problems.length > 0) {
    throw new ProjectError(problems);
  }
}
