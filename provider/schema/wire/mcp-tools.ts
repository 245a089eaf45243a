/** The wire format of `/v1/deepagents/mcp/tools`, as the public OpenAPI document describes it. */
import { z } from "zod";

const openRecord = z.record(z.string(), z.unknown());

export const McpToolSchema = z
  .object({
    name: z.string().describe("Tool name as exposed by the MCP server."),
    description: z.string().describe("Human-readable tool description."),
    inputSchema: openRecord.describe("JSON schema for the tool input."),
    annotations: openRecord.describe("MCP tool annotations returned by the server."),
  })
  .partial()
  .meta({ id: "McpTool" });
export type McpTool = z.infer<typeof McpToolSchema>;

export const ListMcpToolsResponseSchema = z
  .object({
    tools: z.array(McpToolSchema).describe("Tools exposed by the MCP server."),
    cached: z.boolean().describe("Whether the response came from the MCP tools cache."),
    fetched_at: z.string().describe("UTC timestamp when the tools were fetched from the MCP server."),
  })
  .partial()
  .meta({ id: "ListMcpToolsResponse" });
export type ListMcpToolsResponse = z.infer<typeof ListMcpToolsResponseSchema>;
