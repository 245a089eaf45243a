/** The wire format of `/v1/deepagents/mcp-servers` and `/v1/deepagents/mcp/tools`, as the public OpenAPI document describes it. */
import * as z from "zod";

export const McpServerHeaderSchema = z
  .object({
    key: z.string().describe("Header name (for example, `Authorization`)."),
    value: z.string().describe("Header value. May contain secrets such as bearer tokens."),
  })
  .meta({ id: "McpServerHeader" });
export type McpServerHeader = z.infer<typeof McpServerHeaderSchema>;

export const AuthTypeSchema = z
  .enum(["headers", "oauth"])
  .meta({ id: "AuthType", description: "Authentication scheme used by the MCP server." });

export const OAuthModeSchema = z
  .enum(["legacy_shared_provider", "per_user_dynamic_client"])
  .meta({ id: "OAuthMode", description: "OAuth mode used by an OAuth MCP server." });

const headers = z
  .array(McpServerHeaderSchema)
  .describe("Credential headers attached to every invocation. Replaced as a whole, never merged.");
const oauthProviderId = z.string().nullable().describe("OAuth provider ID for legacy shared OAuth providers.");

export const CreateMcpServerRequestSchema = z
  .object({
    name: z.string().describe("Human-readable name for the MCP server."),
    url: z.string().describe("MCP server URL. Must be a valid HTTPS endpoint."),
    headers: headers.optional(),
    auth_type: AuthTypeSchema.optional(),
    oauth_provider_id: oauthProviderId.optional(),
    oauth_mode: OAuthModeSchema.optional(),
    vendor_id: z.string().optional().describe("Vendor identifier for catalog grouping."),
    external_system_id: z.string().optional().describe("Opaque external system identifier."),
  })
  .meta({ id: "CreateMcpServerRequest" });
export type CreateMcpServerRequest = z.infer<typeof CreateMcpServerRequestSchema>;

export const UpdateMcpServerRequestSchema = z
  .object({
    url: z.string(),
    headers,
    auth_type: AuthTypeSchema,
    oauth_provider_id: oauthProviderId,
    oauth_mode: OAuthModeSchema,
  })
  .partial()
  .meta({ id: "UpdateMcpServerRequest" });
export type UpdateMcpServerRequest = z.infer<typeof UpdateMcpServerRequestSchema>;

/** A registered server as the API returns it. `auth_type` and `oauth_mode` come back as `""` when they were never set. */
export const McpServerSchema = z
  .object({
    id: z.string(),
    tenant_id: z.string().optional(),
    name: z.string(),
    url: z.string(),
    headers: headers.optional().describe("Omitted for callers without invoke permission on the server."),
    auth_type: AuthTypeSchema.or(z.literal("")).optional(),
    oauth_provider_id: oauthProviderId.optional(),
    oauth_mode: OAuthModeSchema.or(z.literal("")).optional(),
    created_at: z.string().optional(),
    updated_at: z.string().optional(),
    mcp_vendor_id: z.string().nullish(),
    vendor_id: z.string().nullish(),
    external_system_id: z.string().nullish(),
    can_invoke: z.boolean().optional().describe("Omitted when ambient permissions already imply invoke."),
  })
  .meta({ id: "McpServer" });
export type McpServer = z.infer<typeof McpServerSchema>;

/** `GET /mcp-servers` answers with a plain array, without paging. */
export const ListMcpServersResponseSchema = z.array(McpServerSchema).meta({ id: "ListMcpServersResponse" });

export const RegisterMcpOAuthProviderRequestSchema = z
  .object({
    ls_user_id: z
      .string()
      .optional()
      .describe("Deprecated. User identity is inferred from the authenticated request when available."),
  })
  .meta({ id: "RegisterMcpOAuthProviderRequest" });
export type RegisterMcpOAuthProviderRequest = z.infer<typeof RegisterMcpOAuthProviderRequestSchema>;

export const RegisterMcpOAuthProviderResponseSchema = z
  .object({
    oauth_provider_id: z.string().describe("OAuth provider ID to use when starting an authorization session."),
  })
  .meta({ id: "RegisterMcpOAuthProviderResponse" });
export type RegisterMcpOAuthProviderResponse = z.infer<typeof RegisterMcpOAuthProviderResponseSchema>;

const openRecord = z.record(z.string(), z.unknown());

export const McpToolSchema = z
  .object({
    name: z.string().describe("Tool name as exposed by the MCP server."),
    description: z.string().optional().describe("Human-readable tool description."),
    inputSchema: openRecord.optional().describe("JSON schema for the tool input."),
    annotations: openRecord.optional().describe("MCP tool annotations returned by the server."),
  })
  .meta({ id: "McpTool" });
export type McpTool = z.infer<typeof McpToolSchema>;

export const ListMcpToolsResponseSchema = z
  .object({
    tools: z.array(McpToolSchema).describe("Tools exposed by the MCP server."),
    cached: z.boolean().optional().describe("Whether the response came from the MCP tools cache."),
    fetched_at: z.string().optional().describe("UTC timestamp when the tools were fetched from the MCP server."),
  })
  .meta({ id: "ListMcpToolsResponse" });
export type ListMcpToolsResponse = z.infer<typeof ListMcpToolsResponseSchema>;
