/** The routes of runs: start one, read its events, resolve an interrupt. */
import {
  CreateThreadAndRunRequestSchema,
  RunRequestSchema,
  RunSchema,
  StreamRunRequestSchema,
} from "../../provider/wire";
import type { RouteGroup } from "../context";
import { EVENT_STREAM, routesOf } from "../route";
import { toEventStream } from "../runtime/events";
import { ThreadPathSchema } from "../threads/routes";
import { createRun, createThreadAndRun, resolveInterrupt, streamRun } from "./handlers";

export const runRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "Runs");

  route("POST /threads/runs", "createManagedDeepAgentThreadAndRun", {
    permission: "threads:create",
    request: { body: CreateThreadAndRunRequestSchema },
    answers: { 200: ["Run returned.", RunSchema] },
    failures: [400, 404, 409, 422, 502],
    handle: ({ caller, body }) => createThreadAndRun(services, caller, body),
  });

  route("POST /threads/{thread_id}/runs", "createManagedDeepAgentThreadRun", {
    permission: "threads:update",
    request: { params: ThreadPathSchema, optionalBody: RunRequestSchema },
    answers: { 200: ["Run returned.", RunSchema] },
    failures: [400, 404, 409, 502],
    handle: ({ caller, params, body }) => createRun(services, caller, params.thread_id, body),
  });

  route("POST /threads/{thread_id}/runs/stream", "streamManagedDeepAgentThreadRun", {
    permission: "threads:update",
    request: { params: ThreadPathSchema, body: StreamRunRequestSchema },
    answers: { 200: ["Server-sent event stream.", EVENT_STREAM] },
    failures: [400, 404, 409, 502],
    handle: ({ caller, params, body }, c) => {
      const run = streamRun(services, caller, params.thread_id, body);
      const onLost = () => {
        if (body.on_disconnect === "cancel") {
          run.cancel("cancelled");
        }
      };
      const stream = toEventStream(run.events, services.runtime.heartbeatMilliseconds, onLost);
      return c.body(stream, 200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    },
  });

  route("POST /threads/{thread_id}/resolve-interrupt", "resolveManagedDeepAgentThreadInterrupt", {
    permission: "threads:update",
    request: { params: ThreadPathSchema },
    answers: { 204: ["Interrupt resolved."] },
    failures: [404, 409, 502],
    handle: ({ caller, params }) => resolveInterrupt(services, caller, params.thread_id),
  });
};
