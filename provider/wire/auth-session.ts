/** The wire format of `/v1/deepagents/auth-sessions`, as the public OpenAPI document describes it. */
import * as z from "zod";

export const AuthSessionStatusSchema = z
  .enum(["PENDING", "COMPLETED", "CONNECTION_REQUIRED", "TOKEN_EXPIRED"])
  .meta({ id: "AuthSessionStatus", description: "Current authorization session status." });
export type AuthSessionStatus = z.infer<typeof AuthSessionStatusSchema>;

export const AuthSessionStrategySchema = z.enum(["REUSE", "CREATE"]).meta({
  id: "AuthSessionStrategy",
  description: "`REUSE` returns an existing valid token when possible. `CREATE` starts a fresh authorization session.",
});

export const CreateAuthSessionRequestSchema = z
  .object({
    provider_id: z.string().describe("OAuth provider ID returned by the MCP OAuth provider registration endpoint."),
    scopes: z.array(z.string()).describe("OAuth scopes to request."),
    strategy: AuthSessionStrategySchema,
    agent_id: z.string().optional().describe("Optional agent ID to associate with the session."),
    token_id: z.string().optional().describe("Optional token ID to reuse or update."),
    is_default: z
      .boolean()
      .optional()
      .describe("Whether the resulting token should be the default token for this provider."),
  })
  .meta({ id: "CreateAuthSessionRequest" });
export type CreateAuthSessionRequest = z.infer<typeof CreateAuthSessionRequestSchema>;

export const CreateAuthSessionResponseSchema = z
  .object({
    id: z.string().describe("Authorization session ID. Present for pending sessions."),
    provider_id: z.string(),
    status: AuthSessionStatusSchema,
    verification_url: z
      .string()
      .describe("URL the user must visit to complete authorization. Present when status is `PENDING`."),
    token: z.string().describe("Token identifier or payload, when authorization is already complete. A secret."),
    metadata: z.record(z.string(), z.unknown()),
  })
  .partial()
  .required({ status: true })
  .meta({ id: "CreateAuthSessionResponse" });
export type CreateAuthSessionResponse = z.infer<typeof CreateAuthSessionResponseSchema>;

export const GetAuthSessionResponseSchema = z
  .object({ id: z.string().optional(), status: AuthSessionStatusSchema })
  .meta({ id: "GetAuthSessionResponse" });
export type GetAuthSessionResponse = z.infer<typeof GetAuthSessionResponseSchema>;
