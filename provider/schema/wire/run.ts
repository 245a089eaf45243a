/**
 * The wire format of runs, as the public OpenAPI document and the product's guides describe it.
 *
 * Bodies are passed through to the runtime behind the service, so unknown fields are no mistake. Both dialects of the
 * input are valid: `messages` beside `input.messages`.
 */
import { z } from "zod";
import { CreateThreadRequestSchema } from "./thread";

const openRecord = z.record(z.string(), z.unknown());

export const RunMessageSchema = z
  .looseObject({
    role: z.string().describe("`user`, `assistant`, `system` or `tool`."),
    type: z.string().describe("The runtime's name for the role: `human`, `ai`, `system` or `tool`."),
    content: z.union([z.string(), z.array(openRecord)]),
  })
  .partial()
  .meta({ id: "Message" });
export type RunMessage = z.infer<typeof RunMessageSchema>;

const messages = z.array(RunMessageSchema).min(1, "must hold a message");

export const StreamModeSchema = z.enum(["values", "updates", "messages-tuple"]).meta({ id: "StreamMode" });
export type StreamMode = z.infer<typeof StreamModeSchema>;

export const MultitaskStrategySchema = z
  .enum(["reject", "enqueue", "interrupt", "rollback"])
  .meta({ id: "MultitaskStrategy", description: "What happens when the thread is busy. Defaults to `enqueue`." });
export type MultitaskStrategy = z.infer<typeof MultitaskStrategySchema>;

export const RunRequestSchema = z
  .looseObject({
    agent_id: z.string().describe("Managed Deep Agent ID."),
    assistant_id: z.unknown().describe("Reserved for server-side forwarding: rejected."),
    input: z.looseObject({ messages: messages.optional() }).nullable().describe("Run input state."),
    messages: messages.describe("The guides' older dialect of `input.messages`."),
    command: z
      .looseObject({ resume: z.unknown() })
      .describe("`{ resume: … }` answers an interrupt, the way LangGraph does.")
      .nullable(),
    stream_mode: z.union([StreamModeSchema, z.array(StreamModeSchema)]).describe("Defaults to `values`."),
    stream_subgraphs: z.boolean().describe("Whether to stream what subagents do, too."),
    user_timezone: z.string().describe("IANA name. Defaults to the agent's; invalid values fall back to `UTC`."),
    multitask_strategy: MultitaskStrategySchema,
    on_disconnect: z.enum(["cancel", "continue"]).describe("What a lost client means. Defaults to `continue`."),
    metadata: openRecord.nullable().describe("Kept with the run."),
  })
  .partial()
  .meta({ id: "RunRequest" });
export type RunRequest = z.infer<typeof RunRequestSchema>;

export const CreateThreadAndRunRequestSchema = RunRequestSchema.required({ agent_id: true })
  .extend({ thread: CreateThreadRequestSchema.omit({ agent_id: true }).optional() })
  .meta({ id: "CreateThreadAndRunRequest" });
export type CreateThreadAndRunRequest = z.infer<typeof CreateThreadAndRunRequestSchema>;

export const RunStatusSchema = z
  .enum(["pending", "running", "success", "error", "interrupted"])
  .meta({ id: "RunStatus" });
export type RunStatus = z.infer<typeof RunStatusSchema>;

/** A run as the runtime describes it. The document promises an object and names no field: rely on none. */
export const RunSchema = z
  .looseObject({
    run_id: z.string(),
    thread_id: z.string(),
    assistant_id: z.string(),
    status: RunStatusSchema,
    created_at: z.string(),
    updated_at: z.string(),
    metadata: openRecord,
    multitask_strategy: z.string(),
  })
  .partial()
  .meta({ id: "Run" });
export type Run = z.infer<typeof RunSchema>;

/** The first event of every stream. */
export const RunMetadataEventSchema = z
  .looseObject({ run_id: z.string(), attempt: z.int() })
  .meta({ id: "RunMetadataEvent" });

/** A message in a state. Models differ in what else they say. */
export const StateMessageSchema = z
  .looseObject({
    type: z.enum(["human", "ai", "tool", "system"]),
    content: z.union([z.string(), z.array(z.unknown())]),
    id: z.string().nullish(),
  })
  .meta({ id: "StateMessage" });
export type StateMessage = z.infer<typeof StateMessageSchema>;

/** The data of a `values` event. */
export const ValuesEventSchema = z
  .looseObject({ messages: z.array(StateMessageSchema).optional(), files: openRecord.optional() })
  .meta({ id: "ValuesEvent" });

/** The data of an `updates` event: by node or middleware; `null` for one that changed nothing. */
export const UpdatesEventSchema = z.record(z.string(), z.unknown()).meta({ id: "UpdatesEvent" });

/** The data of a `messages` event: a part of a message, and where it comes from. */
export const MessagesEventSchema = z
  .tuple([
    z.looseObject({
      type: z.string(),
      content: z.union([z.string(), z.array(z.unknown())]),
      id: z.string().nullish(),
    }),
    z.looseObject({ langgraph_node: z.string().optional() }),
  ])
  .meta({ id: "MessagesEvent" });

/** The data of an `error` event. */
export const RunErrorEventSchema = z.looseObject({ error: z.string(), message: z.string() }).meta({ id: "RunError" });
