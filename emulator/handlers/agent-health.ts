/** The health summary of an agent: what is known of each MCP server that its tools use. */
import type { Caller } from "../auth";
import { parseTree } from "../file-tree/parse";
import type { Services } from "../services";
import { mcpUrlKey } from "../store/mcp-servers";
import { readableAgent } from "./agent-access";

interface ServerHealth {
  status: "registered" | "missing";
  detail: string;
}

/** One entry per distinct server, keyed by its URL as the first tool writes it; subagents' tools count too. */
export function checkHealth(services: Services, caller: Caller, id: string): Record<string, ServerHealth> {
  const { store } = services;
  const agent = readableAgent(services, caller, id);
  const { tools, subagents = [] } = parseTree(store.commits.get(agent.head).tree);
  const urls = new Map<string, string>();
  for (const config of [tools, ...subagents.map((subagent) => subagent.tools)]) {
    for (const { mcp_server_url: url = "" } of config?.tools ?? []) {
      if (url !== "" && !urls.has(mcpUrlKey(url))) urls.set(mcpUrlKey(url), url);
    }
  }
  return Object.fromEntries(
    [...urls.values()].map((url): [string, ServerHealth] => {
      const server = store.mcpServers.findByUrl(caller.workspace, url);
      return [
        url,
        server === undefined
          ? { status: "missing", detail: "No MCP server is registered for this URL: its tools cannot be called" }
          : { status: "registered", detail: `Registered as '${server.settings.name}'` },
      ];
    }),
  );
}
