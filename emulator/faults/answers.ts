/** The answers that faults put in the place of a handler's. */
import type { Fault } from "./fault";

const HTML = "<html><head><title>Service</title></head><body><h1>It works!</h1></body></html>\n";
const HTML_TYPE = "text/html; charset=utf-8";

/** A string is sent as it is, as HTML; anything else as JSON. */
export function injectedAnswer({ status, body, headers }: Extract<Fault, { status: number }>): Response {
  if (body === undefined) return new Response(null, { status, headers: { ...headers } });
  const isText = typeof body === "string";
  const merged = new Headers(headers);
  if (!merged.has("content-type")) merged.set("content-type", isText ? HTML_TYPE : "application/json");
  return new Response(isText ? body : JSON.stringify(body), { status, headers: merged });
}

/** What a proxy or a captive portal answers in the place of an API. */
export function htmlAnswer(): Response {
  return new Response(HTML, { headers: { "content-type": HTML_TYPE } });
}

/** The same answer with a pause in the middle of its body; without a body, with a pause before it. */
export async function inTwoHalves(response: Response, pause: () => Promise<void>): Promise<Response> {
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
