/** Route table of the Context Hub's directory routes, which the product's own command line uses to deploy files. */
import { createRoute } from "@hono/zod-openapi";
import { requirePermission } from "../auth";
import {
  commitDirectory,
  CommitDirectoryRequestSchema,
  CommitDirectoryResponseSchema,
  DirectorySchema,
  getDirectory,
} from "../handlers/hub-directories";
import { AgentPathSchema } from "./agent-parameters";
import { failures, HUB_BASE, json, type RouteGroup } from "./route-group";

const tags = ["Context Hub"];

const get = createRoute({
  method: "get",
  path: `${HUB_BASE}/repos/-/{agent_id}/directories`,
  tags,
  operationId: "getHubDirectory",
  middleware: requirePermission("agents:read"),
  request: { params: AgentPathSchema },
  responses: {
    200: { description: "The files at the latest commit.", content: json(DirectorySchema) },
    ...failures(401, 403, 404),
  },
});

const commit = createRoute({
  method: "post",
  path: `${HUB_BASE}/repos/-/{agent_id}/directories/commits`,
  tags,
  operationId: "commitHubDirectory",
  middleware: requirePermission("agents:update"),
  request: { params: AgentPathSchema, body: { required: true, content: json(CommitDirectoryRequestSchema) } },
  responses: {
    201: { description: "Committed.", content: json(CommitDirectoryResponseSchema) },
    ...failures(400, 401, 403, 404, 409, 422),
  },
});

export const hubDirectoryRoutes: RouteGroup = (app, services) => {
  app.openapi(get, (c) => c.json(getDirectory(services, c.get("caller"), c.req.valid("param").agent_id), 200));
  app.openapi(commit, (c) => {
    const { agent_id } = c.req.valid("param");
    return c.json(commitDirectory(services, c.get("caller"), agent_id, c.req.valid("json")), 201);
  });
};
