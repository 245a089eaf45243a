import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();

// A workspace has one MCP server for each URL: this stack owns it, and its credential never leaves this stack.
const notes = new deepagents.McpServer("platform-notes", {
  url: config.get("mcpUrl") ?? "https://mcp.example.com/platform",
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

const answers = new deepagents.Agent("answers", {
  description: "Answers questions from the team's notes, for every product.",
  model: config.get("model") ?? "anthropic:claude-sonnet-4-6",
  systemPrompt: "You answer questions from the team's notes. Say which note an answer comes from.",
  tools: [{ name: "search_notes", mcpServer: notes }],
  permissions: { tenantAccessLevel: "run" },
});

const curator = new deepagents.Agent("curator", {
  description: "Keeps the notes in order.",
  model: config.get("model") ?? "anthropic:claude-sonnet-4-6",
  systemPrompt: "You find notes that contradict one another, and propose which to delete.",
  tools: [
    { name: "search_notes", mcpServer: notes },
    { name: "delete_note", mcpServer: notes, requireApproval: true },
  ],
});

// What other stacks may build on: a contract, as any interface is.
export const agentIds = { answers: answers.id, curator: curator.id };
export const notesUrl = notes.url;
