/** The health summary of an agent: whether each MCP server that its tools use can be reached and has those tools. */
import type { Caller, Services } from "../context";
import { RequestError } from "../errors";
import { parseTree } from "./file-tree/parse";
import { type McpServerRecord, mcpUrlKey } from "../mcp-servers/store";
import { readableAgent } from "./handlers";

interface ServerHealth {
  status: "ok" | "missing" | "unreachable" | "tools_missing" | "connection_required" | "token_expired";
  detail: string;
}

/** One entry per distinct server, keyed by its URL as the first tool writes it; subagents' tools count too. */
export async function checkHealth(
  services: Services,
  caller: Caller,
  id: string,
): Promise<Record<string, ServerHealth>> {
  const { store } = services;
  const agent = readableAgent(services, caller, id);
  const { tools, subagents = [] } = parseTree(store.commits.get(agent.head).tree);
  const servers = new Map<string, { url: string; tools: Set<string> }>();
  for (const config of [tools, ...subagents.map((subagent) => subagent.tools)]) {
    for (const { name = "", mcp_server_url: url = "" } of config?.tools ?? []) {
      if (url === "") {
        continue;
      }
      const server = servers.get(mcpUrlKey(url)) ?? { url, tools: new Set() };
      server.tools.add(name);
      servers.set(mcpUrlKey(url), server);
    }
  }
  const checks = [...servers.values()].map(async ({ url, tools }): Promise<[string, ServerHealth]> => {
    return [url, await checkServer(services, caller, store.mcpServers.findByUrl(caller.workspace, url), tools)];
  });
  return Object.fromEntries(await Promise.all(checks));
}

/** Always connects anew, because health is about the present. */
async function checkServer(
  { runtime, oauth }: Services,
  caller: Caller,
  server: McpServerRecord | undefined,
  wanted: ReadonlySet<string>,
): Promise<ServerHealth> {
  if (server === undefined) {
    return { status: "missing", detail: "No MCP server is registered for this URL: its tools cannot be called" };
  }
  const { name } = server.settings;
  try {
    const { tools } = await runtime.mcpTools.fetch(await oauth.access.endpointOf(server, caller.ownerId));
    const missing = [...wanted].filter((tool) => !tools.some((offered) => offered.name === tool));
    if (missing.length > 0) {
      return { status: "tools_missing", detail: `'${name}' has no tool ${missing.join(", ")}` };
    }
    return { status: "ok", detail: `'${name}' answers and has ${String(tools.length)} tools` };
  } catch (error) {
    if (error instanceof RequestError && (error.code === "connection_required" || error.code === "token_expired")) {
      return { status: error.code, detail: error.detail };
    }
    if (error instanceof RequestError) {
      throw error;
    }
    return { status: "unreachable", detail: `'${name}' could not be reached: ${(error as Error).message}` };
  }
}
