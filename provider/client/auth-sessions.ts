/** `/auth-sessions`, one method per operation. Source: the public OpenAPI document, tag "Auth sessions". */
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
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /**
   * Answers at once, either with a URL for a person to visit or with `COMPLETED` and a token, which is a secret. Retried
   * like a GET, because a session that nobody answers grants nothing and expires.
   */
  create(body: CreateAuthSessionRequest): Promise<CreateAuthSessionResponse> {
    const request = { method: "POST", path: "/auth-sessions", body } as const;
    return this.#client.json(NewSessionAnswer, request, { idempotent: true });
  }

  /** @param waitSeconds how long the API may hold back its answer while the session is pending: 1 (the default) to 25 */
  get(id: string, waitSeconds?: number): Promise<GetAuthSessionResponse> {
    const query = { wait_seconds: waitSeconds };
    return this.#client.json(SessionAnswer, { method: "GET", path: withQuery(path`/auth-sessions/${id}`, query) });
  }
}
