import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();

const notes = new deepagents.McpServer("report-notes", {
  url: config.get("mcpUrl") ?? "https://mcp.example.com/notes",
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

// What the agent is, is in the directory. What differs from stack to stack is here, and wins.
const reporter = new deepagents.Agent(
  "reporter",
  deepagents.agentFromDirectory(path.join(__dirname, "agent"), {
    model: config.get("model"),
    // The URL in tools.json stands for this server: it is deployed first, wherever it is.
    mcpServers: { "https://mcp.example.com/notes": notes },
  }),
);

export const agentId = reporter.id;
export const revision = reporter.revision;
