/** Route table of runs: start, stream, resolve what waits for a person. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  CreateThreadAndRunRequestSchema,
  RunRequestSchema,
  RunSchema,
  StreamRunRequestSchema,
} from "../../provider/wire";
import { requirePermission } from "../auth";
import { createRun, createThreadAndRun, resolveInterrupt, streamRun } from "./handlers";
import { toEventStream } from "../runtime/run";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "../context";
import { ThreadPathSchema } from "../threads/routes";

const tags = ["Runs"];

const createWithThread = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/runs`,
  tags,
  operationId: "createManagedDeepAgentThreadAndRun",
  middleware: requirePermission("threads:create"),
  request: { body: { required: true, content: json(CreateThreadAndRunRequestSchema) } },
  responses: {
    200: { description: "Run returned.", content: json(RunSchema) },
    ...failures(400, 401, 403, 404, 409, 422, 502),
  },
});

const create = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/{thread_id}/runs`,
  tags,
  operationId: "createManagedDeepAgentThreadRun",
  middleware: [requirePermission("threads:update"), answerBadRequests] as const,
  request: { params: ThreadPathSchema, body: { required: false, content: json(RunRequestSchema) } },
  responses: {
    200: { description: "Run returned.", content: json(RunSchema) },
    ...failures(400, 401, 403, 404, 409, 502),
  },
});

const stream = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/{thread_id}/runs/stream`,
  tags,
  operationId: "streamManagedDeepAgentThreadRun",
  middleware: [requirePermission("threads:update"), answerBadRequests] as const,
  request: { params: ThreadPathSchema, body: { required: true, content: json(StreamRunRequestSchema) } },
  responses: {
    200: {
      description: "Server-sent event stream.",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...failures(400, 401, 403, 404, 409, 502),
  },
});

const resolve = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/threads/{thread_id}/resolve-interrupt`,
  tags,
  operationId: "resolveManagedDeepAgentThreadInterrupt",
  middleware: requirePermission("threads:update"),
  request: { params: ThreadPathSchema },
  responses: { 204: { description: "Interrupt resolved." }, ...failures(401, 403, 404, 409, 502) },
});

export const runRoutes: RouteGroup = (app, services) => {
  app.openapi(createWithThread, (c) => c.json(createThreadAndRun(services, c.get("caller"), c.req.valid("json")), 200));
  app.openapi(create, (c) => {
    const { thread_id } = c.req.valid("param");
    return c.json(createRun(services, c.get("caller"), thread_id, c.req.valid("json")), 200);
  });
  app.openapi(stream, (c) => {
    const request = c.req.valid("json");
    const { thread_id } = c.req.valid("param");
    const run = streamRun(services, c.get("caller"), thread_id, request);
    const onLost = () => {
      if (request.on_disconnect === "cancel") {
        run.cancel("cancelled");
      }
    };
    const body = toEventStream(run.events, services.runtime.heartbeatMilliseconds, onLost);
    return c.body(body, 200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  });
  app.openapi(resolve, async (c) => {
    await resolveInterrupt(services, c.get("caller"), c.req.valid("param").thread_id);
    return c.body(null, 204);
  });
};
