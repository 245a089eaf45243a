/** Route table of `/v1/deepagents/mcp/tools`. */
import { createRoute, z } from "@hono/zod-openapi";
import { ListMcpToolsResponseSchema } from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { listMcpTools } from "../handlers/mcp-tools";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";

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

const list = createRoute({
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
  app.openapi(list, async (c) => {
    const {
      url,
      force_refresh: forceRefresh,
      oauth_provider_id: oauthProviderId,
      ls_user_id: userId,
    } = c.req.valid("query");
    return c.json(await listMcpTools(services, c.get("caller"), { url, forceRefresh, oauthProviderId, userId }), 200);
  });
};
