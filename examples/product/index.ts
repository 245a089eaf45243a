import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";
import { ConfigFile } from "./config-file";

const config = new pulumi.Config();

/** What the platform's stack exports (../platform/index.ts). */
interface Platform {
  agentIds: { answers: string; curator: string };
  notesUrl: string;
}

const platform = new pulumi.StackReference(config.require("platformStack"));
const fromPlatform = <Key extends keyof Platform>(key: Key) =>
  platform.requireOutput(key) as pulumi.Output<Platform[Key]>;

// The product's own agent, with a tool of the platform's MCP server: the URL is enough.
const concierge = new deepagents.Agent("concierge", {
  description: "Greets visitors and tells them what they need to know.",
  model: config.get("model") ?? "anthropic:claude-sonnet-4-6",
  systemPrompt: "You greet visitors. Be brief and kind.",
  tools: [{ name: "search_notes", mcpServerUrl: fromPlatform("notesUrl") }],
});

// What the application reads when it starts.
const configFile = new ConfigFile("application", {
  path: config.get("configFile") ?? "application.json",
  content: pulumi.jsonStringify({
    agents: { answers: fromPlatform("agentIds").answers, concierge: concierge.id },
  }),
});

export const file = configFile.path;
export const conciergeId = concierge.id;
