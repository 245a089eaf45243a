import { AgentsApi } from "./agents";
import type { ApiClient } from "./client";
import { McpServersApi } from "./mcp-servers";
import { ThreadsApi } from "./threads";

export { ApiClient } from "./client";
export { ApiError, ConflictError, NoAnswerError, NotFoundError } from "./errors";

/** The API's resource groups over one connection. */
export interface Api {
  readonly agents: AgentsApi;
  readonly mcpServers: McpServersApi;
  readonly threads: ThreadsApi;
}

export function apiOver(client: ApiClient): Api {
  return { agents: new AgentsApi(client), mcpServers: new McpServersApi(client), threads: new ThreadsApi(client) };
}
