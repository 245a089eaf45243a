/** How the API's routes are declared: permission, request, answers, failures, and the handler behind them. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { AuthErrorResponseSchema, ErrorResponseSchema } from "../provider/wire";
import { requirePermission } from "./auth";
import { AGENTS_BASE, type Caller, type EmulatorApp, type EmulatorEnv, type Permission } from "./context";
import { answerBadRequests } from "./validation";

/** What a route reads of a request; each part is validated before the handler runs. */
export interface RequestParts {
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Instead of `body`, where a request may come without one; the handler then gets `{}`. */
  optionalBody?: z.ZodType;
}

/** The successful answers by status: a description and the body. A returned value is sent with the first status. */
export type Answers = Partial<Record<200 | 201 | 204, readonly [description: string, schema?: z.ZodType]>>;

/** What a handler gets: the parts of the request after validation, and who is calling. */
export type Call<R extends RequestParts> = { caller: Caller } & {
  [Part in keyof R as Part extends "optionalBody" ? "body" : Part]: R[Part] extends z.ZodType
    ? z.output<R[Part]>
    : never;
};

type AnswerOf<A extends Answers> = A[keyof A] extends infer Answer
  ? Answer extends readonly [string, infer S extends z.ZodType]
    ? z.output<S>
    : void
  : never;

interface Route<R extends RequestParts, A extends Answers> {
  permission: Permission;
  request?: R;
  answers: A;
  /** The documented failures besides 401 and 403, which every route has. */
  failures?: readonly (keyof typeof FAILURES)[];
  /** Returns the body of the answer, or a whole `Response`. */
  handle: (call: Call<R>, c: Context<EmulatorEnv>) => AnswerOf<A> | Response | Promise<AnswerOf<A> | Response>;
}

/** The body of an answer that is a stream of server-sent events. */
export const EVENT_STREAM = z.string();

const FAILURES = {
  400: "Malformed request.",
  401: "No API key.",
  403: "Unknown API key, or no access to the object. A key without a permission gets a plain text.",
  404: "Resource not found.",
  409: "Request conflicts with current resource state.",
  422: "Request is syntactically valid but failed validation.",
  502: "Upstream agent runtime error.",
  503: "Dependent service unavailable.",
} as const;

/** Returns a function that adds routes to the app, all with the same tag in the OpenAPI document. */
export function routesOf(app: EmulatorApp, tag: string, base = AGENTS_BASE) {
  return <const R extends RequestParts, const A extends Answers>(
    methodAndPath: `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`,
    operationId: string,
    { permission, request, answers, failures = [], handle }: Route<R, A>,
  ): void => {
    const [method = "", path = ""] = methodAndPath.split(" ");
    const [status = 200] = Object.keys(answers).map(Number);
    const { params, query, headers, body, optionalBody }: RequestParts = request ?? {};
    const bodySchema = body ?? optionalBody;
    const route = createRoute({
      method: method.toLowerCase() as "get",
      path: `${base}${path}`,
      tags: [tag],
      operationId,
      middleware:
        bodySchema === undefined || failures.includes(422)
          ? requirePermission(permission)
          : [requirePermission(permission), answerBadRequests],
      ...(request === undefined
        ? {}
        : {
            request: {
              ...(params === undefined ? {} : { params }),
              ...(query === undefined ? {} : { query }),
              ...(headers === undefined ? {} : { headers }),
              ...(bodySchema === undefined
                ? {}
                : { body: { required: body !== undefined, content: json(bodySchema) } }),
            },
          }),
      responses: { ...successes(answers), ...documented([401, 403, ...failures]) },
    });
    app.openapi(route, async (c) => {
      const call = {
        caller: c.get("caller"),
        params: params && c.req.valid("param" as never),
        query: query && c.req.valid("query" as never),
        headers: headers && c.req.valid("header" as never),
        body: bodySchema && c.req.valid("json" as never),
      };
      const answer: unknown = await handle(call as unknown as Call<R>, c);
      if (answer instanceof Response) {
        return answer;
      }
      return answer === undefined ? c.body(null, 204) : c.json(answer, status as 200);
    });
  };
}

/** A query parameter that is a boolean. Without a default it may also be absent. */
export function flag(description: string): z.ZodType<boolean | undefined>;
export function flag(description: string, byDefault: boolean): z.ZodType<boolean>;
export function flag(description: string, byDefault?: boolean): z.ZodType<boolean | undefined> {
  return z
    .enum(["true", "false", "1", "0"])
    .optional()
    .transform((value) => (value === undefined ? byDefault : value === "true" || value === "1"))
    .openapi({ type: "boolean", description, ...(byDefault === undefined ? {} : { default: byDefault }) });
}

function successes(answers: Answers) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, [description, schema]]) => {
      if (schema === undefined) {
        return [status, { description }];
      }
      return [status, { description, content: schema === EVENT_STREAM ? eventStream : json(schema) }];
    }),
  );
}

function documented(statuses: readonly (keyof typeof FAILURES)[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: FAILURES[status],
        content: json(status === 401 || status === 403 ? AuthErrorResponseSchema : ErrorResponseSchema),
      },
    ]),
  );
}

const eventStream = { "text/event-stream": { schema: EVENT_STREAM } };

function json(schema: z.ZodType) {
  return { "application/json": { schema } };
}
