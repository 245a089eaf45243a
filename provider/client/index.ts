import { AgentsApi } from "./agents";
import { AuthSessionsApi } from "./auth-sessions";
import type { ApiClient } from "./client";
import { McpServersApi, McpToolsApi } from "./mcp-servers";
import { RunsApi } from "./runs";
import { ThreadsApi } from "./threads";

export { ApiClient } from "./client";
export type { RunEvent } from "./runs";
export { ApiError, BrokenStreamError, ConflictError, NoAnswerError, NotFoundError } from "./errors";

/** The API's resource groups over one connection. */
export interface Api {
  readonly agents: AgentsApi;
  readonly authSessions: AuthSessionsApi;
  readonly mcpServers: McpServersApi;
  readonly mcpTools: McpToolsApi;
  readonly runs: RunsApi;
  readonly threads: ThreadsApi;
}

export function apiOver(client: ApiClient): Api {
  return {
    agents: new AgentsApi(client),
    authSessions: new AuthSessionsApi(client),
    mcpServers: new McpServersApi(client),
    mcpTools: new McpToolsApi(client),
    runs: new RunsApi(client),
    threads: new ThreadsApi(client),
  };
}
