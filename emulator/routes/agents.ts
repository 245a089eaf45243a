/** Route table of `/v1/deepagents/agents`: create, read, update, delete, list. */
import { createRoute } from "@hono/zod-openapi";
import {
  AgentSchema,
  CreateAgentRequestSchema,
  ListAgentsResponseSchema,
  UpdateAgentRequestSchema,
} from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { createAgent, deleteAgent, getAgent, listAgents, updateAgent } from "../handlers/agents";
import { AgentPathSchema, IncludeFilesSchema, ListAgentsQuerySchema, TimezoneHeaderSchema } from "./agent-parameters";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";

const DEFAULT_PAGE_SIZE = 20;
const tags = ["Agents"];

const list = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/agents`,
  tags,
  operationId: "listManagedDeepAgents",
  middleware: requirePermission("agents:read"),
  request: { query: ListAgentsQuerySchema },
  responses: {
    200: { description: "Agents returned.", content: json(ListAgentsResponseSchema) },
    ...failures(400, 401, 403),
  },
});

const create = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/agents`,
  tags,
  operationId: "createManagedDeepAgent",
  middleware: requirePermission("agents:create"),
  request: {
    query: IncludeFilesSchema,
    headers: TimezoneHeaderSchema,
    body: { required: true, content: json(CreateAgentRequestSchema) },
  },
  responses: {
    201: { description: "Agent created.", content: json(AgentSchema) },
    ...failures(400, 401, 403, 409, 422),
  },
});

const get = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/agents/{agent_id}`,
  tags,
  operationId: "getManagedDeepAgent",
  middleware: requirePermission("agents:read"),
  request: { params: AgentPathSchema, query: IncludeFilesSchema },
  responses: { 200: { description: "Agent returned.", content: json(AgentSchema) }, ...failures(401, 403, 404) },
});

const update = createRoute({
  method: "patch",
  path: `${AGENTS_BASE}/agents/{agent_id}`,
  tags,
  operationId: "updateManagedDeepAgent",
  middleware: requirePermission("agents:update"),
  request: {
    params: AgentPathSchema,
    query: IncludeFilesSchema,
    headers: TimezoneHeaderSchema,
    body: { required: true, content: json(UpdateAgentRequestSchema) },
  },
  responses: {
    200: { description: "Agent updated.", content: json(AgentSchema) },
    ...failures(400, 401, 403, 404, 422),
  },
});

const remove = createRoute({
  method: "delete",
  path: `${AGENTS_BASE}/agents/{agent_id}`,
  tags,
  operationId: "deleteManagedDeepAgent",
  middleware: requirePermission("agents:delete"),
  request: { params: AgentPathSchema },
  responses: { 204: { description: "Agent deleted, or was already." }, ...failures(401, 403) },
});

export const agentRoutes: RouteGroup = (app, services) => {
  app.openapi(list, (c) => {
    const { page_size, sort_by, sort_order, cursor, name } = c.req.valid("query");
    const query = { pageSize: page_size ?? DEFAULT_PAGE_SIZE, sortBy: sort_by, sortOrder: sort_order, cursor, name };
    return c.json(listAgents(services, c.get("caller"), query), 200);
  });
  app.openapi(create, (c) => {
    const options = { includeFiles: c.req.valid("query").include_files, timezone: c.req.header("x-user-timezone") };
    return c.json(createAgent(services, c.get("caller"), c.req.valid("json"), options), 201);
  });
  app.openapi(get, (c) => {
    const options = { includeFiles: c.req.valid("query").include_files };
    return c.json(getAgent(services, c.get("caller"), c.req.valid("param").agent_id, options), 200);
  });
  app.openapi(update, (c) => {
    const options = { includeFiles: c.req.valid("query").include_files, timezone: c.req.header("x-user-timezone") };
    const { agent_id } = c.req.valid("param");
    return c.json(updateAgent(services, c.get("caller"), agent_id, c.req.valid("json"), options), 200);
  });
  app.openapi(remove, (c) => {
    deleteAgent(services, c.get("caller"), c.req.valid("param").agent_id);
    return c.body(null, 204);
  });
};
