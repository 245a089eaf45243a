/** `tools.json` of an agent or subagent in a project directory. Its content is the API's `tools` field. */
import * as z from "zod";
import { fieldsOf } from "../inputs/arguments";
import { record, required, text } from "../inputs/text";
import { MAX_ITEMS } from "../limits";
import { editorSchema } from "../inputs/editor-schema";

const ToolJsonSchema = fieldsOf({
  name: required("the tool's name as the MCP server exposes it").describe(
    "The tool's name as the MCP server exposes it.",
  ),
  mcp_server_url: required("the URL of the MCP server that has the tool").describe(
    "The URL of the registered MCP server that has the tool.",
  ),
  mcp_server_name: text().optional().describe("The server's name for people. Default: its URL."),
  display_name: text().optional().describe("The tool's name for people. Default: `name`."),
});

export const ToolsJsonSchema = fieldsOf(
  {
    $schema: editorSchema,
    tools: z.array(ToolJsonSchema, "must be a list of tools").describe("Tools of MCP servers that may be called."),
    interrupt_config: record(
      z.boolean("must be true (ask a person before each call) or false"),
      "true or false by tool",
      MAX_ITEMS.interruptRules,
    )
      .optional()
      .describe("Approval rules by tool: `{mcp_server_url}::{tool_name}`. `true` asks a person before each call."),
  },
  '{ "tools": […] }',
);
export type ToolsJson = z.infer<typeof ToolsJsonSchema>;
