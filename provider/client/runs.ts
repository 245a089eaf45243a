/** Runs, below `/threads`: one line an operation. Source: the public OpenAPI document, tag "Runs". */
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
  /** Where in the run's subagents it happened, outermost first: `["tools:<id>"]`. Empty for the agent itself. */
  readonly namespace: readonly string[];
  readonly data: z.infer<(typeof RunEventSchemas)[Name]>;
};

/** One event of a run. What this client does not know is `other`, as it came. */
export type RunEvent =
  | { [Name in keyof typeof RunEventSchemas]: Named<Name> }[keyof typeof RunEventSchemas]
  | { readonly event: "other"; readonly name: string; readonly data: string };

export class RunsApi {
  constructor(private readonly client: ApiClient) {}

  /**
   * Starts a run on a thread when the first event is asked for, and gives its events as they come. A stream that ended
   * without an error says that the server closed it in good order, not that the run succeeded: an `error` event is an
   * event like any other, and an interrupted run ends its stream, too.
   *
   * @throws ApiError, NoAnswerError, BrokenStreamError, or the signal's reason: see {@link ApiClient.events}
   */
  stream(threadId: string, body: StreamRunRequest, options?: StreamOptions): AsyncGenerator<RunEvent> {
    const request = {
      method: "POST",
      path: path`/threads/${threadId}/runs/stream`,
      body: inBothDialects(body),
    } as const;
    return this.client.events(runEvent, request, options);
  }

  /** Starts a run on a thread and does not wait for it. */
  create(threadId: string, body: RunRequest): Promise<Run> {
    const request = { method: "POST", path: path`/threads/${threadId}/runs`, body: inBothDialects(body) } as const;
    return this.client.json(RunAnswer, request);
  }

  /** Makes a thread and starts a run on it, without waiting for that. */
  createWithThread(body: CreateThreadAndRunRequest): Promise<Run> {
    return this.client.json(RunAnswer, { method: "POST", path: "/threads/runs", body: inBothDialects(body) });
  }

  /** Ends a thread's pause for a person without giving an answer. To give one, start a run with `command.resume`. */
  resolveInterrupt(threadId: string): Promise<void> {
    return this.client.send({ method: "POST", path: path`/threads/${threadId}/resolve-interrupt` });
  }
}

/** The product moved during its preview: messages are sent where the guides have them and where the OpenAPI document has. */
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
