import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput, type LookupInputs } from "./lookup";

/**
 * Which MCP server {@link getMcpServer} looks up: by its id, its exact name or its URL.
 *
 * @example
 * const args: deepagents.GetMcpServerArgs = { url: "https://mcp.example.com" };
 * const server = await deepagents.getMcpServer(args);
 */
export type GetMcpServerArgs =
  | { id: string; name?: undefined; url?: undefined }
  | { name: string; id?: undefined; url?: undefined }
  | { url: string; id?: undefined; name?: undefined };

/**
 * Result of {@link getMcpServer}. The server's headers are credentials: no look-up returns them.
 *
 * @example
 * const server: deepagents.GetMcpServerResult = await deepagents.getMcpServer({ name: "search" });
 * export const mayCall = server.canInvoke;
 */
export interface GetMcpServerResult {
  /** The server's id. */
  id: string;
  /** The name people see. */
  name: string;
  /** The server's URL. */
  url: string;
  /** How the server authenticates its callers. */
  authType?: "headers" | "oauth" | undefined;
  /** How OAuth clients are registered. */
  oauthMode?: "legacy_shared_provider" | "per_user_dynamic_client" | undefined;
  /** The OAuth provider's id. */
  oauthProviderId?: string | undefined;
  /** Vendor identifier for grouping in the catalog. */
  vendorId?: string | undefined;
  /** An identifier that its owner chose. */
  externalSystemId?: string | undefined;
  /** Whether the API key may call the server's tools. */
  canInvoke: boolean;
  /** When the server was registered (RFC 3339). */
  createdAt?: string | undefined;
  /** When the server was last changed (RFC 3339). */
  updatedAt?: string | undefined;
}

/**
 * Looks up a registered MCP server. Fails when there is none.
 *
 * @example
 * const search = await deepagents.getMcpServer({ name: "search" });
 * const assistant = new deepagents.Agent("assistant", { tools: [{ name: "search", mcpServerUrl: search.url }] });
 */
export function getMcpServer(args: GetMcpServerArgs, opts?: pulumi.InvokeOptions): Promise<GetMcpServerResult> {
  return lookUp("getMcpServer", args, opts);
}

/**
 * {@link getMcpServer} for arguments that are outputs.
 *
 * @example
 * const platform = new pulumi.StackReference("acme/platform/prod");
 * const search = deepagents.getMcpServerOutput({ id: platform.requireOutput("searchServerId") });
 * const assistant = new deepagents.Agent("assistant", { tools: [{ name: "search", mcpServerUrl: search.url }] });
 */
export function getMcpServerOutput(
  args: LookupInputs<GetMcpServerArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMcpServerResult> {
  return lookUpOutput("getMcpServer", args, opts);
}

/**
 * Result of {@link getMcpServers}.
 *
 * @example
 * const { servers }: deepagents.GetMcpServersResult = await deepagents.getMcpServers();
 * export const names = servers.map((server) => server.name);
 */
export interface GetMcpServersResult {
  servers: GetMcpServerResult[];
}

/**
 * Lists the MCP servers that are registered in the workspace.
 *
 * @example
 * const { servers } = await deepagents.getMcpServers();
 * export const urls = servers.map((server) => server.url);
 */
export function getMcpServers(opts?: pulumi.InvokeOptions): Promise<GetMcpServersResult> {
  return lookUp("getMcpServers", {}, opts);
}

/**
 * {@link getMcpServers} as an output, for example with `dependsOn`.
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const { servers } = deepagents.getMcpServersOutput({ dependsOn: search });
 * export const count = servers.length;
 */
export function getMcpServersOutput(opts?: pulumi.InvokeOutputOptions): pulumi.Output<GetMcpServersResult> {
  return lookUpOutput("getMcpServers", {}, opts);
}
