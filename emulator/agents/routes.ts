/** Path, query and header parameters of the agent routes. */
import { z, createRoute } from "@hono/zod-openapi";
import {
  AgentSchema,
  CreateAgentRequestSchema,
  ListAgentsResponseSchema,
  UpdateAgentRequestSchema,
  AgentHealthSchema,
  CloneAgentRequestSchema,
} from "../../provider/wire";
import { requirePermission } from "../auth";
import { createAgent, deleteAgent, getAgent, listAgents, updateAgent, cloneAgent } from "./handlers";
import { AGENTS_BASE, failures, json, type RouteGroup } from "../context";
import { checkHealth } from "./health";

/** Any text passes: an id that is no UUID is an unknown agent (404), not a malformed request. */
export const AgentPathSchema = z.object({
  agent_id: z.string().openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
});

export const IncludeFilesSchema = z.object({
  include_files: z
    .string()
    .optional()
    .transform((value) => value === "true" || value === "1")
    .openapi({
      type: "boolean",
      default: false,
      description: "Include the raw file map. Truthy values are `true` and `1`.",
    }),
});

export const TimezoneHeaderSchema = z.object({
  "x-user-timezone": z.string().optional().openapi({
    description: "IANA timezone name, kept with the agent. `UTC` when omitted or invalid.",
    example: "America/Los_Angeles",
  }),
});

export const ListAgentsQuerySchema = z.object({
  page_size: z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number from 1 to 100")
    .transform(Number)
    .refine((size) => size >= 1 && size <= 100, "must be a whole number from 1 to 100")
    .optional()
    .openapi({ type: "integer", minimum: 1, maximum: 100, default: 20, description: "Items per page." }),
  cursor: z.string().optional().openapi({ description: "`next_cursor` of a previous response." }),
  name: z.string().optional().openapi({ description: "Substring filter on agent name." }),
  sort_by: z
    .enum(["created_at", "updated_at", "name"])
    .default("updated_at")
    .openapi({ description: "Field to sort by." }),
  sort_order: z.enum(["asc", "desc"]).default("desc").openapi({ description: "Sort order." }),
});

// Route table of `/v1/deepagents/agents`: create, read, update, delete, list.

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

// Route table of what can be done with one agent: clone, health.

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
