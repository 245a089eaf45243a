/** Runs, below `/threads`, one method per operation. Source: the public OpenAPI document, tag "Runs". */
import type * as z from "zod";
import { tolerant } from "../wire/tolerant";
import {
  type CreateThreadAndRunRequest,
  type Run,
  RunEventSchemas,
  type RunRequest,
  RunSchema,
  type StreamRunRequest,
} from "../wire";
import type { ApiClient } from "./client";
import { path } from "./path";
import type { ServerEvent } from "./sse";
import type { StreamOptions } from "./transport";

const RunAnswer = tolerant(RunSchema);

type Named<Name extends keyof typeof RunEventSchemas> = {
  readonly event: Name;
  /** The subagents it happened in, outermost first: `["tools:<id>"]`. Empty for the agent itself. */
  readonly namespace: readonly string[];
  readonly data: z.infer<(typeof RunEventSchemas)[Name]>;
};

/** One event of a run. Events that this client does not know arrive unchanged as `other`. */
export type RunEvent =
  | { [Name in keyof typeof RunEventSchemas]: Named<Name> }[keyof typeof RunEventSchemas]
  | { readonly event: "other"; readonly name: string; readonly data: string };

export class RunsApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /**
   * Starts a run on a thread once the first event is asked for, and yields its events as they arrive. A stream that ends
   * without an error does not mean that the run succeeded: an `error` event is an event like any other, and an
   * interrupted run ends its stream, too.
   *
   * @throws ApiError, NoAnswerError, BrokenStreamError, or the signal's reason: see {@link ApiClient.events}
   */
  stream(threadId: string, body: StreamRunRequest, options?: StreamOptions): AsyncGenerator<RunEvent> {
    const request = {
      method: "POST",
      path: path`/threads/${threadId}/runs/stream`,
      body: inBothDialects(body),
    } as const;
    return this.#client.events(runEvent, request, options);
  }

  /** Starts a run on a thread without waiting for it. */
  create(threadId: string, body: RunRequest): Promise<Run> {
    const request = { method: "POST", path: path`/threads/${threadId}/runs`, body: inBothDialects(body) } as const;
    return this.#client.json(RunAnswer, request);
  }

  /** Creates a thread and starts a run on it, without waiting for the run. */
  createWithThread(body: CreateThreadAndRunRequest): Promise<Run> {
    return this.#client.json(RunAnswer, { method: "POST", path: "/threads/runs", body: inBothDialects(body) });
  }

  /** Ends a thread's pause for a person without an answer. To answer, start a run with `command.resume`. */
  resolveInterrupt(threadId: string): Promise<void> {
    return this.#client.send({ method: "POST", path: path`/threads/${threadId}/resolve-interrupt` });
  }
}

/** Sends messages both where the guides and where the OpenAPI document put them: the API moved them in its preview. */
function inBothDialects<Body extends RunRequest>(body: Body): Body {
  const messages = body.messages ?? body.input?.messages;
  return messages === undefined ? body : { ...body, messages, input: { ...body.input, messages } };
}

const DATA = new Map<string, z.ZodType>(
  Object.entries(RunEventSchemas).map(([name, schema]) => [name, tolerant<unknown>(schema)]),
);

/** Events of subagents are named `updates|tools:<id>|…`. */
function runEvent({ event, data }: ServerEvent): RunEvent {
  const [name = "", ...namespace] = event.split("|");
  const schema = DATA.get(name);
  if (!schema) {
    return { event: "other", name: event, data };
  }
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    throw new Error(`the data of event "${event}" is not JSON`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the data"}: ${issue.message}`);
    throw new Error(`the data of event "${event}" is not what the API documents (${where.join("; ")})`);
  }
  return { event: name, namespace, data: parsed.data } as RunEvent;
}
