/** The routes of auth sessions. */
import { z } from "@hono/zod-openapi";
import {
  CreateAuthSessionRequestSchema,
  CreateAuthSessionResponseSchema,
  GetAuthSessionResponseSchema,
} from "../../provider/wire";
import type { RouteGroup } from "../context";
import { routesOf } from "../route";
import { getAuthSession, startAuthSession } from "./handlers";

const SessionPathSchema = z.object({ session_id: z.string().openapi({ description: "Authorization session ID." }) });

const WaitSchema = z.object({
  wait_seconds: z.coerce
    .number()
    .int()
    .min(1)
    .max(25)
    .default(1)
    .openapi({ type: "integer", description: "Long-poll window in seconds." }),
});

export const authSessionRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "Auth sessions");

  route("POST /auth-sessions", "startAuthSession", {
    permission: "mcp-servers:read",
    request: { body: CreateAuthSessionRequestSchema },
    answers: {
      200: ["Existing token reused; no new session created.", CreateAuthSessionResponseSchema],
      201: ["New pending session created.", CreateAuthSessionResponseSchema],
    },
    failures: [400, 502],
    handle: async ({ caller, body }, c) => {
      const session = await startAuthSession(services, caller, body);
      return c.json(session, session.status === "PENDING" ? 201 : 200);
    },
  });

  route("GET /auth-sessions/{session_id}", "getAuthSession", {
    permission: "mcp-servers:read",
    request: { params: SessionPathSchema, query: WaitSchema },
    answers: { 200: ["Authorization session status returned.", GetAuthSessionResponseSchema] },
    failures: [400, 404, 502],
    handle: ({ caller, params, query }, c) =>
      getAuthSession(services, caller, params.session_id, query.wait_seconds, c.req.raw.signal),
  });
};
