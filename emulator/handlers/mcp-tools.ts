/** What a registered MCP server offers. */
import type { ListMcpToolsResponse } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, ForbiddenFault, mcpServerNotFound } from "../errors";
import type { Services } from "../services";

export interface McpToolsQuery {
  url: string;
  forceRefresh: boolean;
  /** Whose token is sent, should the server want OAuth: of this provider … */
  oauthProviderId: string | undefined;
  /** … and of this user. Other users than the caller are for the key that may do everything. */
  userId: string | undefined;
}

export async function listMcpTools(
  { store, runtime, oauth }: Services,
  caller: Caller,
  { url, forceRefresh, oauthProviderId, userId = caller.ownerId }: McpToolsQuery,
): Promise<ListMcpToolsResponse> {
  if (userId !== caller.ownerId && !caller.isServiceKey) throw new ForbiddenFault();
  const server = store.mcpServers.findByUrl(caller.workspace, url);
  if (server === undefined) throw mcpServerNotFound();
  try {
    const endpoint = await oauth.connections.endpointOf(server, userId, oauthProviderId);
    const known = forceRefresh ? undefined : runtime.mcpTools.peek(endpoint);
    if (known !== undefined) return view(known.tools, known.fetchedAt, true);
    const { tools, fetchedAt } = await runtime.mcpTools.fetch(endpoint);
    return view(tools, fetchedAt, false);
  } catch (error) {
    if (error instanceof ApiFault) throw error;
    throw new ApiFault(
      "mcp_server_unreachable",
      `Check that the MCP server runs and that its headers are right: ${(error as Error).message}`,
    );
  }
}

function view(tools: ListMcpToolsResponse["tools"], fetchedAt: Date, cached: boolean): ListMcpToolsResponse {
  return { tools, cached, fetched_at: `${fetchedAt.toISOString().slice(0, 19)}Z` };
}
