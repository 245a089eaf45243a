import * as pulumi from "@pulumi/pulumi";
import { type McpServer, requireServer } from "../mcp-server";
import { lookUp, lookUpOutput } from "./lookup";

/**
 * How {@link getMcpTools} asks for a server's tools.
 *
 * @example
 * const options: deepagents.GetMcpToolsOptions = { names: ["search"], forceRefresh: true };
 * const found = deepagents.getMcpToolsOutput({ mcpServerUrl: "https://mcp.example.com", ...options });
 * export const tools = found.tools;
 */
export interface GetMcpToolsOptions<Name extends string = string> {
  /** The tools to look up: the look-up fails if the server lacks one. Default: all of its tools. */
  names?: readonly Name[] | undefined;
  /** Whether to ask the server itself instead of the API's cache. Default: `false`. */
  forceRefresh?: boolean | undefined;
  /** The OAuth provider whose token to use, for a server with OAuth. */
  oauthProviderId?: string | undefined;
}

/**
 * Which server's tools {@link getMcpTools} looks up.
 *
 * @example
 * const args: deepagents.GetMcpToolsArgs = { mcpServerUrl: "https://mcp.example.com" };
 * export const tools = deepagents.getMcpToolsOutput(args).tools;
 */
export interface GetMcpToolsArgs<Name extends string = string> extends GetMcpToolsOptions<Name> {
  /** The URL of a registered MCP server. */
  mcpServerUrl: string;
}

/**
 * Which server's tools {@link getMcpToolsOutput} looks up.
 *
 * @example
 * const mcpServer = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const args: deepagents.GetMcpToolsOutputArgs = { mcpServer };
 * export const tools = deepagents.getMcpToolsOutput(args).tools;
 */
export type GetMcpToolsOutputArgs<Name extends string = string> = GetMcpToolsOptions<Name> &
  (
    | {
        /** The server, declared in this program. It is asked once it is deployed. */
        mcpServer: McpServer;
        mcpServerUrl?: undefined;
      }
    | {
        /** The URL of a registered MCP server. */
        mcpServerUrl: pulumi.Input<string>;
        mcpServer?: undefined;
      }
  );

/**
 * A tool as its MCP server describes it.
 *
 * @example
 * const isHarmless = (tool: deepagents.McpTool) => tool.annotations?.readOnlyHint === true;
 * const { tools } = deepagents.getMcpToolsOutput({ mcpServerUrl: "https://mcp.example.com" });
 * export const harmless = tools.apply((all) => all.filter(isHarmless).map((tool) => tool.name));
 */
export interface McpTool<Name extends string = string> {
  /** The tool's name. */
  name: Name;
  /** What it does, for the model. */
  description?: string | undefined;
  /** JSON schema of its input. */
  inputSchema?: Record<string, unknown> | undefined;
  /** MCP's annotations, for example `readOnlyHint`. */
  annotations?: Record<string, unknown> | undefined;
}

/**
 * Result of {@link getMcpTools}.
 *
 * @example
 * const all = (result: deepagents.GetMcpToolsResult) => Object.values(result.toolArgs);
 * const tools = deepagents.getMcpToolsOutput({ mcpServerUrl: "https://mcp.example.com" }).apply(all);
 * const assistant = new deepagents.Agent("assistant", { tools });
 */
export interface GetMcpToolsResult<Name extends string = string> {
  mcpServerUrl: string;
  /** The tools, in the order of `names`. */
  tools: McpTool<Name>[];
  /** The tools by name, as the argument `tools` of an agent takes them. */
  toolArgs: Record<Name, { name: Name; mcpServerUrl: string }>;
  /** When the API asked the server (RFC 3339). */
  fetchedAt?: string | undefined;
}

/**
 * Looks up which tools a registered MCP server has. With `names` it fails if one of them is missing, and the type of the
 * result has exactly these names.
 *
 * @example
 * const mcpServerUrl = "https://mcp.example.com";
 * const { toolArgs } = deepagents.getMcpToolsOutput({ mcpServerUrl, names: ["search"] });
 * const assistant = new deepagents.Agent("assistant", { tools: [toolArgs.search] });
 *
 * async function carefulTools(): Promise<deepagents.ToolArgs[]> {
 *   const { toolArgs } = await deepagents.getMcpTools({ mcpServerUrl, names: ["search", "delete"] });
 *   return [toolArgs.search, { ...toolArgs.delete, requireApproval: true }];
 * }
 * const careful = new deepagents.Agent("careful", { tools: carefulTools() });
 */
export function getMcpTools<const Name extends string = string>(
  args: GetMcpToolsArgs<Name>,
  opts?: pulumi.InvokeOptions,
): Promise<GetMcpToolsResult<Name>> {
  return lookUp("getMcpTools", withList(args), opts) as Promise<GetMcpToolsResult<Name>>;
}

/**
 * {@link getMcpTools} for a server that the program declares, or a URL that is an output. The result is unknown in a
 * preview that creates or changes that server.
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const { toolArgs } = deepagents.getMcpToolsOutput({ mcpServer: search, names: ["search"] });
 * const assistant = new deepagents.Agent("assistant", { tools: [toolArgs.search] });
 */
export function getMcpToolsOutput<const Name extends string = string>(
  { mcpServer, ...args }: GetMcpToolsOutputArgs<Name>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpToolsResult<Name>> {
  if (mcpServer) {
    requireServer("getMcpToolsOutput: mcpServer", mcpServer, "write the URL as mcpServerUrl");
  }
  const mcpServerUrl = mcpServer ? urlOnceDeployed(mcpServer) : (args.mcpServerUrl as pulumi.Input<string>);
  const result: pulumi.Output<unknown> = lookUpOutput("getMcpTools", withList({ ...args, mcpServerUrl }), opts);
  return result as pulumi.Output<GetMcpToolsResult<Name>>;
}

/** The URL is known before the server has it, but `updatedAt` is unknown in a preview that creates or changes the server. */
function urlOnceDeployed(server: McpServer): pulumi.Output<string> {
  return pulumi.all([server.url, server.updatedAt]).apply(([url]) => url);
}

function withList<Args extends GetMcpToolsOptions>({
  names,
  ...args
}: Args): Omit<Args, "names"> & { names?: string[] } {
  return names === undefined ? args : { ...args, names: [...names] };
}
