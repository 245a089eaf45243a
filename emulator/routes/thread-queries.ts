/** Route table of many threads: list, search, count, bulk changes. */
import { createRoute } from "@hono/zod-openapi";
import {
  BulkUpdateThreadsRequestSchema,
  BulkUpdateThreadsResponseSchema,
  CountThreadsResponseSchema,
  ListThreadsResponseSchema,
  SearchThreadsRequestSchema,
  SearchThreadsResponseSchema,
} from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { bulkUpdateThreads, countThreads, listThreads, searchThreads } from "../handlers/thread-queries";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";
import { CountThreadsQuerySchema, ListThreadsQuerySchema } from "./thread-parameters";

const DEFAULT_PAGE_SIZE = 20;
const tags = ["Threads"];

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
