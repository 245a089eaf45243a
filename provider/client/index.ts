/** The REST client: one class for each group of the API's endpoints. */
import { AgentsApi } from "./agents";
import { AuthSessionsApi } from "./auth-sessions";
import type { ApiClient } from "./client";
import { McpServersApi, McpToolsApi } from "./mcp-servers";
import { RunsApi } from "./runs";
import { ThreadsApi } from "./threads";

export { ApiClient } from "./client";
export type { RunEvent } from "./runs";
export { ApiError, BrokenStreamError, ConflictError, NoAnswerError, NotFoundError } from "./errors";

const GROUPS = {
  agents: AgentsApi,
  authSessions: AuthSessionsApi,
  mcpServers: McpServersApi,
  mcpTools: McpToolsApi,
  runs: RunsApi,
  threads: ThreadsApi,
};

/** The groups of endpoints, over one client. */
export type Api = { readonly [Name in keyof typeof GROUPS]: InstanceType<(typeof GROUPS)[Name]> };

export function apiOver(client: ApiClient): Api {
  const groups = Object.entries(GROUPS).map(([name, Group]) => [name, new Group(client)] as const);
  return Object.fromEntries(groups) as unknown as Api;
}
