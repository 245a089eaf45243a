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
import { IN_THE_MIDDLE, type ServerEvent } from "./sse";
import type { StreamOptions } from "./transport";

const RunAnswer = tolerant(RunSchema);

type Named<Name extends keyof typeof RunEventSchemas> = {
  readonly event: Name;
  /** The subagents it happened in, outermost first: `["tools:<id>"]`. Empty for the agent itself. */
  readonly namespace: readonly string[];
  readonly data: z.infer<(typeof RunEventSchemas)[Name]>;
};

type KnownName = Exclude<keyof typeof RunEventSchemas, "error">;

/** One event of a run. Events that this client does not know, or cannot read, arrive unchanged as `other`. */
export type RunEvent =
  | { [Name in KnownName]: Named<Name> }[KnownName]
  | { readonly event: "error"; readonly namespace: readonly string[]; readonly data: unknown }
  | {
      readonly event: "other";
      readonly name: string;
      readonly data: string;
      /** Why an event that this client knows could not be read. Quotes nothing. */
      readonly problem?: string;
    };

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

/**
 * Events of subagents are named `updates|tools:<id>|…`. What can be read of an unusual one is read, and one that cannot be
 * says why: the answer may be in another.
 */
function runEvent({ event, data, isCut }: ServerEvent): RunEvent {
  const [name = "", ...namespace] = event.split("|");
  const schema = DATA.get(name);
  if (!schema || data === "") {
    return { event: "other", name: event, data };
  }
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    if (isCut) {
      throw new Error(IN_THE_MIDDLE);
    }
    return name === "error"
      ? { event: "error", namespace, data }
      : { event: "other", name: event, data, problem: `the data of event "${event}" is not JSON` };
  }
  if (name === "error") {
    return { event: "error", namespace, data: json };
  }
  const parsed = schema.safeParse(repaired(name, json));
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the data"}: ${issue.message}`);
    const problem = `the data of event "${event}" is not what the API documents (${where.join("; ")})`;
    return { event: "other", name: event, data, problem };
  }
  return { event: name, namespace, data: parsed.data } as RunEvent;
}

/** The data with unusual messages in the form that the API documents. */
function repaired(name: string, json: unknown): unknown {
  if (name === "messages" && Array.isArray(json)) {
    return [...json.slice(0, 1).map(repairedMessage), ...(json.slice(1) as unknown[])];
  }
  const messages = fieldOf(json, "messages");
  return name === "values" && Array.isArray(messages)
    ? { ...(json as object), messages: messages.filter(isObject).map(repairedMessage) }
    : json;
}

const TYPES_BY_ROLE: Readonly<Record<string, string>> = { user: "human", assistant: "ai" };

function repairedMessage(message: unknown): unknown {
  if (!isObject(message)) {
    return message;
  }
  const { type, role, content, tool_calls: calls, usage_metadata: usage } = message;
  const called = typeof role === "string" ? (TYPES_BY_ROLE[role] ?? role) : "unknown";
  return {
    ...message,
    type: typeof type === "string" ? type : called,
    content: typeof content === "string" ? content : itemsOf(content).filter(isReadableBlock),
    ...(calls === undefined ? {} : { tool_calls: itemsOf(calls).flatMap(repairedCall) }),
    ...(usage === undefined ? {} : { usage_metadata: repairedUsage(usage) }),
  };
}

function isReadableBlock(block: unknown): boolean {
  return typeof block === "string" || isObject(block);
}

/** Arguments may arrive as text, before the model has finished them. */
function repairedCall(call: unknown): object[] {
  if (!isObject(call) || typeof call["name"] !== "string") {
    return [];
  }
  const { args } = call;
  return [{ ...call, args: isObject(args) ? args : typeof args === "string" ? parsedArgs(args) : {} }];
}

function parsedArgs(text: string): object {
  try {
    const args: unknown = JSON.parse(text);
    return isObject(args) ? args : {};
  } catch {
    return {};
  }
}

function repairedUsage(usage: unknown): unknown {
  return isObject(usage)
    ? Object.fromEntries(
        Object.entries(usage).map(([name, count]) => [name, typeof count === "number" ? Math.round(count) : count]),
      )
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
