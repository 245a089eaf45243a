import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput, type LookupInputs } from "./lookup";

/**
 * Which MCP server {@link getMcpServer} looks up: by its id, its exact name or its URL.
 *
 * @example
 * const args: deepagents.GetMcpServerArgs = { url: "https://mcp.example.com" };
 * export const name = deepagents.getMcpServerOutput(args).name;
 */
export type GetMcpServerArgs =
  | { id: string; name?: undefined; url?: undefined }
  | { name: string; id?: undefined; url?: undefined }
  | { url: string; id?: undefined; name?: undefined };

/**
 * Result of {@link getMcpServer}. The server's headers are credentials: no look-up returns them.
 *
 * @example
 * const mayCall = (server: deepagents.GetMcpServerResult) => server.canInvoke;
 * export const canSearch = deepagents.getMcpServerOutput({ name: "search" }).apply(mayCall);
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
 * const search = deepagents.getMcpServerOutput({ name: "search" });
 * const assistant = new deepagents.Agent("assistant", { tools: [{ name: "search", mcpServerUrl: search.url }] });
 *
 * async function canSearch(): Promise<boolean> {
 *   const { canInvoke } = await deepagents.getMcpServer({ name: "search" });
 *   return canInvoke;
 * }
 */
export function getMcpServer(args: GetMcpServerArgs, opts?: pulumi.InvokeOptions): Promise<GetMcpServerResult> {
  return lookUp("getMcpServer", args, opts);
}

/**
 * {@link getMcpServer} with an output as its result, whose arguments may be outputs.
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
 * const namesIn = ({ servers }: deepagents.GetMcpServersResult) => servers.map((server) => server.name);
 * export const names = deepagents.getMcpServersOutput().apply(namesIn);
 */
export interface GetMcpServersResult {
  servers: GetMcpServerResult[];
}

/**
 * Lists the MCP servers that are registered in the workspace.
 *
 * @example
 * const { servers } = deepagents.getMcpServersOutput();
 * export const urls = servers.apply((all) => all.map((server) => server.url));
 *
 * async function isRegistered(name: string): Promise<boolean> {
 *   const { servers } = await deepagents.getMcpServers();
 *   return servers.some((server) => server.name === name);
 * }
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
