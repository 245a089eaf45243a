/** Route table of `/v1/deepagents/mcp-servers`. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  CreateMcpServerRequestSchema,
  ListMcpServersResponseSchema,
  McpServerSchema,
  RegisterMcpOAuthProviderRequestSchema,
  RegisterMcpOAuthProviderResponseSchema,
  UpdateMcpServerRequestSchema,
  ListMcpToolsResponseSchema,
} from "../../provider/wire";
import { requirePermission } from "../auth";
import {
  createMcpServer,
  deleteMcpServer,
  getMcpServer,
  listMcpServers,
  updateMcpServer,
  listMcpTools,
} from "./handlers";
import { registerOAuthProvider } from "../oauth/auth-sessions";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "../context";

const tags = ["MCP servers"];

const ServerPathSchema = z.object({
  mcp_server_id: z.string().openapi({ description: "MCP server ID.", format: "uuid" }),
});

const create = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/mcp-servers`,
  tags,
  operationId: "createMcpServer",
  middleware: requirePermission("mcp-servers:create"),
  request: { body: { required: true, content: json(CreateMcpServerRequestSchema) } },
  responses: {
    201: { description: "MCP server registered.", content: json(McpServerSchema) },
    ...failures(400, 401, 403, 409, 422),
  },
});

const list = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/mcp-servers`,
  tags,
  operationId: "listMcpServers",
  middleware: requirePermission("mcp-servers:read"),
  responses: {
    200: { description: "List of registered MCP servers.", content: json(ListMcpServersResponseSchema) },
    ...failures(401, 403),
  },
});

const get = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/mcp-servers/{mcp_server_id}`,
  tags,
  operationId: "getMcpServer",
  middleware: requirePermission("mcp-servers:read"),
  request: { params: ServerPathSchema },
  responses: { 200: { description: "MCP server.", content: json(McpServerSchema) }, ...failures(401, 403, 404) },
});

const update = createRoute({
  method: "patch",
  path: `${AGENTS_BASE}/mcp-servers/{mcp_server_id}`,
  tags,
  operationId: "updateMcpServer",
  middleware: requirePermission("mcp-servers:update"),
  request: { params: ServerPathSchema, body: { required: true, content: json(UpdateMcpServerRequestSchema) } },
  responses: {
    200: { description: "MCP server updated.", content: json(McpServerSchema) },
    ...failures(400, 401, 403, 404, 409, 422),
  },
});

const remove = createRoute({
  method: "delete",
  path: `${AGENTS_BASE}/mcp-servers/{mcp_server_id}`,
  tags,
  operationId: "deleteMcpServer",
  middleware: requirePermission("mcp-servers:delete"),
  request: { params: ServerPathSchema },
  responses: { 204: { description: "MCP server deleted, or was already." }, ...failures(401, 403) },
});

const registerProvider = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/mcp-servers/{mcp_server_id}/oauth-provider`,
  tags,
  operationId: "registerMcpOAuthProvider",
  middleware: [requirePermission("mcp-servers:read"), answerBadRequests] as const,
  request: {
    params: ServerPathSchema,
    body: { required: false, content: json(RegisterMcpOAuthProviderRequestSchema) },
  },
  responses: {
    200: {
      description: "OAuth provider registered or returned.",
      content: json(RegisterMcpOAuthProviderResponseSchema),
    },
    ...failures(400, 401, 403, 404, 503),
  },
});

export const mcpServerRoutes: RouteGroup = (app, services) => {
  app.openapi(create, (c) => c.json(createMcpServer(services, c.get("caller"), c.req.valid("json")), 201));
  app.openapi(list, (c) => c.json(listMcpServers(services, c.get("caller")), 200));
  app.openapi(get, (c) => c.json(getMcpServer(services, c.get("caller"), c.req.valid("param").mcp_server_id), 200));
  app.openapi(update, (c) => {
    const { mcp_server_id } = c.req.valid("param");
    return c.json(updateMcpServer(services, c.get("caller"), mcp_server_id, c.req.valid("json")), 200);
  });
  app.openapi(remove, (c) => {
    deleteMcpServer(services, c.get("caller"), c.req.valid("param").mcp_server_id);
    return c.body(null, 204);
  });
  app.openapi(registerProvider, async (c) =>
    c.json(await registerOAuthProvider(services, c.get("caller"), c.req.valid("param").mcp_server_id), 200),
  );
};

// Route table of `/v1/deepagents/mcp/tools`.

const ListMcpToolsQuerySchema = z.object({
  url: z.string().min(1, "must not be empty").openapi({ description: "Registered MCP server URL.", format: "uri" }),
  oauth_provider_id: z
    .string()
    .optional()
    .openapi({ description: "OAuth provider ID for token-based MCP server auth." }),
  force_refresh: z
    .enum(["true", "false", "1", "0"])
    .optional()
    .transform((value) => value === "true" || value === "1")
    .openapi({ type: "boolean", default: false, description: "Skip cached tool definitions." }),
  ls_user_id: z.string().optional().openapi({ description: "User ID override for service-key callers." }),
});

const listTools = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/mcp/tools`,
  tags: ["MCP tools"],
  operationId: "listMcpTools",
  middleware: requirePermission("mcp-servers:read"),
  request: { query: ListMcpToolsQuerySchema },
  responses: {
    200: { description: "MCP tools returned.", content: json(ListMcpToolsResponseSchema) },
    ...failures(400, 401, 403, 404, 502),
  },
});

export const mcpToolRoutes: RouteGroup = (app, services) => {
  app.openapi(listTools, async (c) => {
    const {
      url,
      force_refresh: forceRefresh,
      oauth_provider_id: oauthProviderId,
      ls_user_id: userId,
    } = c.req.valid("query");
    return c.json(await listMcpTools(services, c.get("caller"), { url, forceRefresh, oauthProviderId, userId }), 200);
  });
};
