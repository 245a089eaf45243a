/**
 * The wire format of runs: what starts one, and the events that it streams, as the public OpenAPI document and the guide
 * "Managed Deep Agents" ("Event format") describe them.
 *
 * Bodies are passed on to the runtime behind the service (LangGraph), which knows more fields than are named here. The
 * two dialects differ in where the messages are: at the top in the guides, inside `input` in the OpenAPI document.
 */
import * as z from "zod";
import { CreateThreadRequestSchema } from "./thread";

const openRecord = z.record(z.string(), z.unknown());

/** A message as it is sent. The documents have `role` and text; the runtime takes more. */
export const InputMessageSchema = z
  .looseObject({
    role: z.string().describe("`user`, `assistant`, `system` or `tool`."),
    type: z.string().describe("The runtime's name for the role: `human`, `ai`, `system` or `tool`."),
    content: z.union([z.string(), z.array(openRecord)]),
  })
  .partial()
  .meta({ id: "Message" });

const messages = z.array(InputMessageSchema).min(1, "must hold a message");

export const StreamModeSchema = z.enum(["values", "updates", "messages-tuple"]).meta({ id: "StreamMode" });
export type StreamMode = z.infer<typeof StreamModeSchema>;

export const MultitaskStrategySchema = z
  .enum(["reject", "enqueue", "interrupt", "rollback"])
  .meta({ id: "MultitaskStrategy", description: "What happens when the thread is busy. Defaults to `enqueue`." });
export type MultitaskStrategy = z.infer<typeof MultitaskStrategySchema>;

export const RunRequestSchema = z
  .looseObject({
    agent_id: z.string().describe("Managed Deep Agent ID. Optional only for an unstreamed run on a thread."),
    input: z
      .looseObject({ messages: messages.optional() })
      .nullable()
      .describe("Run input state. Properties other than `messages` are forwarded as graph input state."),
    messages: messages.describe("The guides' place for `input.messages`."),
    command: z
      .looseObject({ resume: z.unknown().describe("The answer to what the thread was interrupted for.") })
      .nullable()
      .describe("Continues an interrupted thread, instead of new input."),
    stream_mode: z.union([StreamModeSchema, z.array(StreamModeSchema)]).describe("Defaults to `values`."),
    stream_subgraphs: z.boolean().describe("Whether to stream what subagents do, too."),
    user_timezone: z
      .string()
      .describe("IANA timezone name of the user, for the current date in the system prompt. Defaults to the agent's."),
    multitask_strategy: MultitaskStrategySchema,
    on_disconnect: z
      .enum(["cancel", "continue"])
      .describe("What happens when the client disconnects. Defaults to `continue`."),
    metadata: openRecord.nullable().describe("Kept with the run."),
  })
  .partial()
  .meta({ id: "RunRequest", description: "`assistant_id` is reserved for the server and rejected." });
export type RunRequest = z.infer<typeof RunRequestSchema>;

export const StreamRunRequestSchema = RunRequestSchema.required({ agent_id: true }).meta({ id: "StreamRunRequest" });
export type StreamRunRequest = z.infer<typeof StreamRunRequestSchema>;

export const CreateThreadAndRunRequestSchema = StreamRunRequestSchema.extend({
  thread: CreateThreadRequestSchema.omit({ agent_id: true })
    .optional()
    .meta({ id: "CreateThreadAndRunThread", description: "How the thread is made." }),
}).meta({ id: "CreateThreadAndRunRequest" });
export type CreateThreadAndRunRequest = z.infer<typeof CreateThreadAndRunRequestSchema>;

export const RunStatusSchema = z
  .enum(["pending", "running", "success", "error", "timeout", "interrupted"])
  .meta({ id: "RunStatus" });
export type RunStatus = z.infer<typeof RunStatusSchema>;

/** A run as the runtime describes it. The document promises an object and names no fields: rely on none. */
export const RunSchema = z
  .looseObject({
    run_id: z.string(),
    thread_id: z.string(),
    assistant_id: z.string(),
    status: RunStatusSchema,
    metadata: openRecord,
    multitask_strategy: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .partial()
  .meta({ id: "Run" });
export type Run = z.infer<typeof RunSchema>;

export const ToolCallSchema = z
  .looseObject({ name: z.string(), args: openRecord, id: z.string().optional() })
  .meta({ id: "ToolCall" });
export type ToolCall = z.infer<typeof ToolCallSchema>;

/** A message of a conversation, or a piece of one. */
export const RunMessageSchema = z
  .looseObject({
    type: z.string().describe("`human`, `ai`, `tool`, `system`; of a piece its class, for example `AIMessageChunk`."),
    content: z
      .union([
        z.string(),
        z.array(z.union([z.string(), z.looseObject({ type: z.string().optional(), text: z.string().optional() })])),
      ])
      .describe("Text, or blocks of text and other things."),
    id: z.string().optional(),
    name: z.string().optional(),
    tool_calls: z.array(ToolCallSchema).optional().describe("What an `ai` message asks for."),
    tool_call_id: z.string().optional().describe("What a `tool` message answers."),
    status: z.enum(["success", "error"]).optional().describe("How the tool call of a `tool` message ended."),
    usage_metadata: z
      .looseObject({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int() })
      .partial()
      .optional(),
  })
  .meta({ id: "RunMessage" });
export type RunMessage = z.infer<typeof RunMessageSchema>;

export const InterruptSchema = z
  .looseObject({ value: z.unknown(), id: z.string().optional() })
  .meta({ id: "Interrupt", description: "What a run waits for a person to answer." });
export type Interrupt = z.infer<typeof InterruptSchema>;

/** The value of an interrupt that asks to approve tool calls. The answer has one decision for each of them. */
export const ApprovalRequestSchema = z
  .looseObject({
    action_requests: z.array(z.looseObject({ name: z.string(), args: openRecord.nullish() })).min(1),
  })
  .meta({ id: "ApprovalRequest", description: "The shape of LangChain's human-in-the-loop middleware." });
export type ApprovalRequest = z.infer<typeof ApprovalRequestSchema>;

/** What the named events of a stream carry. Others may come: pass them through. */
export const RunEventSchemas = {
  metadata: z
    .looseObject({ run_id: z.string(), attempt: z.int().optional() })
    .meta({ id: "RunMetadataEvent", description: "The first event." }),
  values: z
    .looseObject({
      messages: z.array(RunMessageSchema).optional(),
      files: openRecord.optional(),
      __interrupt__: z.array(InterruptSchema).optional(),
    })
    .meta({ id: "RunValuesEvent", description: "The full graph state after a step." }),
  updates: openRecord.meta({
    id: "RunUpdatesEvent",
    description:
      "What a step changed, by the name of its node or middleware; `null` for nothing, a list where a node ran more " +
      "than once, and under `__interrupt__` a list of interrupts.",
  }),
  messages: z
    .tuple([RunMessageSchema, openRecord])
    .meta({ id: "RunMessagesEvent", description: "A piece of a message, and the node and run that it comes from." }),
  error: z
    .union([z.looseObject({ error: z.string().optional(), message: z.string().optional() }), z.string()])
    .meta({ id: "RunErrorEvent", description: "The run failed." }),
};
