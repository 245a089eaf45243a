/** The routes of agents: list, create, read, update, delete, clone, health. */
import { z } from "@hono/zod-openapi";
import {
  AgentHealthSchema,
  AgentSchema,
  CloneAgentRequestSchema,
  CreateAgentRequestSchema,
  ListAgentsResponseSchema,
  UpdateAgentRequestSchema,
} from "../../provider/wire";
import type { RouteGroup } from "../context";
import { DEFAULT_PAGE_SIZE, pageParameters } from "../paging";
import { routesOf } from "../route";
import { cloneAgent, createAgent, deleteAgent, getAgent, listAgents, updateAgent } from "./handlers";
import { checkHealth } from "./health";

/** Any text passes: an id that is not a UUID is an unknown agent (404), not a malformed request. */
export const AgentPathSchema = z.object({
  agent_id: z.string().openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
});

const IncludeFilesSchema = z.object({
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

const TimezoneHeaderSchema = z.object({
  "x-user-timezone": z.string().optional().openapi({
    description: "IANA timezone name, kept with the agent. `UTC` when omitted or invalid.",
    example: "America/Los_Angeles",
  }),
});

const ListAgentsQuerySchema = z.object({
  ...pageParameters(100),
  name: z.string().optional().openapi({ description: "Substring filter on agent name." }),
  sort_by: z
    .enum(["created_at", "updated_at", "name"])
    .default("updated_at")
    .openapi({ description: "Field to sort by." }),
  sort_order: z.enum(["asc", "desc"]).default("desc").openapi({ description: "Sort order." }),
});

export const agentRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "Agents");

  route("GET /agents", "listManagedDeepAgents", {
    permission: "agents:read",
    request: { query: ListAgentsQuerySchema },
    answers: { 200: ["Agents returned.", ListAgentsResponseSchema] },
    failures: [400],
    handle: ({ caller, query: { page_size: pageSize = DEFAULT_PAGE_SIZE, sort_by, sort_order, cursor, name } }) =>
      listAgents(services, caller, { pageSize, sortBy: sort_by, sortOrder: sort_order, cursor, name }),
  });

  route("POST /agents", "createManagedDeepAgent", {
    permission: "agents:create",
    request: { query: IncludeFilesSchema, headers: TimezoneHeaderSchema, body: CreateAgentRequestSchema },
    answers: { 201: ["Agent created.", AgentSchema] },
    failures: [400, 409, 422],
    handle: ({ caller, body, ...options }) => createAgent(services, caller, body, answerOptions(options)),
  });

  route("GET /agents/{agent_id}", "getManagedDeepAgent", {
    permission: "agents:read",
    request: { params: AgentPathSchema, query: IncludeFilesSchema },
    answers: { 200: ["Agent returned.", AgentSchema] },
    failures: [404],
    handle: ({ caller, params, query }) => getAgent(services, caller, params.agent_id, answerOptions({ query })),
  });

  route("PATCH /agents/{agent_id}", "updateManagedDeepAgent", {
    permission: "agents:update",
    request: {
      params: AgentPathSchema,
      query: IncludeFilesSchema,
      headers: TimezoneHeaderSchema,
      body: UpdateAgentRequestSchema,
    },
    answers: { 200: ["Agent updated.", AgentSchema] },
    failures: [400, 404, 422],
    handle: ({ caller, params, body, ...options }) =>
      updateAgent(services, caller, params.agent_id, body, answerOptions(options)),
  });

  route("DELETE /agents/{agent_id}", "deleteManagedDeepAgent", {
    permission: "agents:delete",
    request: { params: AgentPathSchema },
    answers: { 204: ["Agent deleted, or was already."] },
    handle: ({ caller, params }) => deleteAgent(services, caller, params.agent_id),
  });

  route("POST /agents/{agent_id}/clone", "cloneManagedDeepAgent", {
    permission: "agents:create",
    request: {
      params: AgentPathSchema,
      query: IncludeFilesSchema,
      headers: TimezoneHeaderSchema,
      optionalBody: CloneAgentRequestSchema,
    },
    answers: { 201: ["Agent cloned.", AgentSchema] },
    failures: [400, 404, 409, 422],
    handle: ({ caller, params, body, ...options }) =>
      cloneAgent(services, caller, params.agent_id, body, answerOptions(options)),
  });

  route("GET /agents/{agent_id}/health", "getManagedDeepAgentHealth", {
    permission: "agents:read",
    request: { params: AgentPathSchema },
    answers: { 200: ["Health summary returned.", AgentHealthSchema] },
    failures: [404],
    handle: ({ caller, params }) => checkHealth(services, caller, params.agent_id),
  });
};

interface AnswerParts {
  query: z.output<typeof IncludeFilesSchema>;
  headers?: z.output<typeof TimezoneHeaderSchema>;
}

function answerOptions({ query, headers }: AnswerParts) {
  return { includeFiles: query.include_files, timezone: headers?.["x-user-timezone"] };
}
