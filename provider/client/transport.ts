/** One exchange with the API: a request out, an answer back, whole or in pieces. No retries, no opinion about statuses. */
import { Agent as ConnectionPool, type Dispatcher } from "undici";
import { type Config, ofProvider } from "../config/config";
import { redact } from "../helpers/redact";
import { isLoopback } from "../helpers/url";
import { collect, type CollectedAnswer } from "./collect";
import { BrokenStreamError, NoAnswerError, type RequestLine } from "./errors";
import type { Effect } from "./retry";

export interface ApiRequest extends RequestLine {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
}

interface AnswerHead {
  readonly status: number;
  readonly requestId?: string;
  readonly location?: string;
  /** The `Retry-After` header as it came. */
  readonly retryAfter?: string;
}

/** A whole answer, as it came. */
export interface Answer extends AnswerHead {
  readonly body: string;
}

/** An answer whose body, if it is a stream of events, the caller reads while it comes. */
export interface StreamAnswer extends Answer {
  readonly contentType: string;
  /** To stop early closes the connection. */
  readonly chunks?: AsyncIterable<Uint8Array>;
}

/** How long a stream is read. */
export interface StreamOptions {
  /** Ends the request, whatever it is doing, with the signal's own reason. */
  readonly signal?: AbortSignal;
  /** How long the connection may be silent (a heartbeat is no silence), in milliseconds. */
  readonly silenceMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Creating an agent also creates its repository and tracing project: the API may take its time. */
const HEADERS_TIMEOUT_MS = 60_000;
/** Between two pieces of a body. */
const BODY_TIMEOUT_MS = 30_000;
/** A run streams nothing while its model thinks, unless the server sends heartbeats. */
const STREAM_SILENCE_MS = 300_000;

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
    private readonly dispatcher: Dispatcher = pool(config.concurrency),
    /** Without that limit: a run streams for minutes, and would keep requests waiting until their time is up. */
    private readonly streams: Dispatcher = pool(null),
    private readonly secrets: readonly string[] = [],
    /** Parsed once, and not for every request. */
    private readonly base: URL = new URL(config.baseUrl),
  ) {}

  /** The same connections for an operation with secrets of its own: they are taken out of everything it says. */
  keeping(secrets: readonly string[]): Transport {
    return new Transport(this.config, this.dispatcher, this.streams, secrets, this.base);
  }

  /**
   * @param timeoutMs when to give up, besides the limits for connecting, the headers and the body; `Infinity` for never
   * @throws NoAnswerError when no whole answer came
   */
  async exchange(request: ApiRequest, timeoutMs: number): Promise<Answer> {
    try {
      const dispatched = this.dispatched(request, "application/json");
      const { text, ...head } = await collect(this.dispatcher, dispatched, timeoutMs);
      return { ...this.headOf(head), body: text };
    } catch (error) {
      throw this.noAnswer(request, error);
    }
  }

  /**
   * @throws NoAnswerError when no answer came. What goes wrong while its chunks are read is for {@link broken} to explain.
   */
  async stream(request: ApiRequest, { signal, silenceMs = STREAM_SILENCE_MS }: StreamOptions): Promise<StreamAnswer> {
    try {
      const options = this.dispatched(request, "text/event-stream");
      const response = await this.streams.request({ ...options, signal: signal ?? null, bodyTimeout: silenceMs });
      const contentType = String(response.headers["content-type"] ?? "");
      const head = { ...this.headOf(response), contentType };
      return isSuccess(head.status) && contentType.startsWith("text/event-stream")
        ? { ...head, body: "", chunks: response.body }
        : { ...head, body: await response.body.text() };
    } catch (error) {
      throw this.noAnswer(request, error);
    }
  }

  /** What to say of a stream that went wrong after it began. */
  broken(request: ApiRequest, error: unknown): BrokenStreamError {
    const { code } = error as { code?: string };
    const reason = code === "UND_ERR_BODY_TIMEOUT" ? "nothing came for too long" : messageOf(error);
    return new BrokenStreamError(request, this.redact(reason));
  }

  /** Takes the API key and the operation's own secrets out of a text. */
  redact(text: string): string {
    return redact(text, [this.config.apiKey, ...this.secrets]);
  }

  private dispatched(request: ApiRequest, accept: string): Dispatcher.DispatchOptions {
    return {
      origin: this.base.origin,
      path: this.base.pathname + request.path,
      method: request.method,
      headers: {
        accept,
        "x-api-key": this.config.apiKey,
        ...(this.config.workspaceId === undefined ? {} : { "x-tenant-id": this.config.workspaceId }),
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    };
  }

  private headOf({ statusCode: status, headers }: Pick<CollectedAnswer, "statusCode" | "headers">): AnswerHead {
    const { "x-request-id": requestId, "retry-after": retryAfter, location } = headers;
    return {
      status,
      ...(typeof requestId === "string" ? { requestId } : {}),
      ...(typeof retryAfter === "string" ? { retryAfter } : {}),
      ...(typeof location === "string" ? { location: new URL(location, this.base).origin } : {}),
    };
  }

  private noAnswer(request: ApiRequest, error: unknown): NoAnswerError {
    const { reason, effect } = this.explain(error);
    const where = `deepagents:endpoint${ofProvider(this.config.provider)} is ${this.base.origin}`;
    return new NoAnswerError(request, `${this.redact(reason)}; ${where}`, effect);
  }

  private isLocal(): boolean {
    return isLoopback(this.base);
  }

  private explain(error: unknown): { reason: string; effect: Effect } {
    const { name, code = "" } = error as { name?: string; code?: string };
    if (name === "TimeoutError") {
      const seconds = String(this.config.timeoutMs / 1000);
      return {
        reason: `none came within ${seconds} s (deepagents:timeoutSeconds${ofProvider(this.config.provider)} raises the limit)`,
        effect: "maybe-later",
      };
    }
    if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
      return { reason: "the API took too long", effect: "maybe-later" };
    }
    const hint = code === "ECONNREFUSED" && this.isLocal() ? " (is the local server running? `npm run emulator`)" : "";
    return {
      reason: messageOf(error) + hint,
      effect: NEVER_ARRIVED.has(code) ? "no" : "maybe",
    };
  }
}

/** @param connections how many there are at most to one origin; `null` for any number */
function pool(connections: number | null): Dispatcher {
  return new ConnectionPool({
    connections,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });
}

/** 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function messageOf(error: unknown): string {
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  return message.includes(code) ? message : `${message} (${code})`;
}
