/** Route table of `/v1/deepagents/auth-sessions`. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  CreateAuthSessionRequestSchema,
  CreateAuthSessionResponseSchema,
  GetAuthSessionResponseSchema,
} from "../../provider/schema/wire";
import { requirePermission } from "../auth";
import { getAuthSession, startAuthSession } from "../handlers/auth-sessions";
import { answerBadRequests } from "../validation";
import { AGENTS_BASE, failures, json, type RouteGroup } from "./route-group";

const tags = ["Auth sessions"];

const start = createRoute({
  method: "post",
  path: `${AGENTS_BASE}/auth-sessions`,
  tags,
  operationId: "startAuthSession",
  middleware: [requirePermission("mcp-servers:read"), answerBadRequests] as const,
  request: { body: { required: true, content: json(CreateAuthSessionRequestSchema) } },
  responses: {
    200: {
      description: "Existing token reused; no new session created.",
      content: json(CreateAuthSessionResponseSchema),
    },
    201: { description: "New pending session created.", content: json(CreateAuthSessionResponseSchema) },
    ...failures(400, 401, 403, 502),
  },
});

const get = createRoute({
  method: "get",
  path: `${AGENTS_BASE}/auth-sessions/{session_id}`,
  tags,
  operationId: "getAuthSession",
  middleware: requirePermission("mcp-servers:read"),
  request: {
    params: z.object({ session_id: z.string().openapi({ description: "Authorization session ID." }) }),
    query: z.object({
      wait_seconds: z.coerce
        .number()
        .int()
        .min(1)
        .max(25)
        .default(1)
        .openapi({ type: "integer", description: "Long-poll window in seconds." }),
    }),
  },
  responses: {
    200: { description: "Authorization session status returned.", content: json(GetAuthSessionResponseSchema) },
    ...failures(400, 401, 403, 404, 502),
  },
});

export const authSessionRoutes: RouteGroup = (app, services) => {
  app.openapi(start, async (c) => {
    const answer = await startAuthSession(services, c.get("caller"), c.req.valid("json"));
    return c.json(answer, answer.status === "PENDING" ? 201 : 200);
  });
  app.openapi(get, async (c) => {
    const { wait_seconds: seconds } = c.req.valid("query");
    const { session_id: id } = c.req.valid("param");
    return c.json(await getAuthSession(services, c.get("caller"), id, seconds, c.req.raw.signal), 200);
  });
};
