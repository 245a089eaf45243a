/** The bodies of failed requests. The auth layer has a different, flat one. */
import * as z from "zod";

export const ErrorResponseSchema = z
  .object({
    type: z.string().describe("A URL that documents the error."),
    code: z.string().describe("A machine-readable name, for example `agent_not_found`."),
    detail: z.string().describe("What to do about it, in words."),
    status: z.int().describe("The HTTP status."),
  })
  .partial()
  .meta({ id: "ErrorResponse" });
export type ErrorResponse = z.infer<typeof ErrorResponseSchema>;

export const AuthErrorResponseSchema = z.object({ error: z.string() }).meta({ id: "AuthErrorResponse" });
