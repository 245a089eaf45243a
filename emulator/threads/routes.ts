/** Path and query parameters of the thread routes. */
import { z, createRoute } from "@hono/zod-openapi";
import {
  ThreadStatusSchema,
  CreateThreadRequestSchema,
  ThreadSchema,
  ThreadStateSchema,
  UpdateThreadRequestSchema,
  BulkUpdateThreadsRequestSchema,
  BulkUpdateThreadsResponseSchema,
  CountThreadsResponseSchema,
  ListThreadsResponseSchema,
  SearchThreadsRequestSchema,
  SearchThreadsResponseSchema,
} from "../../provider/wire";
import { requirePermission } from "../auth";
import {
  createThread,
  deleteThread,
  getThread,
  updateThread,
  bulkUpdateThreads,
  countThreads,
  listThreads,
  searchThreads,
} from "./handlers";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "../context";

/** Any text passes: an id that is no UUID is an unknown thread (404), not a malformed request. */
export const ThreadPathSchema = z.object({
  thread_id: z.string().openapi({ description: "Thread ID." }),
});

const agentId = z.string().min(1, "must not be empty");

function flag(description: string) {
  return z
    .enum(["true", "false", "1", "0"])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === "true" || value === "1"))
    .openapi({ type: "boolean", description });
}

export const ListThreadsQuerySchema = z
  .object({
    agent_id: agentId.openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
    page_size: z
      .string()
      .regex(/^\d{1,9}$/, "must be a whole number from 1 to 20")
      .transform(Number)
      .refine((size) => size >= 1 && size <= 20, "must be a whole number from 1 to 20")
      .optional()
      .openapi({ type: "integer", minimum: 1, maximum: 20, default: 20, description: "Items per page." }),
    cursor: z.string().optional().openapi({ description: "`next_cursor` of a previous response." }),
    status: ThreadStatusSchema.optional().openapi({ description: "Filter to a single thread status." }),
    is_pinned: flag("Filter by pinned state."),
    test_run: flag("Return test-run threads instead of non-test threads. Defaults to `false`."),
    requires_attention: flag("Return only threads that need user action. Cannot be combined with `status`."),
  })
  .refine(({ status, requires_attention }) => status === undefined || requires_attention === undefined, {
    path: ["requires_attention"],
    message: "cannot be combined with status",
  });

export const CountThreadsQuerySchema = z.object({
  agent_id: agentId.optional().openapi({ description: "Only threads of this agent.", format: "uuid" }),
});

// Route table of single threads: create, read, update, delete.

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

// Route table of many threads: list, search, count, bulk changes.

const DEFAULT_PAGE_SIZE = 20;

const list = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/threads`,
  tags,
  operationId: "listManagedDeepAgentThreads",
  middleware: requirePermission("threads:read"),
  request: { query: ListThreadsQuerySchema },
  responses: {
    200: { description: "Threads returned.", content: json(ListThreadsResponseSchema) },
    ...failures(400, 401, 403),
  },
});

const search = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/search`,
  tags,
  operationId: "searchManagedDeepAgentThreads",
  middleware: requirePermission("threads:read"),
  request: { body: { required: false, content: json(SearchThreadsRequestSchema) } },
  responses: {
    200: { description: "Threads that match all filters.", content: json(SearchThreadsResponseSchema) },
    ...failures(400, 401, 403, 422),
  },
});

const count = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/threads/count`,
  tags,
  operationId: "countManagedDeepAgentThreads",
  middleware: requirePermission("threads:read"),
  request: { query: CountThreadsQuerySchema },
  responses: {
    200: { description: "Thread count returned.", content: json(CountThreadsResponseSchema) },
    ...failures(400, 401, 403),
  },
});

const bulkModify = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/bulk-modify`,
  tags,
  operationId: "bulkUpdateManagedDeepAgentThreads",
  middleware: [requirePermission("threads:update"), answerBadRequests] as const,
  request: { body: { required: true, content: json(BulkUpdateThreadsRequestSchema) } },
  responses: {
    200: { description: "Bulk update results returned.", content: json(BulkUpdateThreadsResponseSchema) },
    ...failures(400, 401, 403),
  },
});

export const threadQueryRoutes: RouteGroup = (app, services) => {
  app.openapi(list, (c) => {
    const { agent_id, page_size, cursor, status, is_pinned, test_run, requires_attention } = c.req.valid("query");
    const query = {
      agentId: agent_id,
      pageSize: page_size ?? DEFAULT_PAGE_SIZE,
      cursor,
      status,
      pinned: is_pinned,
      testRun: test_run ?? false,
      requiresAttention: requires_attention,
    };
    return c.json(listThreads(services, c.get("caller"), query), 200);
  });
  app.openapi(search, (c) => c.json(searchThreads(services, c.get("caller"), c.req.valid("json")), 200));
  app.openapi(count, (c) => c.json(countThreads(services, c.get("caller"), c.req.valid("query").agent_id), 200));
  app.openapi(bulkModify, (c) => c.json(bulkUpdateThreads(services, c.get("caller"), c.req.valid("json")), 200));
};
