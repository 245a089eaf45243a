/** Path and query parameters of the thread routes. */
import { z } from "@hono/zod-openapi";
import { ThreadStatusSchema } from "../../provider/schema/wire";

/** Any text passes: an id that is no UUID is an unknown thread (404), not a malformed request. */
export const ThreadPathSchema = z.object({
  thread_id: z.string().openapi({ description: "Thread ID." }),
});

const agentId = z.string().min(1, "must not be empty");

function flag(description: string) {
  return z
    .enum(["true", "false", "1", "0"])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === "true" || value === "1"))
    .openapi({ type: "boolean", description });
}

export const ListThreadsQuerySchema = z
  .object({
    agent_id: agentId.openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
    page_size: z
      .string()
      .regex(/^\d{1,9}$/, "must be a whole number from 1 to 20")
      .transform(Number)
      .refine((size) => size >= 1 && size <= 20, "must be a whole number from 1 to 20")
      .optional()
      .openapi({ type: "integer", minimum: 1, maximum: 20, default: 20, description: "Items per page." }),
    cursor: z.string().optional().openapi({ description: "`next_cursor` of a previous response." }),
    status: ThreadStatusSchema.optional().openapi({ description: "Filter to a single thread status." }),
    is_pinned: flag("Filter by pinned state."),
    test_run: flag("Return test-run threads instead of non-test threads. Defaults to `false`."),
    requires_attention: flag("Return only threads that need user action. Cannot be combined with `status`."),
  })
  .refine(({ status, requires_attention }) => status === undefined || requires_attention === undefined, {
    path: ["requires_attention"],
    message: "cannot be combined with status",
  });

export const CountThreadsQuerySchema = z.object({
  agent_id: agentId.optional().openapi({ description: "Only threads of this agent.", format: "uuid" }),
});
