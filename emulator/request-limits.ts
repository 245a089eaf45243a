/** The checks of every request before its route: host, size, content type, syntax. */
import { createMiddleware } from "hono/factory";
import { bodyLimit } from "hono/body-limit";
import { isLoopback } from "../provider/helpers/url";
import { RequestError, invalidBody } from "./errors";

const MAX_BODY_BYTES = 32 * 1024 * 1024;
// Writing JSON is recursive, so a body nested deeper than the stack could be read but not stored or returned.
const MAX_DEPTH = 200;

/**
 * Refuses requests that were meant for another host. A web page can make its own name point to this machine (DNS
 * rebinding) and, because the demo key is published, could then read the headers of every MCP server.
 */
export const requireLoopbackHost = createMiddleware(async (c, next) => {
  // The URL's host comes from the request's Host header.
  if (!isLoopback(new URL(c.req.url))) {
    throw new RequestError(
      "forbidden_host",
      "Call the emulator at a loopback address, for example http://127.0.0.1:8123",
    );
  }
  await next();
});

/** For a body whose length is not announced. */
const countBody = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody });

/** Checks only headers where it can, because asking for the body creates a whole web `Request`. */
export const limitBodySize = createMiddleware(async (c, next) => {
  if (c.req.header("transfer-encoding") !== undefined) {
    return countBody(c, next);
  }
  // Node's parser reads no more than was announced. Without either header there is no body.
  if (Number(c.req.header("content-length") ?? 0) > MAX_BODY_BYTES) {
    refuseBody();
  }
  await next();
});

function refuseBody(): never {
  throw new RequestError("request_too_large", `Send at most ${String(MAX_BODY_BYTES)} bytes in one request`);
}

/** Refuses a body that is not JSON, whatever its route expects, in the documented envelope. */
export const requireJsonBody = createMiddleware(async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && c.req.method !== "DELETE") {
    const text = await c.req.text();
    if (text === "") {
      // Many clients send a content type with every request; without a body it means nothing.
      c.req.raw.headers.delete("content-type");
    } else {
      checkContentType(c.req.header("content-type"));
      checkNesting(parseJson(text));
    }
  }
  await next();
});

function checkContentType(contentType: string | undefined): void {
  // Otherwise the body would count as absent, and the answer would be a misleading "name is required".
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
    if (depth > MAX_DEPTH) {
      throw invalidBody(`it is nested deeper than ${String(MAX_DEPTH)} levels`);
    }
    level = level.flatMap(children);
  }
}

function children(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? (Object.values(value) as unknown[]) : [];
}
