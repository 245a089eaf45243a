/** What a registered MCP server offers. */
import type { ListMcpToolsResponse } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, mcpServerNotFound } from "../errors";
import type { Services } from "../services";

export async function listMcpTools(
  { store, runtime }: Services,
  caller: Caller,
  url: string,
  forceRefresh: boolean,
): Promise<ListMcpToolsResponse> {
  const server = store.mcpServers.findByUrl(caller.workspace, url);
  if (server === undefined) throw mcpServerNotFound();
  const known = forceRefresh ? undefined : runtime.mcpTools.peek(server);
  if (known !== undefined) return view(known.tools, known.fetchedAt, true);
  try {
    const { tools, fetchedAt } = await runtime.mcpTools.fetch(server);
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
