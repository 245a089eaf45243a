/** The wire format of `/v1/deepagents/mcp/tools`, as the public OpenAPI document describes it. */
import * as z from "zod";

const openRecord = z.record(z.string(), z.unknown());

export const McpToolSchema = z
  .object({
    name: z.string().describe("Tool name as exposed by the MCP server."),
    description: z.string().optional().describe("Human-readable tool description."),
    inputSchema: openRecord.optional().describe("JSON schema for the tool input."),
    annotations: openRecord.optional().describe("MCP tool annotations returned by the server."),
  })
  .meta({ id: "McpTool" });
export type McpTool = z.infer<typeof McpToolSchema>;

export const ListMcpToolsResponseSchema = z
  .object({
    tools: z.array(McpToolSchema).describe("Tools exposed by the MCP server."),
    cached: z.boolean().optional().describe("Whether the response came from the MCP tools cache."),
    fetched_at: z.string().optional().describe("UTC timestamp when the tools were fetched from the MCP server."),
  })
  .meta({ id: "ListMcpToolsResponse" });
export type ListMcpToolsResponse = z.infer<typeof ListMcpToolsResponseSchema>;
