/** One connection to the API: sends requests, tries again where that is safe, and turns failures into readable errors. */
import { setTimeout as sleep } from "node:timers/promises";
import { Agent as ConnectionPool, type Dispatcher, request as send } from "undici";
import type { z } from "zod";
import type { Config } from "../schema/config";
import { ApiError, excerpt, NoAnswerError, NotFoundError, type RequestLine } from "./errors";
import { redact } from "./redact";
import { type Outcome, parseRetryAfter, retryDelay } from "./retry";

export interface ApiRequest extends RequestLine {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Values that must not appear in an error, besides the API key: header values, for example. */
  readonly secrets?: readonly string[];
}

/** What tests replace: the network, the clock and chance. */
export interface ClientSeams {
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly random: () => number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

export class ApiClient {
  private readonly seams: ClientSeams;

  /** @param deadline when to give up, on the clock of `seams.now`; set by {@link withinBudget} */
  constructor(
    private readonly config: Config,
    seams: Partial<ClientSeams> = {},
    private readonly deadline = Infinity,
  ) {
    this.seams = {
      dispatcher:
        seams.dispatcher ??
        new ConnectionPool({
          connections: config.concurrency,
          connect: { timeout: CONNECT_TIMEOUT_MS },
          headersTimeout: config.timeoutMs,
          bodyTimeout: config.timeoutMs,
        }),
      now: seams.now ?? Date.now,
      sleep: seams.sleep ?? sleep,
      random: seams.random ?? Math.random,
    };
  }

  /** The same connection for one operation: all its requests and waits together take at most `timeoutMs`. */
  withinBudget(): ApiClient {
    return new ApiClient(this.config, this.seams, this.seams.now() + this.config.timeoutMs);
  }

  /**
   * Sends a request and reads its JSON answer.
   *
   * @throws ApiError (NotFoundError, ConflictError) when the API answers other than 2xx
   * @throws NoAnswerError when no usable answer came within the operation's budget
   */
  async json<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<T> {
    const answer = await this.answerTo(request);
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch (error) {
      throw this.unusable(request, `status ${String(answer.status)} with a body that is not JSON`, answer, error);
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the body"} ${issue.message}`);
      throw this.unusable(
        request,
        `status ${String(answer.status)} with an unexpected body (${where.join("; ")})`,
        answer,
      );
    }
    return parsed.data;
  }

  /** Deletes what is at `path`. Succeeds also when there is nothing. */
  async delete(path: string): Promise<void> {
    try {
      await this.answerTo({ method: "DELETE", path });
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    }
  }

  private async answerTo(request: ApiRequest): Promise<Answer> {
    const policy = { maxRetries: this.config.maxRetries, random: this.seams.random };
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.attempt(request);
      if (!(result instanceof NoAnswerError) && result.status >= 200 && result.status < 300) {
        return result;
      }
      const delay = retryDelay(policy, request.method, outcomeOf(result), attempt);
      if (delay === undefined || this.seams.now() + delay >= this.deadline) {
        throw result instanceof NoAnswerError ? result : ApiError.of(lineOf(request), this.redacted(request, result));
      }
      await this.seams.sleep(delay);
    }
  }

  private async attempt(request: ApiRequest): Promise<Answer | NoAnswerError> {
    const left = this.deadline - this.seams.now();
    try {
      const response = await send(this.config.baseUrl + request.path, {
        method: request.method,
        dispatcher: this.seams.dispatcher,
        headers: {
          accept: "application/json",
          "x-api-key": this.config.apiKey,
          ...(this.config.workspaceId === undefined ? {} : { "x-tenant-id": this.config.workspaceId }),
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: Number.isFinite(left) ? AbortSignal.timeout(Math.max(left, 1)) : null,
      });
      const header = (name: string): string | undefined => [response.headers[name]].flat()[0];
      const requestId = header("x-request-id");
      const retryAfterMs = parseRetryAfter(header("retry-after"), this.seams.now());
      return {
        status: response.statusCode,
        body: await response.body.text(),
        ...(requestId === undefined ? {} : { requestId }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    } catch (error) {
      return this.noAnswer(request, error);
    }
  }

  private noAnswer(request: ApiRequest, error: unknown): NoAnswerError {
    const { name, code = "", message = String(error) } = error as { name?: string; code?: string; message?: string };
    const timedOut = name === "TimeoutError" || code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT";
    const seconds = String(this.config.timeoutMs / 1000);
    const reason = timedOut
      ? `none came within ${seconds} s (deepagents:timeoutSeconds raises the limit)`
      : [message, message.includes(code) ? "" : `(${code})`].filter(Boolean).join(" ");
    return new NoAnswerError(
      lineOf(request),
      `${redact(reason, this.secretsOf(request))}; deepagents:endpoint is ${new URL(this.config.baseUrl).origin}`,
      !NEVER_ARRIVED.has(code),
    );
  }

  private unusable(request: ApiRequest, what: string, answer: Answer, cause?: unknown): NoAnswerError {
    const { body, requestId } = this.redacted(request, answer);
    const id = requestId === undefined ? "" : ` (request id ${requestId})`;
    // A successful status means that the API acted, whatever became of its answer.
    return new NoAnswerError(lineOf(request), `${what}${id}: ${excerpt(body)}`, true, { cause });
  }

  private redacted(request: ApiRequest, answer: Answer): Answer {
    return { ...answer, body: redact(answer.body, this.secretsOf(request)) };
  }

  private secretsOf(request: ApiRequest): string[] {
    return [this.config.apiKey, ...(request.secrets ?? [])];
  }
}

/** Failures before a request left this machine. */
const NEVER_ARRIVED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function outcomeOf(result: Answer | NoAnswerError): Outcome {
  return result instanceof NoAnswerError
    ? { kind: "no-answer", mayHaveActed: result.mayHaveActed }
    : {
        kind: "status",
        status: result.status,
        ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
      };
}

function lineOf({ method, path }: ApiRequest): RequestLine {
  return { method, path };
}
