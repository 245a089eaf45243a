/** `/auth-sessions`: one line an operation. Source: the public OpenAPI document, tag "Auth sessions". */
import { tolerant } from "../wire/tolerant";
import {
  type CreateAuthSessionRequest,
  type CreateAuthSessionResponse,
  CreateAuthSessionResponseSchema,
  type GetAuthSessionResponse,
  GetAuthSessionResponseSchema,
} from "../wire";
import type { ApiClient } from "./client";
import { path, withQuery } from "./path";

const NewSessionAnswer = tolerant(CreateAuthSessionResponseSchema);
const SessionAnswer = tolerant(GetAuthSessionResponseSchema);

export class AuthSessionsApi {
  constructor(private readonly client: ApiClient) {}

  /**
   * Answers at once: with a URL for a person to visit, or `COMPLETED` with a token, which is a secret. Tried again like a
   * GET: a session that nobody answers grants nothing and ends by itself.
   */
  create(body: CreateAuthSessionRequest): Promise<CreateAuthSessionResponse> {
    const request = { method: "POST", path: "/auth-sessions", body } as const;
    return this.client.json(NewSessionAnswer, request, { idempotent: true });
  }

  /** @param waitSeconds how long the API holds its answer back while the session is pending: 1, the default, to 25 */
  get(id: string, waitSeconds?: number): Promise<GetAuthSessionResponse> {
    const query = { wait_seconds: waitSeconds };
    return this.client.json(SessionAnswer, { method: "GET", path: withQuery(path`/auth-sessions/${id}`, query) });
  }
}
