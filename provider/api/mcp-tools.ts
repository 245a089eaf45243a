/** `/mcp/tools`. Source: the public OpenAPI document, tag "MCP tools". */
import { tolerant } from "../schema/tolerant";
import { type ListMcpToolsResponse, ListMcpToolsResponseSchema } from "../schema/wire";
import type { ApiClient } from "./client";
import { withQuery } from "./path";

const ToolsAnswer = tolerant(ListMcpToolsResponseSchema);

/** How a server's tools are asked for. */
export interface McpToolsQuery {
  /** Asks the server itself, not the API's cache. */
  readonly forceRefresh?: boolean;
  /** Whose token to use, of a server with OAuth. */
  readonly oauthProviderId?: string;
}

export class McpToolsApi {
  constructor(private readonly client: ApiClient) {}

  /** The tools of the registered server at `url`. */
  list(url: string, { forceRefresh, oauthProviderId }: McpToolsQuery = {}): Promise<ListMcpToolsResponse> {
    const query = { url, force_refresh: forceRefresh, oauth_provider_id: oauthProviderId };
    return this.client.json(ToolsAnswer, { method: "GET", path: withQuery("/mcp/tools", query) });
  }
}
