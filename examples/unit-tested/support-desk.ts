import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

export interface SupportDeskArgs {
  /** The name of the MCP server that the platform team has registered. */
  ticketServer: string;
  /** Which model answers. Default: that of the team's triage agent. */
  model?: deepagents.ModelArgs;
}

/** An agent that answers tickets; closing one takes a person's approval. */
export class SupportDesk extends pulumi.ComponentResource {
  readonly agentId: pulumi.Output<string>;

  constructor(name: string, { ticketServer, model }: SupportDeskArgs, opts?: pulumi.ComponentResourceOptions) {
    super("acme:support:SupportDesk", name, {}, opts);
    const lookUp = { parent: this };
    const tickets = deepagents.getMcpServerOutput({ name: ticketServer }, lookUp);
    const { toolArgs } = deepagents.getMcpToolsOutput(
      { mcpServerUrl: tickets.url, names: ["read_ticket", "close_ticket"] },
      lookUp,
    );
    const agent = new deepagents.Agent(
      `${name}-agent`,
      {
        model: model ?? deepagents.getAgentOutput({ name: "triage" }, lookUp).apply(modelOf),
        systemPrompt: "You answer support tickets. Be brief and kind.",
        tools: [toolArgs.read_ticket, toolArgs.close_ticket.apply((tool) => ({ ...tool, requireApproval: true }))],
      },
      { parent: this },
    );
    this.agentId = agent.id;
    this.registerOutputs({ agentId: agent.id });
  }
}

function modelOf({ model }: deepagents.GetAgentResult): deepagents.ModelArgs {
  return model ?? "anthropic:claude-sonnet-4-6";
}
