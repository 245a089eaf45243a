/** The middleware that makes requests fail as planned. It runs where a gateway would be: right before the handlers. */
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { type Fault, type FaultPlan, routeName } from "./fault";
import type { EmulatorEnv, FaultKind } from "../context";

const HTML = "<html><head><title>Service</title></head><body><h1>It works!</h1></body></html>\n";
const HTML_TYPE = "text/html; charset=utf-8";

type EmulatorContext = Context<EmulatorEnv>;

export function injectFaults(plan: FaultPlan) {
  return createMiddleware<EmulatorEnv>(async (c, next) => {
    const fault = planned(plan, c);
    if (fault === undefined) {
      return next();
    }
    if (fault.kind === "delay") {
      await plan.wait(fault.ms);
    }
    if (fault.kind !== "reset-before" && fault.kind !== "status") {
      await next();
    }
    await spoil(fault, plan, c);
  });
}

/** Replaces the handler's answer, if there is one, by what the client is to get. */
async function spoil(fault: Fault, plan: FaultPlan, c: EmulatorContext): Promise<void> {
  switch (fault.kind) {
    case "reset-before":
    case "reset-after":
      reset(c.env);
      return answerWith(c, fault.kind, RESPONSE_ALREADY_SENT, undefined);
    case "truncated":
      return answerWith(c, fault.kind, RESPONSE_ALREADY_SENT, await sendHalf(c.env, c.res));
    case "status":
    case "status-after":
      return answerWith(c, fault.kind, injectedAnswer(fault), fault.status);
    case "html":
      return answerWith(c, fault.kind, htmlAnswer(), 200);
    case "slow-body":
      return answerWith(c, fault.kind, await inTwoHalves(c.res, () => plan.wait(fault.ms)), c.res.status);
    case "delay":
      return answerWith(c, fault.kind, c.res, c.res.status);
  }
}

/** The route that will answer is the first match that is not a middleware. An unknown path has none. */
function planned(plan: FaultPlan, c: EmulatorContext): Fault | undefined {
  const route = matchedRoutes(c)
    .map(routeName)
    .find((name) => name !== undefined);
  return route === undefined ? undefined : plan.take(route);
}

function answerWith(c: EmulatorContext, kind: FaultKind, response: Response, status: number | undefined): void {
  c.set("fault", { kind, status });
  // Cleared first, because Hono would copy the headers of the old answer into the new one.
  c.res = undefined;
  c.res = response;
}

/** A string is sent as it is, as HTML; anything else as JSON. */
function injectedAnswer({ status, body, headers }: Extract<Fault, { status: number }>): Response {
  if (body === undefined) {
    return new Response(null, { status, headers: { ...headers } });
  }
  const isText = typeof body === "string";
  const merged = new Headers(headers);
  if (!merged.has("content-type")) {
    merged.set("content-type", isText ? HTML_TYPE : "application/json");
  }
  return new Response(isText ? body : JSON.stringify(body), { status, headers: merged });
}

/** What a proxy or a captive portal answers instead of an API. */
function htmlAnswer(): Response {
  return new Response(HTML, { headers: { "content-type": HTML_TYPE } });
}

/** The same answer with a pause in the middle of its body or, if it has no body, before it. */
async function inTwoHalves(response: Response, pause: () => Promise<void>): Promise<Response> {
  const { status, headers } = response;
  const body = Buffer.from(await response.arrayBuffer());
  if (body.length === 0) {
    await pause();
    return new Response(null, { status, headers });
  }
  const middle = Math.floor(body.length / 2);
  const halves = async function* () {
    yield body.subarray(0, middle);
    await pause();
    yield body.subarray(middle);
  };
  const withLength = new Headers(headers);
  withLength.set("content-length", String(body.length));
  return new Response(ReadableStream.from(halves()), { status, headers: withLength });
}

/** Resets the connection (RST), so that the client sees an error rather than the end of an empty answer. */
function reset({ incoming }: HttpBindings): void {
  incoming.socket.resetAndDestroy();
}

/**
 * Announces the whole body, sends half of it and ends the connection. An answer without a body breaks off in its first
 * line. Writes to the connection itself, because a `Response` cannot express this.
 *
 * @returns the status, if the client saw it
 */
async function sendHalf({ outgoing }: HttpBindings, response: Response): Promise<number | undefined> {
  const body = Buffer.from(await response.arrayBuffer());
  const { socket } = outgoing;
  if (body.length === 0) {
    socket?.write("HTTP/1.1 2");
    socket?.destroySoon();
    return undefined;
  }
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)));
  socket?.destroySoon();
  return response.status;
}
