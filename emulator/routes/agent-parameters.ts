/** Path, query and header parameters of the agent routes. */
import { z } from "@hono/zod-openapi";

/** Any text passes: an id that is no UUID is an unknown agent (404), not a malformed request. */
export const AgentPathSchema = z.object({
  agent_id: z.string().openapi({ description: "Managed Deep Agent ID.", format: "uuid" }),
});

export const IncludeFilesSchema = z.object({
  include_files: z
    .string()
    .optional()
    .transform((value) => value === "true" || value === "1")
    .openapi({
      type: "boolean",
      default: false,
      description: "Include the raw file map. Truthy values are `true` and `1`.",
    }),
});

export const TimezoneHeaderSchema = z.object({
  "x-user-timezone": z.string().optional().openapi({
    description: "IANA timezone name, kept with the agent. `UTC` when omitted or invalid.",
    example: "America/Los_Angeles",
  }),
});

export const ListAgentsQuerySchema = z.object({
  page_size: z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number from 1 to 100")
    .transform(Number)
    .refine((size) => size >= 1 && size <= 100, "must be a whole number from 1 to 100")
    .optional()
    .openapi({ type: "integer", minimum: 1, maximum: 100, default: 20, description: "Items per page." }),
  cursor: z.string().optional().openapi({ description: "`next_cursor` of a previous response." }),
  name: z.string().optional().openapi({ description: "Substring filter on agent name." }),
  sort_by: z
    .enum(["created_at", "updated_at", "name"])
    .default("updated_at")
    .openapi({ description: "Field to sort by." }),
  sort_order: z.enum(["asc", "desc"]).default("desc").openapi({ description: "Sort order." }),
});
