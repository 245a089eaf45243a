/** One connection to the API: sends requests, tries again where that is safe, and turns failures into readable errors. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { z } from "zod";
import type { Config } from "../schema/config";
import { ApiError, excerpt, NoAnswerError, NotFoundError } from "./errors";
import { actedOf, type Outcome, parseRetryAfter, retryDelay } from "./retry";
import { type Answer, type ApiRequest, Transport } from "./transport";

/**
 * Finds out whether a POST or PATCH without a usable answer was carried out: what its answer would have been if so,
 * `undefined` if not.
 */
export type LookFirst<T> = () => Promise<T | undefined>;

/** What tests replace: the network, the clock and chance. */
export interface ClientSeams {
  readonly dispatcher: Dispatcher;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly random: () => number;
}

type Attempt<T> =
  | { readonly value: T; readonly outcome?: undefined }
  | { readonly failure: ApiError | NoAnswerError; readonly outcome: Outcome };

export class ApiClient {
  private readonly now: () => number;

  /** @param deadline when to give up, on the clock of `seams.now`; set by {@link withinBudget} */
  constructor(
    private readonly config: Config,
    private readonly seams: Partial<ClientSeams> = {},
    private readonly transport = new Transport(config, seams.dispatcher),
    private readonly deadline = Infinity,
  ) {
    this.now = seams.now ?? Date.now;
  }

  /** The same connection for one operation: all its requests and waits together take at most `timeoutMs`. */
  withinBudget(): ApiClient {
    return new ApiClient(this.config, this.seams, this.transport, this.now() + this.config.timeoutMs);
  }

  /**
   * Sends a request and reads its JSON answer.
   *
   * @param lookFirst with it a POST or PATCH whose answer was lost is tried again, after a look; without it, it is not
   * @throws ApiError (NotFoundError, ConflictError) when the API answers other than 2xx
   * @throws NoAnswerError when no usable answer came within the operation's budget
   */
  json<T>(schema: z.ZodType<T>, request: ApiRequest, lookFirst?: LookFirst<T>): Promise<T> {
    return this.withRetries(request, (answer) => this.parse(schema, request, answer), lookFirst);
  }

  /** Deletes what is at `path`. Succeeds also when there is nothing. */
  async delete(path: string): Promise<void> {
    try {
      await this.withRetries({ method: "DELETE", path }, () => undefined);
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
    }
  }

  private async withRetries<T>(request: ApiRequest, read: (answer: Answer) => T, lookFirst?: LookFirst<T>): Promise<T> {
    const policy = { maxRetries: this.config.maxRetries, random: this.seams.random ?? Math.random };
    for (let failures = 1; ; failures += 1) {
      const attempt = await this.attempt(request, read);
      if (attempt.outcome === undefined) {
        return attempt.value;
      }
      const delay = retryDelay(policy, request.method, attempt.outcome, failures, lookFirst !== undefined);
      if (delay === undefined || this.now() + delay >= this.deadline) {
        throw attempt.failure;
      }
      await (this.seams.sleep ?? sleep)(delay);
      const found = actedOf(attempt.outcome) === "no" ? undefined : await lookFirst?.();
      if (found !== undefined) {
        return found;
      }
    }
  }

  private async attempt<T>(request: ApiRequest, read: (answer: Answer) => T): Promise<Attempt<T>> {
    try {
      const answer = await this.transport.exchange(request, this.deadline - this.now());
      if (answer.status >= 200 && answer.status < 300) {
        return { value: read(answer) };
      }
      const body = this.transport.redact(request, answer.body);
      const retryAfterMs = parseRetryAfter(answer.retryAfter, this.now());
      return {
        failure: ApiError.of(request, { ...answer, body }),
        outcome: { kind: "status", status: answer.status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      };
    } catch (error) {
      if (error instanceof NoAnswerError) {
        return { failure: error, outcome: { kind: "no-answer", acted: error.acted } };
      }
      throw error;
    }
  }

  private parse<T>(schema: z.ZodType<T>, request: ApiRequest, answer: Answer): T {
    const status = `status ${String(answer.status)}`;
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch {
      // The text is not shown unless it is a page for people: half of an answer may hold a header's value.
      const page = /^\s*</.test(answer.body) ? `: ${excerpt(this.transport.redact(request, answer.body))}` : "";
      throw new NoAnswerError(request, `${status} with a body that is not JSON${id}${page}`, "maybe");
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the body"}: ${issue.message}`);
      throw new NoAnswerError(request, `${status} with an unexpected body${id} (${where.join("; ")})`, "yes");
    }
    return parsed.data;
  }
}
