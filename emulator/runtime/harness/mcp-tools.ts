/** An agent's tools, whose calls go to the registered MCP servers. */
import { ToolMessage } from "@langchain/core/messages";
import { DynamicStructuredTool, type StructuredToolInterface } from "@langchain/core/tools";
import type { McpTool, ToolsConfig } from "../../../provider/wire";
import type { McpEndpoint } from "../../mcp-servers/client";
import { loadMcpClient, type McpToolCache } from "../../mcp-servers/tool-cache";
import { type McpServerRecord, mcpUrlKey } from "../../mcp-servers/store";
import type { InterruptOn } from "./deepagents";

export interface ToolSources {
  findServer: (url: string) => McpServerRecord | undefined;
  /** How a server is called. Fails if the user has not granted access. */
  endpointOf: (server: McpServerRecord) => Promise<McpEndpoint>;
  cache: McpToolCache;
  /** Aborted when the run is stopped: ends the wait for what servers offer. */
  signal: AbortSignal | undefined;
}

const ANY_ARGUMENTS = { type: "object", additionalProperties: true } as const;

export function createTools({ tools = [] }: ToolsConfig, sources: ToolSources): Promise<StructuredToolInterface[]> {
  return Promise.all(tools.map(({ name = "", mcp_server_url: url = "" }) => createTool(name, url, sources)));
}

/** A server that cannot list its tools does not keep the agent from running. The call then says what is wrong. */
async function createTool(name: string, url: string, sources: ToolSources): Promise<StructuredToolInterface> {
  const known = await describeTool(name, url, sources);
  return new DynamicStructuredTool({
    name,
    description: known?.description ?? `The tool ${name} of ${url}`,
    schema: known?.inputSchema ?? ANY_ARGUMENTS,
    func: async (args: unknown, _manager, config) => {
      const { text, failed } = await call(name, url, args as Record<string, unknown>, sources, config?.signal);
      const id = (config as { toolCall?: { id?: string } } | undefined)?.toolCall?.id ?? "";
      return new ToolMessage({ content: text, name, tool_call_id: id, status: failed ? "error" : "success" });
    },
  });
}

async function describeTool(
  name: string,
  url: string,
  { findServer, endpointOf, cache, signal }: ToolSources,
): Promise<McpTool | undefined> {
  const server = findServer(url);
  if (server === undefined) {
    return undefined;
  }
  try {
    const endpoint = await endpointOf(server);
    const { tools } = cache.peek(endpoint) ?? (await cache.fetch(endpoint, signal));
    return tools.find((tool) => tool.name === name);
  } catch {
    return undefined;
  }
}

async function call(
  name: string,
  url: string,
  args: Record<string, unknown>,
  { findServer, endpointOf }: ToolSources,
  signal: AbortSignal | undefined,
): Promise<{ text: string; failed: boolean }> {
  // Looked up for each call, because credentials may have been rotated since the run started.
  const server = findServer(url);
  if (server === undefined) {
    return { text: `Error: no MCP server is registered for ${url}`, failed: true };
  }
  const { callTool } = await loadMcpClient();
  try {
    return await callTool(await endpointOf(server), name, args, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return { text: `Error: ${url} could not be called: ${(error as Error).message}`, failed: true };
  }
}

/** The tools that need a person's approval, by name. */
export function approvalsOf({ tools = [], interrupt_config: rules = {} }: ToolsConfig): Record<string, InterruptOn> {
  const asked = tools.filter(({ name = "", mcp_server_url: url = "" }) => needsApproval(rules, url, name));
  return Object.fromEntries(
    asked.map(({ name = "" }) => [name, { allowedDecisions: ["approve", "edit", "reject"] } satisfies InterruptOn]),
  );
}

/** A rule that names the tool's server wins over one with the bare name. */
function needsApproval(rules: Record<string, boolean>, url: string, name: string): boolean {
  const exact = Object.entries(rules).find(([key]) => isRuleFor(key, url, name));
  return exact?.[1] ?? rules[name] ?? false;
}

/** `{url}::{tool}`, with or without a trailing slash of the URL and with or without further `::` parts. */
function isRuleFor(key: string, url: string, name: string): boolean {
  for (let at = key.indexOf("::"); at !== -1; at = key.indexOf("::", at + 1)) {
    const rest = key.slice(at + 2);
    if (mcpUrlKey(key.slice(0, at)) === mcpUrlKey(url) && (rest === name || rest.startsWith(`${name}::`))) {
      return true;
    }
  }
  return false;
}
