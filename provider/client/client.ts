/** Sends requests to the API, retries where that is safe, and turns failures into readable errors. */
import { setTimeout as sleep } from "node:timers/promises";
import type * as z from "zod";
import type { Dispatcher } from "undici";
import type { Config } from "../config/config";
import { Connections } from "./connections";
import { ApiError, excerpt, NoAnswerError, NotFoundError, UnknownOutcomeError } from "./errors";
import { type AttemptOutcome, type Effect, effectOf, parseRetryAfter, retryDelay } from "./retry";
import { readEvents, type ServerEvent } from "./sse";
import { type Answer, type ApiRequest, isSuccess, type StreamAnswer, type StreamOptions, Transport } from "./transport";

/**
 * Finds out whether a POST or PATCH without a usable answer was carried out. Returns what its answer would have been, or
 * `undefined` if it was not.
 */
export type FindOutcome<T> = () => Promise<T | undefined>;

/** How a request is repeated. A POST or PATCH whose answer was lost is if it is idempotent, or `findOutcome` looks first. */
export interface Repetition<T> {
  readonly idempotent?: boolean;
  readonly findOutcome?: FindOutcome<T> | undefined;
  /** At most so many retries, for an answer that can be done without. Default: as configured. */
  readonly maxRetries?: number;
}

/** What hears of retries, and what tests replace: the network, the clock and randomness. */
export interface ClientSeams {
  /** Called before a request is sent again, and before the wait. */
  readonly onRetry: (failure: Error, delayMs: number) => void;
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
  readonly sleep: (ms: number, value: undefined, options: { signal?: AbortSignal }) => Promise<unknown>;
  readonly random: () => number;
}

/** One request of an operation, and how its answer is read. */
interface Exchange<A extends Answer, T> {
  readonly request: ApiRequest;
  readonly send: () => Promise<A>;
  readonly read: (answer: A) => T;
  readonly repetition?: Repetition<T>;
  readonly signal?: AbortSignal | undefined;
}

type Attempt<T> =
  | { readonly value: T; readonly outcome?: undefined }
  | { readonly failure: ApiError | NoAnswerError; readonly outcome: AttemptOutcome };

