/** One request to the API and its answer, whole or as a stream. Neither retries nor judges statuses. */
import type { Dispatcher } from "undici";
import type { Config } from "../config/config";
import { redact } from "../helpers/redact";
import { isLoopback } from "../helpers/url";
import { collect, type CollectedAnswer } from "./collect";
import type { Connections } from "./connections";
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
  /** The `Retry-After` header, unparsed. */
  readonly retryAfter?: string;
}

/** A whole answer. */
export interface Answer extends AnswerHead {
  readonly body: string;
}

/** An answer whose body, if it is a stream of events, the caller reads as it arrives. */
export interface StreamAnswer extends Answer {
  readonly contentType: string;
  /** Stopping early closes the connection. */
  readonly chunks?: AsyncIterable<Uint8Array>;
}

/** How long to read a stream. */
export interface StreamOptions {
  /** Ends the request at any time, with the signal's own reason. */
  readonly signal?: AbortSignal;
  /** How long the connection may be silent, in milliseconds. A heartbeat ends a silence. */
  readonly silenceMs?: number;
}

/** A run streams nothing while its model thinks, unless the server sends heartbeats. */
const STREAM_SILENCE_MS = 300_000;

/** Errors that occur before a request leaves this machine. */
const NEVER_ARRIVED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  // What a proxy answers instead of connecting.
  "UND_ERR_ABORTED",
  "UND_ERR_PRX_CONN",
  "UND_ERR_PRX_TLS",
]);

/** The certificate is signed by nobody that Node.js knows, like that of a proxy that reads along. */
const UNKNOWN_AUTHORITY = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

export class Transport {
  readonly #config: Config;
  readonly #connections: Connections;
  readonly #secrets: readonly string[];
  readonly #customMs: number | undefined;
  readonly #base: URL;

  /**
   * @param customMs the operation's own time limit, for messages
   * @param base parsed once instead of for every operation
   */
  constructor(
    config: Config,
    connections: Connections,
    secrets: readonly string[] = [],
    customMs?: number,
    base: URL = new URL(config.baseUrl),
  ) {
    this.#config = config;
    this.#connections = connections;
    this.#secrets = secrets;
    this.#customMs = customMs;
    this.#base = base;
  }

