/** The routes of MCP servers, and of the tools that they offer. */
import { z } from "@hono/zod-openapi";
import {
  CreateMcpServerRequestSchema,
  ListMcpServersResponseSchema,
  ListMcpToolsResponseSchema,
  McpServerSchema,
  RegisterMcpOAuthProviderRequestSchema,
  RegisterMcpOAuthProviderResponseSchema,
  UpdateMcpServerRequestSchema,
} from "../../provider/wire";
import type { RouteGroup } from "../context";
import { registerOAuthProvider } from "../oauth/handlers";
import { flag, routesOf } from "../route";
import {
  createMcpServer,
  deleteMcpServer,
  getMcpServer,
  listMcpServers,
  listMcpTools,
  updateMcpServer,
} from "./handlers";

const ServerPathSchema = z.object({
  mcp_server_id: z.string().openapi({ description: "MCP server ID.", format: "uuid" }),
});

const ListMcpToolsQuerySchema = z.object({
  url: z.string().min(1, "must not be empty").openapi({ description: "Registered MCP server URL.", format: "uri" }),
  oauth_provider_id: z
    .string()
    .optional()
    .openapi({ description: "OAuth provider ID for token-based MCP server auth." }),
  force_refresh: flag("Skip cached tool definitions.", false),
  ls_user_id: z.string().optional().openapi({ description: "User ID override for service-key callers." }),
});

export const mcpServerRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "MCP servers");

  route("POST /mcp-servers", "createMcpServer", {
    permission: "mcp-servers:create",
    request: { body: CreateMcpServerRequestSchema },
    answers: { 201: ["MCP server registered.", McpServerSchema] },
    failures: [400, 409, 422],
    handle: ({ caller, body }) => createMcpServer(services, caller, body),
  });

  route("GET /mcp-servers", "listMcpServers", {
    permission: "mcp-servers:read",
    answers: { 200: ["List of registered MCP servers.", ListMcpServersResponseSchema] },
    handle: ({ caller }) => listMcpServers(services, caller),
  });

  route("GET /mcp-servers/{mcp_server_id}", "getMcpServer", {
    permission: "mcp-servers:read",
    request: { params: ServerPathSchema },
    answers: { 200: ["MCP server.", McpServerSchema] },
    failures: [404],
    handle: ({ caller, params }) => getMcpServer(services, caller, params.mcp_server_id),
  });

  route("PATCH /mcp-servers/{mcp_server_id}", "updateMcpServer", {
    permission: "mcp-servers:update",
    request: { params: ServerPathSchema, body: UpdateMcpServerRequestSchema },
    answers: { 200: ["MCP server updated.", McpServerSchema] },
    failures: [400, 404, 409, 422],
    handle: ({ caller, params, body }) => updateMcpServer(services, caller, params.mcp_server_id, body),
  });

  route("DELETE /mcp-servers/{mcp_server_id}", "deleteMcpServer", {
    permission: "mcp-servers:delete",
    request: { params: ServerPathSchema },
    answers: { 204: ["MCP server deleted, or was already."] },
    handle: ({ caller, params }) => deleteMcpServer(services, caller, params.mcp_server_id),
  });

  route("POST /mcp-servers/{mcp_server_id}/oauth-provider", "registerMcpOAuthProvider", {
    permission: "mcp-servers:read",
    request: { params: ServerPathSchema, optionalBody: RegisterMcpOAuthProviderRequestSchema },
    answers: { 200: ["OAuth provider registered or returned.", RegisterMcpOAuthProviderResponseSchema] },
    failures: [400, 404, 503],
    handle: ({ caller, params }) => registerOAuthProvider(services, caller, params.mcp_server_id),
  });

  routesOf(app, "MCP tools")("GET /mcp/tools", "listMcpTools", {
    permission: "mcp-servers:read",
    request: { query: ListMcpToolsQuerySchema },
    answers: { 200: ["MCP tools returned.", ListMcpToolsResponseSchema] },
    failures: [400, 404, 502],
    handle: ({ caller, query: { url, force_refresh, oauth_provider_id, ls_user_id } }) =>
      listMcpTools(services, caller, {
        url,
        forceRefresh: force_refresh,
        oauthProviderId: oauth_provider_id,
        userId: ls_user_id,
      }),
  });
};
