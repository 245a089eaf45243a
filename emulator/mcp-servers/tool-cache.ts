/** The tools of MCP servers, cached for a while. */
import type { McpTool } from "../../provider/wire";
import { sha256 } from "../store/secrets";
import type { McpEndpoint } from "./client";

const FRESH_MILLISECONDS = 5 * 60_000;

export interface CachedTools {
  tools: McpTool[];
  fetchedAt: Date;
}

export class McpToolCache {
  readonly #entries = new Map<string, CachedTools>();

  /** What a server offered when called with these headers; undefined if that is unknown or too old. */
  peek(endpoint: McpEndpoint): CachedTools | undefined {
    const entry = this.#entries.get(keyOf(endpoint));
    return entry !== undefined && isFresh(entry) ? entry : undefined;
  }

  /** Asks the server. */
  async fetch(endpoint: McpEndpoint, signal?: AbortSignal): Promise<CachedTools> {
    const { listTools } = await loadMcpClient();
    const entry = { tools: await listTools(endpoint, signal), fetchedAt: new Date() };
    for (const [key, other] of this.#entries) {
      if (!isFresh(other)) {
        this.#entries.delete(key);
      }
    }
    this.#entries.set(keyOf(endpoint), entry);
    return entry;
  }
}

function isFresh({ fetchedAt }: CachedTools): boolean {
  return Date.now() - fetchedAt.getTime() < FRESH_MILLISECONDS;
}

/** Includes the headers, because what a server offers depends on who calls it. */
function keyOf({ url, headers }: McpEndpoint): string {
  return sha256(JSON.stringify([url, headers]));
}

export function loadMcpClient(): Promise<typeof import("./client")> {
  return import("./client.js");
}
