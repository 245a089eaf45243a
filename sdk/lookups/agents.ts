import type * as pulumi from "@pulumi/pulumi";
import type { AgentSettings, Unlisted } from "../agent";
import { lookUp, lookUpOutput, type LookupInputs } from "./lookup";

/**
 * Which agent {@link getAgent} looks up: by its id, or by its exact name.
 *
 * @example
 * const args: deepagents.GetAgentArgs = { name: "support", includeFiles: true };
 * export const files = deepagents.getAgentOutput(args).files;
 */
export type GetAgentArgs = {
  /** Whether to fetch the raw files and the front matter of skills as well. Default: `false`. */
  includeFiles?: boolean | undefined;
} & ({ id: string; name?: undefined } | { name: string; id?: undefined });

/**
 * An agent in a list. Values that are the API's defaults are left out, as a program would leave them out.
 *
 * @example
 * const isShared = (agent: deepagents.AgentSummary) => agent.permissions?.identity === "shared";
 * export const shared = deepagents.getAgentsOutput().agents.apply((agents) => agents.filter(isShared));
 */
export interface AgentSummary extends Omit<AgentSettings, Unlisted> {
  /** The agent's id. */
  id: string;
  /** The name people see. */
  name: string;
  /** When the agent was created (RFC 3339). */
  createdAt?: string | undefined;
  /** When the agent was last changed (RFC 3339). */
  updatedAt?: string | undefined;
  /** The user that owns the agent. */
  ownerId?: string | undefined;
  /** What the API key may do with the agent. */
  accessLevel?: "READ" | "RUN" | "WRITE" | undefined;
  /** Whether the API key's user owns the agent. */
  isOwner?: boolean | undefined;
}

/**
 * Result of {@link getAgent}: the properties of an `Agent`, for one that something else manages.
 *
 * @example
 * const toolsOf = (agent: deepagents.GetAgentResult) => agent.tools?.map((tool) => tool.name);
 * export const tools = deepagents.getAgentOutput({ name: "support" }).apply(toolsOf);
 */
export interface GetAgentResult extends AgentSummary, Pick<AgentSettings, Unlisted> {
  /** Raw files by path; with `includeFiles`. */
  files?: AgentSettings["files"];
  /** The agent's current version. */
  revision?: string | undefined;
}

/**
 * Looks up an agent by its id or its exact name. Fails when there is none, or when several have the name.
 *
 * @example
 * export const revision = deepagents.getAgentOutput({ name: "support" }).revision;
 *
 * async function isShared(name: string): Promise<boolean> {
 *   const agent = await deepagents.getAgent({ name });
 *   return agent.permissions?.identity === "shared";
 * }
 */
export function getAgent(args: GetAgentArgs, opts?: pulumi.InvokeOptions): Promise<GetAgentResult> {
  return lookUp("getAgent", args, opts);
}

/**
 * {@link getAgent} with an output as its result, whose arguments may be outputs.
 *
 * @example
 * const platform = new pulumi.StackReference("acme/platform/prod");
 * const agent = deepagents.getAgentOutput({ id: platform.requireOutput("agentId") });
 */
export function getAgentOutput(
  args: LookupInputs<GetAgentArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetAgentResult> {
  return lookUpOutput("getAgent", args, opts);
}

/**
 * Which agents {@link getAgents} lists.
 *
 * @example
 * const newest: deepagents.GetAgentsArgs = { sortBy: "createdAt", limit: 10 };
 * export const agents = deepagents.getAgentsOutput(newest).agents;
 */
export interface GetAgentsArgs {
  /** Text that the agents' names contain. Default: all agents that the API key can see are listed. */
  name?: string | undefined;
  /** What the list is sorted by. Default: `updatedAt`. */
  sortBy?: "createdAt" | "updatedAt" | "name" | undefined;
  /** Default: `desc`. */
  sortOrder?: "asc" | "desc" | undefined;
  /** The most agents to return. Default: all. */
  limit?: number | undefined;
}

/**
 * Result of {@link getAgents}.
 *
 * @example
 * const countOf = ({ agents }: deepagents.GetAgentsResult) => agents.length;
 * export const count = deepagents.getAgentsOutput().apply(countOf);
 */
export interface GetAgentsResult {
  agents: AgentSummary[];
}

/**
 * Lists agents. Fetches as many pages of the API as it takes.
 *
 * @example
 * const found = deepagents.getAgentsOutput({ name: "support", sortBy: "name", sortOrder: "asc" });
 * export const ids = found.agents.apply((agents) => agents.map((agent) => agent.id));
 *
 * async function idsOfAll(): Promise<string[]> {
 *   const { agents } = await deepagents.getAgents();
 *   return agents.map((agent) => agent.id);
 * }
 */
export function getAgents(args: GetAgentsArgs = {}, opts?: pulumi.InvokeOptions): Promise<GetAgentsResult> {
  return lookUp("getAgents", args, opts);
}

/**
 * {@link getAgents} with an output as its result, whose arguments may be outputs.
 *
 * @example
 * const prefix = new pulumi.StackReference("acme/platform/prod").requireOutput("agentPrefix");
 * export const ids = deepagents.getAgentsOutput({ name: prefix }).agents.apply((all) => all.map((agent) => agent.id));
 */
export function getAgentsOutput(
  args: LookupInputs<GetAgentsArgs> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetAgentsResult> {
  return lookUpOutput("getAgents", args, opts);
}

/**
 * Which agent {@link getAgentHealth} is about.
 *
 * @example
 * const args: deepagents.GetAgentHealthArgs = { agentId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11" };
 * export const health = deepagents.getAgentHealthOutput(args).health;
 */
export interface GetAgentHealthArgs {
  /** The agent's id. */
  agentId: string;
}

/**
 * Result of {@link getAgentHealth}.
 *
 * @example
 * const agentId = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
 * const serversOf = ({ health }: deepagents.GetAgentHealthResult) => Object.keys(health);
 * export const servers = deepagents.getAgentHealthOutput({ agentId }).apply(serversOf);
 */
export interface GetAgentHealthResult {
  agentId: string;
  /** A summary for each MCP server of the agent's tools. The API documents only that it is an object. */
  health: Record<string, unknown>;
}

/**
 * Asks whether the MCP servers of an agent's tools answer. The look-up does not fail when they do not.
 *
 * @example
 * const agentId = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
 * export const health = deepagents.getAgentHealthOutput({ agentId }).health;
 *
 * async function numberOfServers(): Promise<number> {
 *   const { health } = await deepagents.getAgentHealth({ agentId });
 *   return Object.keys(health).length;
 * }
 */
export function getAgentHealth(args: GetAgentHealthArgs, opts?: pulumi.InvokeOptions): Promise<GetAgentHealthResult> {
  return lookUp("getAgentHealth", args, opts);
}

/**
 * {@link getAgentHealth} with an output as its result, whose arguments may be outputs.
 *
 * @example
 * const assistant = new deepagents.Agent("assistant");
 * export const health = deepagents.getAgentHealthOutput({ agentId: assistant.id }).health;
 */
export function getAgentHealthOutput(
  args: LookupInputs<GetAgentHealthArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetAgentHealthResult> {
  return lookUpOutput("getAgentHealth", args, opts);
}
