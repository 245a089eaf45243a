/** tools.json: what it accepts, and the defaults that the server fills in. */
import { type ToolsConfig, ToolsConfigSchema, type ToolSpec } from "../../provider/schema/wire";
import { unprocessable } from "../errors";

/** A tools configuration with every default filled in, as answers show it. */
export interface ResolvedTools {
  tools: Required<ToolSpec>[];
  interrupt_config: Record<string, boolean>;
}

/** Refuses a tool that could never be called: without a name, or without the URL of an MCP server. */
export function checkTools(config: ToolsConfig, field: string): void {
  for (const [index, tool] of (config.tools ?? []).entries()) {
    const here = `${field}.tools[${index}]`;
    if ((tool.name ?? "").trim() === "") throw unprocessable(`${here}.name: must not be blank`);
    const url = tool.mcp_server_url ?? "";
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw unprocessable(`${here}.mcp_server_url: must be the URL of an MCP server`);
    }
  }
}

/** Reads a tools.json. Undefined when it is none: anyone can commit any text to that path through the Hub. */
export function parseTools(text: string): ResolvedTools | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = ToolsConfigSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { tools = [], interrupt_config = {} } = parsed.data;
  return { tools: tools.map(withDefaults), interrupt_config };
}

function withDefaults(tool: ToolSpec): Required<ToolSpec> {
  const { name = "", mcp_server_url = "", mcp_server_name = "", display_name = "" } = tool;
  return {
    name,
    mcp_server_url,
    mcp_server_name: mcp_server_name === "" ? mcp_server_url : mcp_server_name,
    display_name: display_name === "" ? name : display_name,
  };
}
