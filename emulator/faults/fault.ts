/** Injected faults: how a fault is described, and the plan of which requests are to fail and how. */
import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { RequestError, unprocessable } from "../errors";
import { findUnknownField, bodyError } from "../validation";
import { AGENTS_BASE, type EmulatorApp } from "../context";

/** Longer than any test waits, and short enough that a typing mistake does not mean "for ever". */
const MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

const milliseconds = z.int().min(0).max(MAX_MILLISECONDS);

/** Headers that the server sets itself. A wrong value would cause a different fault from the one asked for. */
const FRAMING = new Set(["content-length", "transfer-encoding", "connection"]);

const AnswerHeadersSchema = z.record(z.string(), z.string()).superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    if (FRAMING.has(name.toLowerCase())) {
      context.addIssue({ code: "custom", path: [name], message: "is set by the server itself" });
    } else if (!isHeader(name, value)) {
      context.addIssue({ code: "custom", path: [name], message: "is not a valid header" });
    }
  }
});

const answer = {
  status: z.int().min(200).max(599),
  /** A string is sent as it is, as HTML; anything else as JSON. Without one the answer is empty. */
  body: z.json().optional(),
  headers: AnswerHeadersSchema.optional(),
};

/**
 * What happens to a request. The names that end in `-before` and `-after` say whether the handler ran: after
 * `reset-after` and `status-after` the change is stored although the client saw a failure.
 */
export const FaultSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("reset-before") }),
    z.object({ kind: z.literal("reset-after") }),
    z.object({ kind: z.literal("delay"), ms: milliseconds }),
    z.object({ kind: z.literal("status"), ...answer }),
    z.object({ kind: z.literal("status-after"), ...answer }),
    z.object({ kind: z.literal("truncated") }),
    z.object({ kind: z.literal("html") }),
    z.object({ kind: z.literal("slow-body"), ms: milliseconds }),
  ])
  .refine((fault) => !("status" in fault && fault.body !== undefined && isBodyless(fault.status)), {
    path: ["body"],
    message: "an answer with this status has no body",
  });
export type Fault = z.output<typeof FaultSchema>;

const count = z.int().min(1);

export const FaultSpecSchema = z.object({
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  /** A route below `/v1/deepagents`, for example `/agents/{agent_id}`. */
  path: z.string(),
  /** Which matching call from now is the first to fail. */
  nth: count.default(1),
  /** How many matching calls in a row fail. */
  times: count.default(1),
  fault: FaultSchema,
});
export type FaultSpec = z.input<typeof FaultSpecSchema>;

/** A route as the reference names it: the method, and the path with its parameters in braces. */
export interface RouteName {
  method: string;
  /** Below `/v1/deepagents`, for example `/agents/{agent_id}`. */
  path: string;
}

export interface ArmedFault extends z.output<typeof FaultSpecSchema> {
  /** How many matching calls there were since it was armed. */
  calls: number;
  /** How many of them it made fail. The fault is used up once this reaches `times`. */
  fired: number;
}

/** Resolves after that many milliseconds, or rejects once the signal is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const onTimer: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/** Which requests are to fail and how: armed by tests, asked by the middleware for every request. */
export class FaultPlan {
  readonly #knownRoutes: () => readonly RouteName[];
  readonly #sleep: Sleep;
  readonly #closing = new AbortController();
  #armed: ArmedFault[] = [];

  /** @param knownRoutes called when a fault is armed, because the plan exists before the routes do */
  constructor(knownRoutes: () => readonly RouteName[], sleep: Sleep = onTimer) {
    this.#knownRoutes = knownRoutes;
    this.#sleep = sleep;
  }

  /** Copies, so that a list taken before an action can be compared with one taken after it. */
  get armed(): readonly ArmedFault[] {
    return this.#armed.map((fault) => ({ ...fault }));
  }

  /** @throws RequestError when the description is wrong or names no route */
  arm(input: unknown): ArmedFault {
    const fault: ArmedFault = { ...parseFaultSpec(input, this.#knownRoutes()), calls: 0, fired: 0 };
    this.#armed.push(fault);
    return { ...fault };
  }

  clear(): void {
    this.#armed = [];
  }

  /**
   * Counts a call, and returns what is to happen to it. If several faults are due, the oldest fires and the others wait
   * for the next call.
   */
  take(route: RouteName): Fault | undefined {
    const matching = this.#armed.filter((armed) => isSameRoute(armed, route));
    for (const armed of matching) {
      armed.calls += 1;
    }
    const due = matching.find(({ calls, nth, fired, times }) => calls >= nth && fired < times);
    if (due === undefined) {
      return undefined;
    }
    due.fired += 1;
    return due.fault;
  }

  /** Waits, but no longer than the emulator runs. */
  async wait(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    await this.#sleep(milliseconds, signal).catch((error: unknown) => {
      if (!signal.aborted) {
        throw error;
      }
    });
  }

  /** Ends every wait, so that requests under way can finish while the store is still open. */
  close(): void {
    this.#closing.abort();
  }
}

/** The name of one of the app's routes; undefined for middlewares and for routes outside `/v1/deepagents`. */
export function routeName({ method, path }: RouteName): RouteName | undefined {
  if (method === "ALL" || !path.startsWith(`${AGENTS_BASE}/`)) {
    return undefined;
  }
  return { method, path: path.slice(AGENTS_BASE.length).replace(/:(\w+)/g, "{$1}") };
}

/** Every route that a fault can be injected into. */
export function listRouteNames(app: EmulatorApp): RouteName[] {
  return app.routes.map(routeName).filter((name) => name !== undefined);
}

/** Whether two names mean the same route, whatever their parameters are called. */
export function isSameRoute(one: RouteName, other: RouteName): boolean {
  return one.method === other.method && withoutNames(one.path) === withoutNames(other.path);
}

function withoutNames(path: string): string {
  return path.replace(/\{\w+\}/g, "{}");
}

/**
 * Reads the description of a fault. Also refuses one that could never fire.
 *
 * @throws RequestError that says what to correct
 */
function parseFaultSpec(input: unknown, routes: readonly RouteName[]): z.output<typeof FaultSpecSchema> {
  const parsed = FaultSpecSchema.safeParse(input);
  if (!parsed.success) {
    throw bodyError(parsed.error.issues[0], input);
  }
  const unknownField = findUnknownField(input, parsed.data);
  if (unknownField !== undefined) {
    throw unprocessable(`${unknownField} is not a field of a fault`);
  }
  checkRoute(parsed.data, routes);
  return parsed.data;
}

function checkRoute({ method, path }: FaultSpec, routes: readonly RouteName[]): void {
  if (routes.some((route) => isSameRoute(route, { method, path }))) {
    return;
  }
  const known = [...new Set(routes.map((route) => `${route.method} ${route.path}`))];
  throw new RequestError(
    "validation_failed",
    `path: there is no route ${method} ${path}. The routes are: ${known.join(", ")}`,
  );
}

/** Whether an answer with this status never has a body. */
function isBodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}
