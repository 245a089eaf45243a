/** What the route tables share. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { AuthErrorResponseSchema, ErrorResponseSchema } from "../../provider/schema/wire";
import type { EmulatorEnv } from "../auth";
import type { Services } from "../services";

export type EmulatorApp = OpenAPIHono<EmulatorEnv>;

/** Adds one resource group's routes to the app. */
export type RouteGroup = (app: EmulatorApp, services: Services) => void;

export const AGENTS_BASE = "/v1/deepagents";
export const HUB_BASE = "/v1/platform/hub";

const DESCRIPTIONS = {
  400: "Malformed request.",
  401: "No API key.",
  403: "Unknown API key, or no access to the object. A key without a permission gets a plain text.",
  404: "Resource not found.",
  409: "Request conflicts with current resource state.",
  422: "Request is syntactically valid but failed validation.",
  502: "Upstream agent runtime error.",
  503: "Dependent service unavailable.",
} as const;

/** The documented failures of a route, for the OpenAPI document. */
export function failures<S extends keyof typeof DESCRIPTIONS>(...statuses: S[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: DESCRIPTIONS[status],
        content: {
          "application/json": {
            schema: status === 401 || status === 403 ? AuthErrorResponseSchema : ErrorResponseSchema,
          },
        },
      },
    ]),
  );
}

/** The content part of a route's request or response. */
export function json<T>(schema: T) {
  return { "application/json": { schema } };
}
