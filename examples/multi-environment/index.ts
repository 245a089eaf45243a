import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();
const environment = pulumi.getStack();

// Pulumi.<stack>.yaml has what differs. The names say which environment it is, as all three may be in one workspace.
const tickets = new deepagents.McpServer("tickets", {
  name: `tickets-${environment}`,
  url: config.require("mcpUrl"),
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

const support = new deepagents.Agent(
  "support",
  {
    name: `support-${environment}`,
    description: `Answers support tickets (${environment}).`,
    model: config.require("model"),
    systemPrompt: "You answer support tickets. Be brief and kind.",
    tools: [
      { name: "read_ticket", mcpServer: tickets },
      { name: "close_ticket", mcpServer: tickets, requireApproval: config.requireBoolean("approveClosing") },
    ],
  },
  // A protected agent is not deleted by pulumi destroy, nor by taking it out of the program.
  { protect: config.getBoolean("protect") ?? false },
);

export const agentId = support.id;
export const revision = support.revision;
