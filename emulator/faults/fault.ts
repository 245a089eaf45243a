/** The kinds of faults that can be injected, and the schema that a new one has to pass. */
import * as z from "zod";
import { AnswerHeadersSchema, isBodyless } from "./answer-headers";

/** A day is longer than any test waits; it keeps a typing mistake from becoming "for ever". */
const MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

const milliseconds = z.int().min(0).max(MAX_MILLISECONDS);

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
export type FaultKind = Fault["kind"];

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
