/** The routes of threads. Runs on them have routes of their own. */
import { z } from "@hono/zod-openapi";
import {
  BulkUpdateThreadsRequestSchema,
  BulkUpdateThreadsResponseSchema,
  CountThreadsResponseSchema,
  CreateThreadRequestSchema,
  ListThreadsResponseSchema,
  SearchThreadsRequestSchema,
  SearchThreadsResponseSchema,
  ThreadSchema,
  ThreadStateSchema,
  ThreadStatusSchema,
  UpdateThreadRequestSchema,
} from "../../provider/wire";
import type { RouteGroup } from "../context";
import { DEFAULT_PAGE_SIZE, pageParameters } from "../paging";
import { flag, routesOf } from "../route";
import {
  bulkUpdateThreads,
  countThreads,
  createThread,
  deleteThread,
  getThread,
  listThreads,
  searchThreads,
  updateThread,
} from "./handlers";

/** Any text passes: an id that is not a UUID is an unknown thread (404), not a malformed request. */
export const ThreadPathSchema = z.object({
  thread_id: z.string().openapi({ description: "Thread ID." }),
});

const agentId = z.string().min(1, "must not be empty");

const ListThreadsQuerySchema = z
  .object({
    agent_id: agentId.openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
    ...pageParameters(20),
    status: ThreadStatusSchema.optional().openapi({ description: "Filter to a single thread status." }),
    is_pinned: flag("Filter by pinned state."),
    test_run: flag("Return test-run threads instead of non-test threads. Defaults to `false`."),
    requires_attention: flag("Return only threads that need user action. Cannot be combined with `status`."),
  })
  .refine(({ status, requires_attention }) => status === undefined || requires_attention === undefined, {
    path: ["requires_attention"],
    message: "cannot be combined with status",
  });

const CountThreadsQuerySchema = z.object({
  agent_id: agentId.optional().openapi({ description: "Only threads of this agent.", format: "uuid" }),
});

export const threadRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "Threads");

  route("GET /threads", "listManagedDeepAgentThreads", {
    permission: "threads:read",
    request: { query: ListThreadsQuerySchema },
    answers: { 200: ["Threads returned.", ListThreadsResponseSchema] },
    failures: [400],
    handle: ({ caller, query }) =>
      listThreads(services, caller, {
        agentId: query.agent_id,
        pageSize: query.page_size ?? DEFAULT_PAGE_SIZE,
        cursor: query.cursor,
        status: query.status,
        pinned: query.is_pinned,
        testRun: query.test_run ?? false,
        requiresAttention: query.requires_attention,
      }),
  });

  route("POST /threads", "createManagedDeepAgentThread", {
    permission: "threads:create",
    request: { body: CreateThreadRequestSchema },
    answers: { 201: ["Thread created.", ThreadSchema] },
    failures: [400, 404, 409],
    handle: ({ caller, body }) => createThread(services, caller, body),
  });

  route("POST /threads/search", "searchManagedDeepAgentThreads", {
    permission: "threads:read",
    request: { optionalBody: SearchThreadsRequestSchema },
    answers: { 200: ["Threads that match all filters.", SearchThreadsResponseSchema] },
    failures: [400, 422],
    handle: ({ caller, body }) => searchThreads(services, caller, body),
  });

  // Before the routes of a single thread, which would take `count` for an id.
  route("GET /threads/count", "countManagedDeepAgentThreads", {
    permission: "threads:read",
    request: { query: CountThreadsQuerySchema },
    answers: { 200: ["Thread count returned.", CountThreadsResponseSchema] },
    failures: [400],
    handle: ({ caller, query }) => countThreads(services, caller, query.agent_id),
  });

  route("POST /threads/bulk-modify", "bulkUpdateManagedDeepAgentThreads", {
    permission: "threads:update",
    request: { body: BulkUpdateThreadsRequestSchema },
    answers: { 200: ["Bulk update results returned.", BulkUpdateThreadsResponseSchema] },
    failures: [400],
    handle: ({ caller, body }) => bulkUpdateThreads(services, caller, body),
  });

  route("GET /threads/{thread_id}", "getManagedDeepAgentThread", {
    permission: "threads:read",
    request: { params: ThreadPathSchema },
    answers: { 200: ["Thread returned.", ThreadStateSchema] },
    failures: [404],
    handle: ({ caller, params }) => getThread(services, caller, params.thread_id),
  });

  route("PATCH /threads/{thread_id}", "updateManagedDeepAgentThread", {
    permission: "threads:update",
    request: { params: ThreadPathSchema, body: UpdateThreadRequestSchema },
    answers: { 200: ["Thread updated.", ThreadStateSchema] },
    failures: [400, 404, 422],
    handle: ({ caller, params, body }) => updateThread(services, caller, params.thread_id, body),
  });

  route("DELETE /threads/{thread_id}", "deleteManagedDeepAgentThread", {
    permission: "threads:delete",
    request: { params: ThreadPathSchema },
    answers: { 204: ["Thread deleted, or was already."] },
    handle: ({ caller, params }) => deleteThread(services, caller, params.thread_id),
  });
};
