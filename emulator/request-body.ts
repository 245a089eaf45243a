/** Checks on a request body that come before any schema: size, content type, JSON syntax, nesting. */
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { ApiFault, invalidBody } from "./errors";

const MAX_BODY_BYTES = 32 * 1024 * 1024;
// Writing JSON is recursive, so a body nested deeper than the stack could be read but never stored or answered.
const MAX_DEPTH = 200;

/** For a body that does not say how long it is. */
const countBody = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody });

/** Looks at headers alone where it can: to ask for the body at all makes a whole web `Request` of the call. */
export const limitBodySize = createMiddleware(async (c, next) => {
  if (c.req.header("transfer-encoding") !== undefined) return countBody(c, next);
  // Node's parser takes no more than was announced; without either header there is no body.
  if (Number(c.req.header("content-length") ?? 0) > MAX_BODY_BYTES) refuseBody();
  await next();
});

function refuseBody(): never {
  throw new ApiFault("request_too_large", `Send at most ${MAX_BODY_BYTES} bytes in one request`);
}

/** Refuses a body that is not JSON, whatever its route expects, in the documented envelope. */
export const requireJsonBody = createMiddleware(async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && c.req.method !== "DELETE") {
    const text = await c.req.text();
    if (text === "") {
      // Many clients name a type with every request; where a body is optional, none is still none.
      c.req.raw.headers.delete("content-type");
    } else {
      checkContentType(c.req.header("content-type"));
      checkNesting(parseJson(text));
    }
  }
  await next();
});

function checkContentType(contentType: string | undefined): void {
  // Without this the body would count as absent, and the answer would be a misleading "name is required".
  if (!/^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(contentType ?? "")) {
    throw invalidBody("send the header Content-Type: application/json");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBody();
  }
}

function checkNesting(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw invalidBody(`it is nested deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap(children);
  }
}

function children(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? (Object.values(value) as unknown[]) : [];
}
