import * as pulumi from "@pulumi/pulumi";
import { requireProgram } from "./program-start";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import type {
  BackendArgs,
  FileArgs,
  InterruptConfig,
  ModelArgs,
  OnDeleteArgs,
  PermissionsArgs,
  PlaygroundModelArgs,
  SkillArgs,
  SubagentArgs,
} from "./agent-args";
import type { ToolArgs, ToolOptions } from "./mcp-server";
import { providerBy } from "./provider";
import { secretPaths } from "./secret-paths";
import { adoptedBefore, ownerMark } from "./owner";
import { policiesInForce } from "./policies-in-force";
import { declared, named, type NotAnOutput, outputsWhenUnset, requireUsable, timeoutsIn } from "./properties";
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
 * A model as deployed: `provider:model`, or a saved Playground configuration.
 *
 * @example
 * const nameOf = (model: deepagents.Model = "") => (typeof model === "string" ? model : model.playground);
 * export const model = new deepagents.Agent("assistant").model.apply(nameOf);
 */
export type Model = string | pulumi.Unwrap<PlaygroundModelArgs>;

/**
 * A subagent as deployed.
 *
 * @example
 * const agent = new deepagents.Agent("assistant", { subagents: [{ name: "critic" }] });
 * const names = agent.subagents.apply((all: deepagents.Subagent[] = []) => all.map(({ name }) => name));
 */
export type Subagent = Omit<pulumi.Unwrap<SubagentArgs>, "model" | "systemPrompt" | "tools"> & {
  model?: Model | undefined;
  tools?: Tool[] | undefined;
};

/**
 * Arguments of {@link Agent}.
 *
 * @example
 * const args: deepagents.AgentArgs = { model: "anthropic:claude-sonnet-4-6", systemPrompt: "You answer briefly." };
 * const brief = new deepagents.Agent("brief", args);
 */
export interface AgentArgs {
  /** The name people see. Default: the one that the agent has; of a new agent, the resource's. */
  name?: pulumi.Input<string> | undefined;
  /** A short description. */
  description?: pulumi.Input<string> | undefined;
  /** The system prompt, kept as `AGENTS.md` in the agent's file tree. */
  systemPrompt?: pulumi.Input<string> | undefined;
  /** `provider:model`, for example `anthropic:claude-sonnet-4-6`, or `{ playground: name }` for a saved configuration. */
  model?: pulumi.Input<ModelArgs> | undefined;
  /** Tools of MCP servers. */
  tools?: pulumi.Input<pulumi.Input<ToolArgs>[]> | undefined;
  /** Approval rules by tool. */
  interruptConfig?: pulumi.Input<InterruptConfig> | undefined;
  /** Where file and code tools work. Default: `{ type: "state" }`. */
  backend?: pulumi.Input<BackendArgs> | undefined;
  /** Who may see, run and change the agent. */
  permissions?: pulumi.Input<PermissionsArgs> | undefined;
  /** Agents that the agent delegates work to. */
  subagents?: pulumi.Input<pulumi.Input<SubagentArgs>[]> | undefined;
  /** Inline skills. */
  skills?: pulumi.Input<pulumi.Input<SkillArgs>[]> | undefined;
  /** Raw files by path, in addition to those that the other arguments write. */
  files?: pulumi.Input<Record<string, pulumi.Input<FileArgs>>> | undefined;
  /** Metadata of your own, kept with the agent. */
  extras?: pulumi.Input<Record<string, pulumi.Input<unknown>>> | undefined;
  /** Runtime configuration of your own, merged into the agent's. */
  configurable?: pulumi.Input<Record<string, pulumi.Input<unknown>>> | undefined;
  /**
   * The id of an existing agent to take over instead of creating a new one. What the program sets is changed, everything
   * else stays as it is. Only the first deployment needs this argument; it may stay in the program. A different id
   * replaces the agent.
   */
  adopt?: pulumi.Input<string> | undefined;
  /**
   * What happens to the agent's threads when it is deleted. The service keeps them by default: they can still be read,
   * but not continued. Default: `{ threads: "keep" }`.
   */
  onDelete?: pulumi.Input<OnDeleteArgs> | undefined;
}

/** What the program may set, and a look-up finds. */
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
  declare readonly model: pulumi.Output<Model | undefined>;
  /** Tools of MCP servers. */
  declare readonly tools: pulumi.Output<Tool[] | undefined>;
  /** Approval rules by tool, except those that tools have themselves. */
  declare readonly interruptConfig: pulumi.Output<Record<string, boolean> | undefined>;
  /** Where file and code tools work. */
  declare readonly backend: pulumi.Output<pulumi.Unwrap<BackendArgs> | undefined>;
  /** Who may see, run and change the agent. */
  declare readonly permissions: pulumi.Output<pulumi.Unwrap<PermissionsArgs> | undefined>;
  /** Agents that the agent delegates work to. */
  declare readonly subagents: pulumi.Output<Subagent[] | undefined>;
  /** Inline skills. */
  declare readonly skills: pulumi.Output<pulumi.Unwrap<SkillArgs>[] | undefined>;
  /** Raw files by path. */
  declare readonly files: pulumi.Output<Record<string, pulumi.Unwrap<FileArgs>> | undefined>;
  /** Metadata kept with the agent. */
  declare readonly extras: pulumi.Output<Record<string, unknown> | undefined>;
  /** Runtime configuration, merged into the agent's. */
  declare readonly configurable: pulumi.Output<Record<string, unknown> | undefined>;
  /** The agent's current version. Every change of the agent creates a new one. */
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
  constructor(name: string, args: AgentArgs & NotAnOutput = {}, opts?: pulumi.CustomResourceOptions) {
    requireUsable(`new Agent("${name}")`, args, opts, 'write the argument adopt: "<id>" instead');
    requireProgram();
    const inputs = agentInputs(`new Agent("${name}")`, args);
    super(
      `${TYPE_PREFIX}Agent`,
      name,
      {
        ...declared(
          {
            ...inputs,
            ...named(name, args.name),
            __owner: ownerMark("Agent", name, opts),
            __adopted: args.adopt === undefined ? undefined : adoptedBefore("Agent", name, opts),
            __policies: policiesInForce(),
            __secretPaths: secretPaths(inputs),
            __customTimeouts: timeoutsIn(`new Agent("${name}")`, opts),
            __connection: providerBy(opts)?.id,
            __provider: providerShell("__proof" in args ? "gatedAgent" : "agent"),
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
    // Computed when it is read, which few programs do: it takes more promises than the rest of an agent.
    Object.defineProperty(this, "mcpServersUpdatedAt", { get: () => mcpServerTimes(args) });
  }
}

outputsWhenUnset(Agent, OPTIONAL_OUTPUTS);

type ValueOf<T> = T extends pulumi.Output<infer Value> ? Value : never;
type Values<Outputs> = { -readonly [Name in keyof Outputs]?: ValueOf<Outputs[Name]> };

/** The settings that the API's lists leave out: most of them are kept in the agent's files. */
export type Unlisted = "systemPrompt" | "tools" | "interruptConfig" | "subagents" | "skills" | "files" | "configurable";

/** What can be set of an agent, as values: what look-ups find. */
export type AgentSettings = Values<Pick<Agent, OptionalOutput>>;

/**
 * The arguments as the provider gets them.
 *
 * @param what the constructor, for messages
 */
export function agentInputs(what: string, args: AgentArgs) {
  return {
    ...args,
    tools: toolInputs(what, args.tools),
    subagents: subagentInputs(what, args.subagents),
  };
}
