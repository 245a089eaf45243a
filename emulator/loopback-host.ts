import { createMiddleware } from "hono/factory";
import { isLoopback } from "../provider/schema/url";
import { ApiFault } from "./errors";

/**
 * Refuses requests that were meant for another host. A web page can make its own name point at this machine (DNS
 * rebinding), and the demo key is published: it could read the headers of every MCP server.
 */
export const requireLoopbackHost = createMiddleware(async (c, next) => {
  // The URL's host is what the request's Host header says.
  if (!isLoopback(new URL(c.req.url))) {
    throw new ApiFault("forbidden_host", "Call the emulator by a loopback address, for example http://127.0.0.1:8123");
  }
  await next();
});
