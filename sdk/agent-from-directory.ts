import { fileURLToPath } from "node:url";
import type { AgentInputs } from "../provider/project";
import type { AgentArgs } from "./agent";
import { type McpServer, requireServer } from "./mcp-server";
import { ProgramError, requireUsable } from "./properties";

/**
 * What a program adds to a project directory. An argument that is set, and not `undefined`, overrides the directory's.
 *
 * @example
 * const overrides: deepagents.DirectoryOverrides = { model: new pulumi.Config().get("model") };
 * new deepagents.Agent("researcher", deepagents.agentFromDirectory("./researcher", overrides));
 */
export interface DirectoryOverrides extends AgentArgs {
  /**
   * Servers of this program, by the `mcp_server_url` that stands for them in `tools.json` of the agent and its subagents.
   * They are deployed before the agent, and may have another URL. A URL that no tool names is an error.
   */
  mcpServers?: Readonly<Record<string, McpServer>> | undefined;
}

/**
 * Reads a Deep Agents project directory (`agent.json`, `AGENTS.md`, `tools.json`, `skills/`, `subagents/`), as
 * `deepagents deploy` does, into the arguments of an `Agent`.
 *
 * @param directory the directory, as a path or a `file:` URL (`new URL("./agent", import.meta.url)`). A relative path starts
 *   at the working directory, which for a Pulumi program is the program's
 * @param overrides arguments that override the directory's, each as a whole
 * @throws when the directory is not a valid project, with the file and line of every mistake
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
export function agentFromDirectory(directory: string | URL, overrides: DirectoryOverrides = {}): AgentArgs {
  const path = pathOf(directory);
  requireUsable(`agentFromDirectory("${path}")`, overrides);
  const { mcpServers = {}, ...args } = overrides;
  for (const [url, server] of Object.entries(mcpServers)) {
    requireServer(`agentFromDirectory("${path}"): mcpServers["${url}"]`, server, "leave the entry out");
  }
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  return { ...read(path, mcpServers), ...Object.fromEntries(given) };
}

function pathOf(directory: string | URL): string {
  if (typeof directory === "string") {
    return directory;
  }
  if (directory.protocol !== "file:") {
    throw new ProgramError(
      `agentFromDirectory: ${directory.protocol} is not file:, so this is no directory: write its path`,
    );
  }
  return fileURLToPath(directory);
}

function read(path: string, servers: Readonly<Record<string, McpServer>>): AgentArgs {
  // Loaded on first use: other programs need neither parsers nor schemas.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const project = require("../provider/project") as typeof import("../provider/project");
  const inputs = readInputs(project, path);
  const unused = project.unusedServer(inputs, servers);
  if (unused) {
    const named = unused.named.map((url) => JSON.stringify(url)).join(", ");
    throw new ProgramError(
      `agentFromDirectory("${path}"): no tool of the directory is on ${JSON.stringify(unused.url)}, which mcpServers has: ` +
        (named === "" ? "it has no tools at all, so leave mcpServers out" : `write a URL of its tools.json (${named})`),
    );
  }
  const { subagents, ...agent } = inputs;
  return {
    ...project.bindServers(agent, servers),
    ...(subagents === undefined
      ? {}
      : { subagents: subagents.map((subagent) => project.bindServers(subagent, servers)) }),
  };
}

function readInputs({ ProjectError, readProject }: typeof import("../provider/project"), path: string): AgentInputs {
  try {
    return readProject(path);
  } catch (error) {
    // Shown without a stack trace: the mistake is in the files, not in the program.
    throw error instanceof ProjectError ? new ProgramError(error.message) : error;
  }
}
