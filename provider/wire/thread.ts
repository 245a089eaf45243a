/**
 * The wire format of `/v1/deepagents/threads`, as the public OpenAPI document describes it.
 *
 * Reading, changing and searching return what the runtime behind the service says: the document promises an object and
 * names no fields. {@link ThreadStateSchema} lists what may be there; rely on none of it.
 */
import * as z from "zod";

const openRecord = z.record(z.string(), z.unknown());

export const ThreadStatusSchema = z.enum(["idle", "busy", "interrupted", "error"]).meta({ id: "ThreadStatus" });
export type ThreadStatus = z.infer<typeof ThreadStatusSchema>;

export const CreateThreadOptionsSchema = z
  .object({
    test_run: z.boolean().describe("Marks the thread as a test run, filtered out of usage and analytics."),
    skip_memory_write_protection: z
      .boolean()
      .describe("Lets the agent write to its long-term memory without asking a person first. Defaults to `false`."),
  })
  .partial()
  .meta({ id: "CreateThreadOptions" });

export const CreateThreadRequestSchema = z
  .object({
    agent_id: z.string().describe("Managed Deep Agent ID."),
    options: CreateThreadOptionsSchema.optional(),
    thread_id: z.string().optional().describe("Optional caller-supplied thread ID, a UUID."),
    if_exists: z
      .enum(["do_nothing", "raise"])
      .optional()
      .describe("Behavior when `thread_id` already exists: answer with that thread, or refuse."),
    metadata: openRecord.optional().describe("Thread metadata."),
  })
  .meta({ id: "CreateThreadRequest" });
export type CreateThreadRequest = z.infer<typeof CreateThreadRequestSchema>;

export const UpdateThreadRequestSchema = z
  .looseObject({
    title: z.string().optional(),
    metadata: openRecord.optional().describe("Keys to set; those that are not mentioned stay."),
    is_pinned: z.boolean().optional().describe("What the list's filter `is_pinned` looks at. Not documented."),
  })
  .meta({ id: "UpdateThreadRequest", description: "Omitted fields are unchanged." });
export type UpdateThreadRequest = z.infer<typeof UpdateThreadRequestSchema>;

/** A new thread. The document's own example has an empty `agent_id`: do not rely on it. */
export const ThreadSchema = z
  .object({
    id: z.string(),
    agent_id: z.string().optional(),
    status: ThreadStatusSchema.optional(),
    metadata: openRecord.optional(),
    created_at: z.string().optional(),
    updated_at: z.string().optional(),
  })
  .meta({ id: "Thread" });
export type Thread = z.infer<typeof ThreadSchema>;

export const ThreadSummarySchema = ThreadSchema.extend({
  title: z.string().optional(),
  has_interrupts: z.boolean().optional(),
  state_updated_at: z.string().optional().describe("The latest conversation activity."),
}).meta({ id: "ThreadSummary" });
export type ThreadSummary = z.infer<typeof ThreadSummarySchema>;

export const ListThreadsResponseSchema = z
  .object({
    threads: z.array(ThreadSummarySchema),
    next_cursor: z.string().nullish().describe("Cursor for the next page, or `null` when there are no more pages."),
  })
  .meta({ id: "ListThreadsResponse" });
export type ListThreadsResponse = z.infer<typeof ListThreadsResponseSchema>;

/** A thread as the runtime describes it, with its own name for the id. */
export const ThreadStateSchema = z
  .looseObject({
    ...ThreadSummarySchema.shape,
    id: z.string().optional(),
    thread_id: z.string().optional(),
    values: openRecord.nullish().describe("The state of the conversation."),
    interrupts: openRecord.nullish().describe("What waits for a person, by task."),
    is_pinned: z.boolean().optional(),
  })
  .meta({ id: "ThreadState" });
export type ThreadState = z.infer<typeof ThreadStateSchema>;

/** Passed on to the runtime; these are its known filters. */
export const SearchThreadsRequestSchema = z
  .object({
    ids: z.array(z.string()).describe("Only these threads."),
    metadata: openRecord.describe("Only threads whose metadata contains this."),
    values: openRecord.describe("Only threads whose state contains this."),
    status: ThreadStatusSchema,
    limit: z.int().min(1).max(1000).describe("Defaults to 10."),
    offset: z.int().min(0).describe("Defaults to 0."),
    sort_by: z.enum(["thread_id", "status", "created_at", "updated_at", "state_updated_at"]),
    sort_order: z.enum(["asc", "desc"]),
  })
  .partial()
  .meta({ id: "SearchThreadsRequest" });
export type SearchThreadsRequest = z.infer<typeof SearchThreadsRequestSchema>;

export const SearchThreadsResponseSchema = z.array(ThreadStateSchema).meta({ id: "SearchThreadsResponse" });
export type SearchThreadsResponse = z.infer<typeof SearchThreadsResponseSchema>;

export const CountThreadsResponseSchema = z
  .object({ attention_count: z.int().describe("Number of threads needing user action.") })
  .meta({ id: "CountResponse" });
export type CountThreadsResponse = z.infer<typeof CountThreadsResponseSchema>;

export const BulkUpdateThreadsRequestSchema = z
  .object({ thread_ids: z.array(z.string()).max(50), data: UpdateThreadRequestSchema })
  .meta({ id: "BulkUpdateThreadsRequest" });
export type BulkUpdateThreadsRequest = z.infer<typeof BulkUpdateThreadsRequestSchema>;

export const BulkUpdateThreadResultSchema = z
  .object({
    id: z.string(),
    status: z.enum(["success", "failure"]),
    error_code: z.string().optional(),
    message: z.string().optional(),
  })
  .meta({ id: "BulkUpdateThreadResult" });
export type BulkUpdateThreadResult = z.infer<typeof BulkUpdateThreadResultSchema>;

export const BulkUpdateThreadsResponseSchema = z
  .object({ results: z.array(BulkUpdateThreadResultSchema).describe("One for each thread, in the order asked for.") })
  .meta({ id: "BulkUpdateThreadsResponse" });
export type BulkUpdateThreadsResponse = z.infer<typeof BulkUpdateThreadsResponseSchema>;
