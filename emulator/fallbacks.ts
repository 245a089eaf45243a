/** Answers where no handler did: refusals, unexpected errors, unknown routes. */
import type { Context, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { EmulatorApp, EmulatorEnv } from "./context";
import { RequestError, ForbiddenError, invalidBody } from "./errors";
import { redactPath } from "./request-log";

/** Never repeats the message of an unexpected error, which may quote the body and with it a secret. */
export function handleError(error: Error, c: Context<EmulatorEnv>): Response {
  if (error instanceof ForbiddenError) {
    return c.json({ error: "Forbidden" }, 403);
  }
  if (error instanceof RequestError) {
    const isBadRequest = error.code === "validation_failed" && c.get("badRequestsOnly") === true;
    return answer(c, isBadRequest ? invalidBody(error.detail) : error);
  }
  // This is how Hono refuses a body. Any other exception of Hono would be a mistake of the emulator.
  if (error instanceof HTTPException && error.status === 400) {
    return answer(c, invalidBody());
  }
  process.stderr.write(`emulator: 500 ${c.req.method} ${redactPath(c.req.url)} (${error.name})\n`);
  return answer(
    c,
    new RequestError("internal_error", "Report this bug in the emulator: it could not handle the request"),
  );
}

/** Lists the routes that exist, so that an unknown route cannot be mistaken for a missing object. */
export function handleUnknownRoute(app: EmulatorApp): NotFoundHandler<EmulatorEnv> {
  return (c) => {
    const routes = app.routes.filter(({ method }) => method !== "ALL");
    const samePath = routes.filter(({ path }) => matches(path, c.req.path));
    const known = [
      ...new Set((samePath.length > 0 ? samePath : routes).map(({ method, path }) => `${method} ${path}`)),
    ];
    return answer(
      c,
      new RequestError(
        "not_found",
        `The emulator has no route ${c.req.method} ${c.req.path}. It has: ${known.join(", ")}`,
      ),
    );
  };
}

function answer(c: Context, error: RequestError): Response {
  return c.json(error.toBody(), error.status);
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split("/");
  const actual = path.split("/");
  return (
    expected.length === actual.length &&
    expected.every((segment, index) => segment.startsWith(":") || segment === actual[index])
  );
}