/** Node.js has no longer timers; this is almost 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class ApiClient {
  readonly #config: Config;
  readonly #seams: Partial<ClientSeams>;
  readonly #transport: Transport;
  readonly #deadline: number;
  readonly #now: () => number;

  /** @param deadline when to give up, on the clock of `seams.now`; set by {@link withinBudget} */
  constructor(
    config: Config,
    seams: Partial<ClientSeams> = {},
    transport = new Transport(config, new Connections(config, seams.dispatcher)),
    deadline = Infinity,
  ) {
    this.#config = config;
    this.#seams = seams;
    this.#transport = transport;
    this.#deadline = deadline;
    this.#now = seams.now ?? Date.now;
  }

  /**
   * The same client for one operation, whose requests and waits together take at most the configured time.
   *
   * @param secrets values besides the API key that must not appear in its errors, even if the server echoes them
   * @param customMs how long this operation may take instead
   */
  withinBudget(secrets: readonly string[] = [], customMs?: number): ApiClient {
    const deadline = this.#now() + Math.min(customMs ?? this.#config.timeoutMs, LONGEST_TIMER_MS);
    return new ApiClient(this.#config, this.#seams, this.#transport.forOperation(secrets, customMs), deadline);
  }

  /** Replaces the API key and the operation's own secrets in a text. */
  redact(text: string): string {
    return this.#transport.redact(text);
  }

  /**
   * Sends a request and reads its JSON answer.
   *
   * @param repetition why a POST or PATCH whose answer was lost may be sent again; without it, it is not
   * @throws ApiError (NotFoundError, ConflictError) when the answer's status is not 2xx
   * @throws NoAnswerError when no usable answer came within the operation's budget
   */
  json<T>(schema: z.ZodType<T>, request: ApiRequest, repetition: Repetition<T> = {}): Promise<T> {
    return this.#withRetries({
      request,
      send: () => this.#exchange(request),
      read: (answer) => this.#parse(schema, request, answer),
      repetition,
    });
  }

  /** Sends a request whose answer has no body. Throws the errors of {@link json}. */
  send(request: ApiRequest): Promise<void> {
    return this.#withRetries({ request, send: () => this.#exchange(request), read: () => undefined });
  }

  /**
   * Sends a request and yields the events of its answer as they arrive. Nothing is sent until the first event is asked
   * for. The request is retried like any other until the answer begins, and never afterwards. Stopping early closes the
   * connection; `options.signal` also stops it while it waits for an event.
   *
   * @throws ApiError, NoAnswerError like {@link json}, before the first event
   * @throws BrokenStreamError when the stream does not arrive whole, or when `read` throws
   * @throws the reason of `options.signal` once it is aborted
   */
  async *events<T>(
    read: (event: ServerEvent) => T,
    request: ApiRequest,
    options: StreamOptions = {},
  ): AsyncGenerator<T> {
    try {
      for await (const events of readEvents(await this.#open(request, options))) {
        for (const event of events) {
          yield read(event);
        }
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error instanceof ApiError || error instanceof NoAnswerError
        ? error
        : this.#transport.broken(request, error);
    }
  }

  /** Deletes what is at `path`. Also succeeds when there is nothing. */
  async delete(path: string): Promise<void> {
    try {
      await this.send({ method: "DELETE", path });
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    }
  }

  #exchange(request: ApiRequest): Promise<Answer> {
    return this.#transport.exchange(request, this.#deadline - this.#now());
  }

  #open(request: ApiRequest, options: StreamOptions): Promise<AsyncIterable<Uint8Array>> {
    return this.#withRetries<StreamAnswer, AsyncIterable<Uint8Array>>({
      request,
      send: () => this.#transport.stream(request, options),
      read: ({ status, contentType, chunks }) => {
        if (!chunks) {
          const what = `status ${String(status)} with ${contentType || "no content"} instead of a stream of events`;
          throw new NoAnswerError(request, what, "yes");
        }
        return chunks;
      },
      signal: options.signal,
    });
  }

  async #withRetries<A extends Answer, T>(exchange: Exchange<A, T>): Promise<T> {
    const { request, repetition: { idempotent = false, findOutcome, maxRetries = Infinity } = {}, signal } = exchange;
    const policy = {
      maxRetries: Math.min(maxRetries, this.#config.maxRetries),
      random: this.#seams.random ?? Math.random,
    };
    for (let failures = 1; ; failures += 1) {
      const attempt = await this.#attempt(exchange);
      if (attempt.outcome === undefined) {
        return attempt.value;
      }
      const delay = retryDelay(
        policy,
        request.method,
        attempt.outcome,
        failures,
        idempotent || findOutcome !== undefined,
      );
      if (delay === undefined || this.#now() + delay >= this.#deadline) {
        throw attempt.failure;
      }
      this.#seams.onRetry?.(attempt.failure, delay);
      await (this.#seams.sleep ?? sleep)(delay, undefined, signal ? { signal } : {});
      const found = effectOf(attempt.outcome) === "no" ? undefined : await outcomeOrThrow(attempt.failure, findOutcome);
      if (found !== undefined) {
        return found;
      }
    }
  }

  async #attempt<A extends Answer, T>({ request, send, read }: Exchange<A, T>): Promise<Attempt<T>> {
    try {
      const answer = await send();
      if (isSuccess(answer.status)) {
        return { value: read(answer) };
      }
      const failed = { ...this.#transport.quotable(answer), names: this.#config.names };
      const retryAfterMs = parseRetryAfter(answer.retryAfter, this.#now());
      return {
        failure: ApiError.of(request, failed),
        outcome: { kind: "status", status: answer.status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      };
    } catch (error) {
      if (error instanceof NoAnswerError) {
        return { failure: error, outcome: { kind: "no-answer", effect: error.effect } };
      }
      throw error;
    }
  }

  #parse<T>(schema: z.ZodType<T>, request: ApiRequest, answer: Answer): T {
    // Whole, because a server may echo a secret in any part of it, the name of a property included.
    const unusable = (what: string, effect: Effect): NoAnswerError =>
      new NoAnswerError(request, this.redact(`status ${String(answer.status)} with ${what}`), effect);
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch {
      // Only a page for people is quoted, because half of a JSON answer may hold a header's value.
      const page = /^\s*</.test(answer.body) ? `: ${excerpt(this.redact(answer.body))}` : "";
      throw unusable(`a body that is not JSON${id}${page}`, "maybe");
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`);
      throw unusable(`an unexpected body${id} (${where.join("; ")})`, "yes");
    }
    return parsed.data;
  }
}

/** Finds out what became of a request. If that fails too, the error reports both failures. */
async function outcomeOrThrow<T>(failure: Error, findOutcome: FindOutcome<T> | undefined): Promise<T | undefined> {
  try {
    return await findOutcome?.();
  } catch (error) {
    throw new UnknownOutcomeError(failure, error as Error);
  }
}
