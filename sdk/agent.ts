import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import type {
  AgentArgs,
  BackendArgs,
  FileArgs,
  ModelArgs,
  PermissionsArgs,
  SkillArgs,
  SubagentArgs,
  ToolOptions,
} from "./agent-args";
import { providerBy } from "./provider";
import { ownerMark } from "./owner";
import { policiesInForce } from "./policies";
import { declared, outputsWhenUnset } from "./properties";
import { mcpServerTimes, requireOneProvider, subagentInputs, toolInputs } from "./tool-inputs";

/**
 * A tool as deployed.
 *
 * @example
 * const agent = new deepagents.Agent("assistant");
 * const names = agent.tools.apply((tools: deepagents.Tool[] = []) => tools.map(({ name }) => name));
 */
export type Tool = pulumi.Unwrap<ToolOptions> & {
  /** The URL of the MCP server that has the tool. */
  mcpServerUrl: string;
};

/**
 * A subagent as deployed.
 *
 * @example
 * const agent = new deepagents.Agent("assistant", { subagents: [{ name: "critic" }] });
 * const names = agent.subagents.apply((all: deepagents.Subagent[] = []) => all.map(({ name }) => name));
 */
export type Subagent = Omit<pulumi.Unwrap<SubagentArgs>, "tools"> & { tools?: Tool[] | undefined };

type OptionalOutput = Exclude<keyof AgentArgs, "name" | "adopt" | "onDelete">;

const OPTIONAL_OUTPUTS = Object.keys({
  description: true,
  systemPrompt: true,
  model: true,
  tools: true,
  interruptConfig: true,
  backend: true,
  permissions: true,
  subagents: true,
  skills: true,
  files: true,
  extras: true,
  configurable: true,
} satisfies Record<OptionalOutput, true>) as OptionalOutput[];

/**
 * A Managed Deep Agent: an agent that LangSmith hosts and runs.
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const researcher = new deepagents.Agent("researcher", {
 *   model: "anthropic:claude-sonnet-4-6",
 *   systemPrompt: "You are a careful research assistant. Cite your sources.",
 *   tools: [{ name: "search", mcpServer: search, requireApproval: true }],
 * });
 * export const agentId = researcher.id;
 */
export class Agent extends pulumi.CustomResource {
  /** The name people see. */
  declare readonly name: pulumi.Output<string>;
  /** A short description. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The system prompt. */
  declare readonly systemPrompt: pulumi.Output<string | undefined>;
  /** `provider:model`, or a saved Playground configuration. */
  declare readonly model: pulumi.Output<pulumi.Unwrap<ModelArgs> | undefined>;
  /** Tools of MCP servers. */
  declare readonly tools: pulumi.Output<Tool[] | undefined>;
  /** Approval rules by tool, besides those that tools state themselves. */
  declare readonly interruptConfig: pulumi.Output<Record<string, boolean> | undefined>;
  /** Where file and code tools work. */
  declare readonly backend: pulumi.Output<pulumi.Unwrap<BackendArgs> | undefined>;
  /** Who may see, run and change the agent. */
  declare readonly permissions: pulumi.Output<pulumi.Unwrap<PermissionsArgs> | undefined>;
  /** Agents to delegate work to. */
  declare readonly subagents: pulumi.Output<Subagent[] | undefined>;
  /** Inline skills. */
  declare readonly skills: pulumi.Output<pulumi.Unwrap<SkillArgs>[] | undefined>;
  /** Raw files by path. */
  declare readonly files: pulumi.Output<Record<string, pulumi.Unwrap<FileArgs>> | undefined>;
  /** Metadata of your own. */
  declare readonly extras: pulumi.Output<Record<string, unknown> | undefined>;
  /** Runtime configuration of your own. */
  declare readonly configurable: pulumi.Output<Record<string, unknown> | undefined>;
  /** Names the agent's current version. Every change of the agent makes a new one. */
  declare readonly revision: pulumi.Output<string>;
  /** When the agent was created (RFC 3339). */
  declare readonly createdAt: pulumi.Output<string>;
  /** When the agent was last changed (RFC 3339). */
  declare readonly updatedAt: pulumi.Output<string>;
  /** The user that owns the agent. */
  declare readonly ownerId: pulumi.Output<string>;
  /** When each MCP server that a tool names as `mcpServer` was last changed (RFC 3339), by its URL. */
  declare readonly mcpServersUpdatedAt: pulumi.Output<Record<string, string>>;

  /**
   * @param name the resource's name, unique in the stack
   * @param args what the agent is
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: AgentArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      `${TYPE_PREFIX}Agent`,
      name,
      {
        ...declared(
          {
            ...agentInputs(name, args),
            __owner: ownerMark(name, opts),
            __policies: policiesInForce(),
            __connection: providerBy(opts)?.id,
            __provider: providerShell("agent"),
          },
          OPTIONAL_OUTPUTS,
          opts,
        ),
        revision: undefined,
        createdAt: undefined,
        updatedAt: undefined,
        ownerId: undefined,
      },
      pulumi.mergeOptions({ deleteBeforeReplace: true }, opts),
    );
    requireOneProvider(this, name, args);
    // Worked out when it is read, which few programs do: it takes more promises than everything else of an agent.
    Object.defineProperty(this, "mcpServersUpdatedAt", { get: () => mcpServerTimes(args) });
  }
}

outputsWhenUnset(Agent, OPTIONAL_OUTPUTS);

/** What the provider is told of an agent. */
export function agentInputs(name: string, args: AgentArgs) {
  return {
    ...args,
    name: args.name ?? name,
    tools: toolInputs(args.tools),
    subagents: subagentInputs(args.subagents),
  };
}