  /**
   * Uses the same connections for an operation that has secrets of its own, and redacts those as well.
   *
   * @param customMs the operation's own time limit, if it has one
   */
  forOperation(secrets: readonly string[], customMs?: number): Transport {
    return new Transport(this.#config, this.#connections, secrets, customMs, this.#base);
  }

  /**
   * @param timeoutMs when to give up, besides the limits for connecting, the headers and the body; `Infinity` for never
   * @throws NoAnswerError when no whole answer arrived
   */
  async exchange(request: ApiRequest, timeoutMs: number): Promise<Answer> {
    try {
      const dispatched = this.#dispatched(request, "application/json");
      const { text, ...head } = await collect(this.#connections.requests, dispatched, timeoutMs);
      return { ...this.#headOf(head), body: text };
    } catch (error) {
      throw this.#noAnswer(request, error);
    }
  }

  /**
   * @throws NoAnswerError when no answer arrived. {@link broken} explains what goes wrong while its chunks are read.
   */
  async stream(request: ApiRequest, { signal, silenceMs = STREAM_SILENCE_MS }: StreamOptions): Promise<StreamAnswer> {
    try {
      const options = this.#dispatched(request, "text/event-stream");
      const response = await this.#connections.streams.request({
        ...options,
        signal: signal ?? null,
        bodyTimeout: silenceMs,
      });
      const contentType = String(response.headers["content-type"] ?? "");
      const head = { ...this.#headOf(response), contentType };
      return isSuccess(head.status) && contentType.startsWith("text/event-stream")
        ? { ...head, body: "", chunks: response.body }
        : { ...head, body: await response.body.text() };
    } catch (error) {
      throw this.#noAnswer(request, error);
    }
  }

  /** The error for a stream that failed after it began. */
  broken(request: ApiRequest, error: unknown): BrokenStreamError {
    const { code } = error as { code?: string };
    const reason = code === "UND_ERR_BODY_TIMEOUT" ? "nothing arrived for too long" : messageOf(error);
    return new BrokenStreamError(request, this.redact(reason));
  }

  /** Replaces the API key and the operation's own secrets in a text. */
  redact(text: string): string {
    return redact(text, [this.#config.apiKey, ...this.#secrets]);
  }

  /** An answer as an error may quote it. Only a failure pays for that. */
  quotable({ body, requestId, location, ...answer }: Answer): Answer {
    return {
      ...answer,
      body: this.redact(body),
      ...(requestId === undefined ? {} : { requestId: this.redact(requestId) }),
      ...(location === undefined ? {} : { location: this.redact(location) }),
    };
  }

  #dispatched(request: ApiRequest, accept: string): Dispatcher.DispatchOptions {
    return {
      origin: this.#base.origin,
      path: this.#base.pathname + request.path,
      method: request.method,
      headers: {
        accept,
        "x-api-key": this.#config.apiKey,
        ...(this.#config.workspaceId === undefined ? {} : { "x-tenant-id": this.#config.workspaceId }),
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    };
  }

  #headOf({ statusCode: status, headers }: Pick<CollectedAnswer, "statusCode" | "headers">): AnswerHead {
    const { "x-request-id": requestId, "retry-after": retryAfter, location } = headers;
    return {
      status,
      ...(typeof requestId === "string" ? { requestId } : {}),
      ...(typeof retryAfter === "string" ? { retryAfter } : {}),
      ...(typeof location === "string" ? { location: new URL(location, this.#base).origin } : {}),
    };
  }

  #noAnswer(request: ApiRequest, error: unknown): NoAnswerError {
    const { reason, effect } = this.#explain(error);
    const proxy = this.#connections.proxyInUse;
    const where = `${this.#config.names.endpoint} is ${this.#base.origin}${proxy ? `, through the proxy ${proxy}` : ""}`;
    return new NoAnswerError(request, `${this.redact(reason)}; ${where}`, effect);
  }

  #explain(error: unknown): { reason: string; effect: Effect } {
    const { name, code = "" } = error as { name?: string; code?: string };
    if (name === "TimeoutError") {
      return { reason: this.#outOfTime(), effect: "maybe-later" };
    }
    if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
      return { reason: "the API took too long", effect: "maybe-later" };
    }
    return {
      reason: messageOf(error) + this.#hintFor(code),
      effect: NEVER_ARRIVED.has(code) || UNKNOWN_AUTHORITY.has(code) ? "no" : "maybe",
    };
  }

  #outOfTime(): string {
    const seconds = String((this.#customMs ?? this.#config.timeoutMs) / 1000);
    const setting =
      this.#customMs === undefined ? this.#config.names.timeoutSeconds : "the resource's option customTimeouts";
    return `none arrived within ${seconds} s${setting === undefined ? "" : ` (${setting} raises the limit)`}`;
  }

  #hintFor(code: string): string {
    if (code === "ECONNREFUSED" && isLoopback(this.#base)) {
      const port = this.#base.port === "8123" ? "" : ` --port ${this.#base.port || "80"}`;
      return ` (is the local server running? \`npx pulumi-deepagents emulator${port}\`)`;
    }
    return UNKNOWN_AUTHORITY.has(code)
      ? " (does a proxy answer with a certificate of its own? NODE_EXTRA_CA_CERTS names the file with its authority)"
      : "";
  }
}

/** 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function messageOf(error: unknown): string {
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  const refusal = /^Proxy response \((\d+)\)/.exec(message)?.[1];
  if (refusal !== undefined) {
    const hint = refusal === "407" ? ": write its user and password into the URL, like http://user:password@host" : "";
    return `the proxy answered ${refusal} instead of connecting${hint}`;
  }
  return message.includes(code) ? message : `${message} (${code})`;
}
