/** The client of the REST API. */
import { AgentsApi } from "./agents";
import { AuthSessionsApi } from "./auth-sessions";
import type { ApiClient } from "./client";
import { McpServersApi, McpToolsApi } from "./mcp-servers";
import { RunsApi } from "./runs";
import { ThreadsApi } from "./threads";

export { ApiClient } from "./client";
export { ApiError, BrokenStreamError, ConflictError, NoAnswerError, NotFoundError } from "./errors";
export { retryLines } from "./retry";
export type { RunEvent } from "./runs";

const GROUPS = {
  agents: AgentsApi,
  authSessions: AuthSessionsApi,
  mcpServers: McpServersApi,
  mcpTools: McpToolsApi,
  runs: RunsApi,
  threads: ThreadsApi,
};

/** The API's groups of endpoints. */
export type Api = { readonly [Name in keyof typeof GROUPS]: InstanceType<(typeof GROUPS)[Name]> };

export function apiOver(client: ApiClient): Api {
  return Object.fromEntries(Object.entries(GROUPS).map(([name, Group]) => [name, new Group(client)])) as unknown as Api;
}
