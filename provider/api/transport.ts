/** One exchange with the API: a request out, a whole answer back. No retries, no opinion about statuses. */
import { Agent as ConnectionPool, type Dispatcher, request as send } from "undici";
import type { Config } from "../schema/config";
import { isLoopback } from "../schema/url";
import { NoAnswerError, type RequestLine } from "./errors";
import { redact } from "./redact";
import type { Acted } from "./retry";

export interface ApiRequest extends RequestLine {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Values that must not appear in an error, besides the API key: header values, for example. */
  readonly secrets?: readonly string[];
}

/** A whole answer, with the secrets of its request taken out of the body of a failed one. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly requestId?: string;
  readonly location?: string;
  /** The `Retry-After` header as it came. */
  readonly retryAfter?: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Creating an agent also creates its repository and tracing project: the API may take its time. */
const HEADERS_TIMEOUT_MS = 60_000;
/** Between two pieces of a body. */
const BODY_TIMEOUT_MS = 30_000;

/** Failures before a request left this machine. */
const NEVER_ARRIVED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export class Transport {
  constructor(
    private readonly config: Config,
    private readonly dispatcher: Dispatcher = new ConnectionPool({
      connections: config.concurrency,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: BODY_TIMEOUT_MS,
    }),
  ) {}

  /**
   * @param timeoutMs when to give up, besides the limits for connecting, the headers and the body; `Infinity` for never
   * @throws NoAnswerError when no whole answer came
   */
  async exchange(request: ApiRequest, timeoutMs: number): Promise<Answer> {
    try {
      const response = await send(this.config.baseUrl + request.path, {
        method: request.method,
        dispatcher: this.dispatcher,
        headers: {
          accept: "application/json",
          "x-api-key": this.config.apiKey,
          ...(this.config.workspaceId === undefined ? {} : { "x-tenant-id": this.config.workspaceId }),
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: Number.isFinite(timeoutMs) ? AbortSignal.timeout(Math.max(timeoutMs, 1)) : null,
      });
      const { "x-request-id": requestId, "retry-after": retryAfter, location } = response.headers;
      return {
        status: response.statusCode,
        body: await response.body.text(),
        ...(typeof requestId === "string" ? { requestId } : {}),
        ...(typeof retryAfter === "string" ? { retryAfter } : {}),
        ...(typeof location === "string" ? { location: new URL(location, this.config.baseUrl).origin } : {}),
      };
    } catch (error) {
      throw this.noAnswer(request, error);
    }
  }

  /** Takes the API key and the request's own secrets out of a text. */
  redact(request: ApiRequest, text: string): string {
    return redact(text, [this.config.apiKey, ...(request.secrets ?? [])]);
  }

  private noAnswer(request: ApiRequest, error: unknown): NoAnswerError {
    const { reason, acted } = this.explain(error);
    const where = `deepagents:endpoint is ${new URL(this.config.baseUrl).origin}`;
    return new NoAnswerError(request, `${this.redact(request, reason)}; ${where}`, acted);
  }

  private isLocal(): boolean {
    return isLoopback(new URL(this.config.baseUrl));
  }

  private explain(error: unknown): { reason: string; acted: Acted } {
    const { name, code = "", message = String(error) } = error as { name?: string; code?: string; message?: string };
    if (name === "TimeoutError") {
      const seconds = String(this.config.timeoutMs / 1000);
      return {
        reason: `none came within ${seconds} s (deepagents:timeoutSeconds raises the limit)`,
        acted: "maybe-later",
      };
    }
    if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
      return { reason: "the API took too long", acted: "maybe-later" };
    }
    const hint = code === "ECONNREFUSED" && this.isLocal() ? " (is the local server running? `npm run emulator`)" : "";
    return {
      reason: `${message.includes(code) ? message : `${message} (${code})`}${hint}`,
      acted: NEVER_ARRIVED.has(code) ? "no" : "maybe",
    };
  }
}
