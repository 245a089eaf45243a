/** Route table of single threads: create, read, update, delete. */
import { createRoute } from "@hono/zod-openapi";
import {
  CreateThreadRequestSchema,
  ThreadSchema,
  ThreadStateSchema,
  UpdateThreadRequestSchema,
} from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { createThread, deleteThread, getThread, updateThread } from "../handlers/threads";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";
import { ThreadPathSchema } from "./thread-parameters";

const tags = ["Threads"];

const create = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads`,
  tags,
  operationId: "createManagedDeepAgentThread",
  middleware: [requirePermission("threads:create"), answerBadRequests] as const,
  request: { body: { required: true, content: json(CreateThreadRequestSchema) } },
  responses: {
    201: { description: "Thread created.", content: json(ThreadSchema) },
    ...failures(400, 401, 403, 404, 409),
  },
});

const get = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/threads/{thread_id}`,
  tags,
  operationId: "getManagedDeepAgentThread",
  middleware: requirePermission("threads:read"),
  request: { params: ThreadPathSchema },
  responses: {
    200: { description: "Thread returned.", content: json(ThreadStateSchema) },
    ...failures(401, 403, 404),
  },
});

const update = createRoute({
  method: "patch",
  path: `${AGENTS_BASE}/threads/{thread_id}`,
  tags,
  operationId: "updateManagedDeepAgentThread",
  middleware: requirePermission("threads:update"),
  request: { params: ThreadPathSchema, body: { required: true, content: json(UpdateThreadRequestSchema) } },
  responses: {
    200: { description: "Thread updated.", content: json(ThreadStateSchema) },
    ...failures(400, 401, 403, 404, 422),
  },
});

const remove = createRoute({
  method: "delete",
  path: `${AGENTS_BASE}/threads/{thread_id}`,
  tags,
  operationId: "deleteManagedDeepAgentThread",
  middleware: requirePermission("threads:delete"),
  request: { params: ThreadPathSchema },
  responses: { 204: { description: "Thread deleted, or was already." }, ...failures(401, 403) },
});

export const threadRoutes: RouteGroup = (app, services) => {
  app.openapi(create, (c) => c.json(createThread(services, c.get("caller"), c.req.valid("json")), 201));
  app.openapi(get, (c) => c.json(getThread(services, c.get("caller"), c.req.valid("param").thread_id), 200));
  app.openapi(update, (c) => {
    const { thread_id } = c.req.valid("param");
    return c.json(updateThread(services, c.get("caller"), thread_id, c.req.valid("json")), 200);
  });
  app.openapi(remove, (c) => {
    deleteThread(services, c.get("caller"), c.req.valid("param").thread_id);
    return c.body(null, 204);
  });
};
