import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();
const environment = pulumi.getStack();

// Pulumi.<stack>.yaml has what differs. The names say which environment it is, as all three may be in one workspace.
const notes = new deepagents.McpServer("notes", {
  name: `notes-${environment}`,
  url: config.require("mcpUrl"),
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

const support = new deepagents.Agent(
  "support",
  {
    name: `support-${environment}`,
    description: `Answers the team's questions (${environment}).`,
    model: config.require("model"),
    systemPrompt: "You answer questions from the team's notes. Be brief and kind.",
    tools: [
      { name: "search_notes", mcpServer: notes },
      { name: "delete_note", mcpServer: notes, requireApproval: config.requireBoolean("approveDeleting") },
    ],
  },
  // A protected agent is not deleted by pulumi destroy, nor by taking it out of the program.
  { protect: config.getBoolean("protect") ?? false },
);

export const agentId = support.id;
export const revision = support.revision;
