/** The requests that the emulator answered, for tests that count them. Contains no bodies and no secrets. */
import { createMiddleware } from "hono/factory";
import { withoutUrlCredentials } from "../provider/helpers/redact";
import type { EmulatorEnv, FaultKind } from "./context";

export interface RecordedRequest {
  method: string;
  /** The path with its query string. What looks like a secret in it is replaced by `[redacted]`. */
  path: string;
  /** The status that the client saw. Absent if a fault ended the connection before that. */
  status?: number;
  /** The fault that was injected, if there was one. */
  fault?: FaultKind;
}

const SECRET_NAME = /key|token|secret|password|authorization|credential|^code$|^state$/i;
/** The emulator's own routes, which are not recorded because it may call them itself. */
const OWN_PATHS = ["/_emulator/", "/.well-known/"];
const REDACTED = "[redacted]";

/** Enough for any test. A server that runs for weeks must not keep everything. */
const MOST_ENTRIES = 10_000;

export class RequestLog {
  readonly #entries: RecordedRequest[] = [];
  readonly #show: (line: string) => void;

  /** @param show is given a line for each request, without its query */
  constructor(show: (line: string) => void = () => undefined) {
    this.#show = show;
  }

  /** A copy, so that a list taken before an action can be compared with one taken after it. */
  get entries(): readonly RecordedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Must be the outermost middleware, so that it records the status that was really sent, including errors. */
  middleware(knownKeys: readonly string[]) {
    return createMiddleware<EmulatorEnv>(async (c, next) => {
      const began = performance.now();
      await next();
      if (!OWN_PATHS.some((own) => c.req.path.startsWith(own))) {
        const fault = c.get("fault");
        const status = fault === undefined ? c.res.status : fault.status;
        if (this.#entries.length === MOST_ENTRIES) {
          this.#entries.shift();
        }
        const ended = fault === undefined ? String(status) : `${String(status ?? "no answer")} (fault: ${fault.kind})`;
        const took = `${String(Math.round(performance.now() - began))} ms`;
        this.#show(`${c.req.method} ${redactPath(c.req.url, knownKeys).replace(/\?.*$/s, "")} ${ended} ${took}`);
        this.#entries.push({
          method: c.req.method,
          path: redactPath(c.req.url, knownKeys),
          ...(status === undefined ? {} : { status }),
          ...(fault === undefined ? {} : { fault: fault.kind }),
        });
      }
    });
  }
}

/** The path and query of a URL without values that look like credentials. */
export function redactPath(requestUrl: string, knownKeys: readonly string[] = []): string {
  const url = new URL(requestUrl);
  const query = url.search.replace(/([?&])([^=&]+)=([^&]*)/g, (whole: string, separator: string, name: string) =>
    SECRET_NAME.test(name) ? `${separator}${name}=${REDACTED}` : whole,
  );
  let path = withoutUrlCredentials(url.pathname + query);
  for (const key of knownKeys) {
    path = path.replaceAll(encodeURIComponent(key), REDACTED).replaceAll(key, REDACTED);
  }
  return path;
}
