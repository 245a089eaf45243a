/** Route table of what can be done with one agent: clone, health. */
import { createRoute } from "@hono/zod-openapi";
import { AgentHealthSchema, AgentSchema, CloneAgentRequestSchema } from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { checkHealth } from "../handlers/agent-health";
import { cloneAgent } from "../handlers/agents";
import { AgentPathSchema, IncludeFilesSchema, TimezoneHeaderSchema } from "./agent-parameters";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";

const tags = ["Agents"];

const clone = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/agents/{agent_id}/clone`,
  tags,
  operationId: "cloneManagedDeepAgent",
  middleware: requirePermission("agents:create"),
  request: {
    params: AgentPathSchema,
    query: IncludeFilesSchema,
    headers: TimezoneHeaderSchema,
    body: { required: false, content: json(CloneAgentRequestSchema) },
  },
  responses: {
    201: { description: "Agent cloned.", content: json(AgentSchema) },
    ...failures(400, 401, 403, 404, 409, 422),
  },
});

const health = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/agents/{agent_id}/health`,
  tags,
  operationId: "getManagedDeepAgentHealth",
  middleware: requirePermission("agents:read"),
  request: { params: AgentPathSchema },
  responses: {
    200: { description: "Health summary returned.", content: json(AgentHealthSchema) },
    ...failures(401, 403, 404),
  },
});

export const agentActionRoutes: RouteGroup = (app, services) => {
  app.openapi(clone, (c) => {
    const options = { includeFiles: c.req.valid("query").include_files, timezone: c.req.header("x-user-timezone") };
    const { agent_id } = c.req.valid("param");
    return c.json(cloneAgent(services, c.get("caller"), agent_id, c.req.valid("json"), options), 201);
  });
  app.openapi(health, async (c) =>
    c.json(await checkHealth(services, c.get("caller"), c.req.valid("param").agent_id), 200),
  );
};
