/** `/mcp-servers` and `/mcp/tools`, one method per operation. Source: the public OpenAPI document, tags of these names. */
import { tolerant } from "../wire/tolerant";
import {
  type CreateMcpServerRequest,
  ListMcpServersResponseSchema,
  type McpServer,
  McpServerSchema,
  type RegisterMcpOAuthProviderResponse,
  RegisterMcpOAuthProviderResponseSchema,
  type UpdateMcpServerRequest,
  type ListMcpToolsResponse,
  ListMcpToolsResponseSchema,
} from "../wire";
import type { ApiClient, FindOutcome } from "./client";
import { path, withQuery } from "./path";

const ServerAnswer = tolerant(McpServerSchema);
const ServersAnswer = tolerant(ListMcpServersResponseSchema);
const ProviderAnswer = tolerant(RegisterMcpOAuthProviderResponseSchema);
const ToolsAnswer = tolerant(ListMcpToolsResponseSchema);

export class McpServersApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  create(body: CreateMcpServerRequest, findOutcome?: FindOutcome<McpServer>): Promise<McpServer> {
    return this.#client.json(ServerAnswer, { method: "POST", path: "/mcp-servers", body }, { findOutcome });
  }

  get(id: string): Promise<McpServer> {
    return this.#client.json(ServerAnswer, { method: "GET", path: path`/mcp-servers/${id}` });
  }

  update(id: string, body: UpdateMcpServerRequest, findOutcome?: FindOutcome<McpServer>): Promise<McpServer> {
    return this.#client.json(ServerAnswer, { method: "PATCH", path: path`/mcp-servers/${id}`, body }, { findOutcome });
  }

  /** Also succeeds when there is no such server. */
  delete(id: string): Promise<void> {
    return this.#client.delete(path`/mcp-servers/${id}`);
  }

  /**
   * The caller's OAuth provider for a server in the mode `per_user_dynamic_client`, created if there is none. An auth
   * session needs its id. Idempotent, so it is retried like a GET.
   */
  registerOAuthProvider(id: string): Promise<RegisterMcpOAuthProviderResponse> {
    const request = { method: "POST", path: path`/mcp-servers/${id}/oauth-provider`, body: {} } as const;
    return this.#client.json(ProviderAnswer, request, { idempotent: true });
  }

  /** All servers registered in the workspace. The API does not page this list. */
  list(repetition: { readonly maxRetries?: number } = {}): Promise<McpServer[]> {
    return this.#client.json(ServersAnswer, { method: "GET", path: "/mcp-servers" }, repetition);
  }
}

/** How to ask for a server's tools. */
export interface McpToolsQuery {
  /** Asks the server itself instead of the API's cache. */
  readonly forceRefresh?: boolean;
  /** Whose token to use for a server with OAuth. */
  readonly oauthProviderId?: string;
  /** At most so many retries. Default: as configured. */
  readonly maxRetries?: number;
}

export class McpToolsApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** The tools of the server registered at `url`. */
  list(
    url: string,
    { forceRefresh, oauthProviderId, ...repetition }: McpToolsQuery = {},
  ): Promise<ListMcpToolsResponse> {
    const query = { url, force_refresh: forceRefresh, oauth_provider_id: oauthProviderId };
    return this.#client.json(ToolsAnswer, { method: "GET", path: withQuery("/mcp/tools", query) }, repetition);
  }
}
