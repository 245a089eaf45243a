/** What MCP servers offer, remembered for a while. */
import type { McpTool } from "../../provider/schema/wire";
import { loadOptional } from "../optional-packages";
import type { McpServerRecord } from "../store/mcp-servers";

const FRESH_MILLISECONDS = 5 * 60_000;

export interface CachedTools {
  tools: McpTool[];
  fetchedAt: Date;
}

export class McpToolCache {
  readonly #entries = new Map<string, CachedTools & { version: number }>();

  /** What is known of a server; undefined when that is nothing, too old, or from before its URL or headers changed. */
  peek(server: McpServerRecord): CachedTools | undefined {
    const entry = this.#entries.get(server.id);
    const fresh = entry !== undefined && Date.now() - entry.fetchedAt.getTime() < FRESH_MILLISECONDS;
    return fresh && entry.version === server.updatedAt ? entry : undefined;
  }

  /** Asks the server. */
  async fetch(server: McpServerRecord): Promise<CachedTools> {
    const { listTools } = await loadMcpClient();
    const tools = await listTools({ url: server.settings.url, headers: server.headers });
    const entry = { tools, fetchedAt: new Date(), version: server.updatedAt };
    this.#entries.set(server.id, entry);
    return entry;
  }
}

export function loadMcpClient(): Promise<typeof import("./client")> {
  return loadOptional(() => import("./client.js"));
}
