import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();

// The MCP server whose tools the agent calls. Its header is a credential: it comes from Pulumi config as a secret, and
// stays one in the state.
const notes = new deepagents.McpServer("notes", {
  url: config.get("mcpUrl") ?? "https://notes.example.com/mcp",
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

const assistant = new deepagents.Agent("assistant", {
  description: "Answers questions from the team's notes.",
  model: config.get("model") ?? "anthropic:claude-sonnet-4-6",
  systemPrompt: "You answer questions from the team's notes. Say which note an answer comes from.",
  tools: [
    { name: "search_notes", mcpServer: notes },
    { name: "delete_note", mcpServer: notes, requireApproval: true },
  ],
});

export const agentId = assistant.id;
export const revision = assistant.revision;
export const mcpServerId = notes.id;
