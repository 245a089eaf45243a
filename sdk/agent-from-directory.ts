import type { AgentInputs } from "../provider/project";
import type { AgentArgs } from "./agent";
import type { McpServer } from "./mcp-server";
import { ProgramError } from "./properties";

/**
 * What a program says beside a project directory. An argument that is given, and not `undefined`, wins over it.
 *
 * @example
 * const overrides: deepagents.DirectoryOverrides = { model: new pulumi.Config().get("model") };
 * new deepagents.Agent("researcher", deepagents.agentFromDirectory("./researcher", overrides));
 */
export interface DirectoryOverrides extends AgentArgs {
  /**
   * Servers of this program by the `mcp_server_url` that `tools.json` has for them, of the agent and of its subagents:
   * they are deployed before the agent, and may be at another URL. One that no tool is on does nothing.
   */
  mcpServers?: Readonly<Record<string, McpServer>> | undefined;
}

/**
 * Reads a Deep Agents project directory (`agent.json`, `AGENTS.md`, `tools.json`, `skills/`, `subagents/`), as
 * `deepagents deploy` does, into the arguments of an `Agent`.
 *
 * @param path the directory. A relative path starts at the working directory, which for a Pulumi program is its own
 * @param overrides arguments that win over the directory's, each as a whole
 * @throws when the directory is not a project, naming the file and line of everything that is wrong with it
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com/search" });
 * const researcher = new deepagents.Agent(
 *   "researcher",
 *   deepagents.agentFromDirectory("./researcher", {
 *     description: `Research, ${pulumi.getStack()}`,
 *     mcpServers: { "https://mcp.example.com/search": search },
 *   }),
 * );
 */
export function agentFromDirectory(path: string, overrides: DirectoryOverrides = {}): AgentArgs {
  const { mcpServers = {}, ...args } = overrides;
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  return { ...read(path, mcpServers), ...Object.fromEntries(given) };
}

function read(path: string, servers: Readonly<Record<string, McpServer>>): AgentArgs {
  // Loaded here and not at the top: other programs need neither parsers nor schemas.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const project = require("../provider/project") as typeof import("../provider/project");
  const { subagents, ...agent } = readInputs(project, path);
  return {
    ...project.bindServers(agent, servers),
    ...(subagents && { subagents: subagents.map((subagent) => project.bindServers(subagent, servers)) }),
  };
}

function readInputs({ ProjectError, readProject }: typeof import("../provider/project"), path: string): AgentInputs {
  try {
    return readProject(path);
  } catch (error) {
    // Shown without a stack: it is the files that are wrong, not the program.
    throw error instanceof ProjectError ? new ProgramError(error.message) : error;
  }
}
