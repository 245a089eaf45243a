/** The parts that the arguments of an agent are made of. */
import type * as pulumi from "@pulumi/pulumi";
import type { ToolArgs } from "./mcp-server";

/**
 * Approval rules by tool: `{mcpServerUrl}::{toolName}`, or a bare tool name. `true` asks a person before each call.
 * Setting `requireApproval` on the tool itself is shorter.
 *
 * @example
 * const interruptConfig: deepagents.InterruptConfig = { "https://mcp.example.com::delete_note": true };
 */
export type InterruptConfig = Record<string, pulumi.Input<boolean>>;

/**
 * Settings of a sandbox: a computer for code and files, apart from the agent's own process.
 *
 * @example
 * const sandbox: deepagents.SandboxArgs = { idleTtlSeconds: 600, deleteAfterStopSeconds: 3600 };
 * const backend: deepagents.BackendArgs = { type: "thread_scoped_sandbox", sandbox };
 */
export interface SandboxArgs {
  /** Policies that govern what tools may do in the sandbox, by id. */
  policyIds?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** How long an unused sandbox runs before it is paused, in seconds. */
  idleTtlSeconds?: pulumi.Input<number> | undefined;
  /** How long a stopped sandbox is kept before it is deleted, in seconds. */
  deleteAfterStopSeconds?: pulumi.Input<number> | undefined;
}

/**
 * {@link SandboxArgs} in the API's newer dialect.
 *
 * @example
 * const sandboxConfig: deepagents.SandboxConfigArgs = { scope: "agent", idleTtlSeconds: 600 };
 */
export interface SandboxConfigArgs extends SandboxArgs {
  /** One sandbox for each thread, or one for the whole agent. Default: `thread`. */
  scope?: pulumi.Input<"thread" | "agent"> | undefined;
  /** The snapshot that new sandboxes start from. */
  snapshotId?: pulumi.Input<string> | undefined;
}

/**
 * Where an agent's file and code tools work. The API has two dialects, which mean the same: `state` is `default`, and
 * `sandbox` with `sandboxConfig.scope` is `thread_scoped_sandbox` or `agent_scoped_sandbox` with `sandbox`.
 *
 * @example
 * const backend: deepagents.BackendArgs = { type: "sandbox", sandboxConfig: { scope: "thread" } };
 */
export interface BackendArgs {
  type: pulumi.Input<"state" | "sandbox" | "default" | "thread_scoped_sandbox" | "agent_scoped_sandbox">;
  /** For `type: "sandbox"`. */
  sandboxConfig?: pulumi.Input<SandboxConfigArgs> | undefined;
  /** For `type: "thread_scoped_sandbox"` and `type: "agent_scoped_sandbox"`. */
  sandbox?: pulumi.Input<SandboxArgs> | undefined;
}

/**
 * Who may see, run and change an agent.
 *
 * @example
 * const permissions: deepagents.PermissionsArgs = { identity: "shared", tenantAccessLevel: "run" };
 */
export interface PermissionsArgs {
  /** Whether the agent acts as the person who runs it or as one shared identity. Default: `personal`. */
  identity?: pulumi.Input<"personal" | "shared"> | undefined;
  /** Who sees the agent: the whole workspace (`tenant`) or its owner (`user`). Default: `tenant`. */
  visibility?: pulumi.Input<"tenant" | "user"> | undefined;
  /** What the workspace may do with the agent. Default: `read`. */
  tenantAccessLevel?: pulumi.Input<"read" | "run" | "write"> | undefined;
  /** Further users and what each may do. */
  sharedUsers?: pulumi.Input<SharedUsersArgs> | undefined;
}

/**
 * Users that an agent is shared with, by what they may do.
 *
 * @example
 * const sharedUsers: deepagents.SharedUsersArgs = { run: ["0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11"] };
 */
export interface SharedUsersArgs {
  /** Ids of users who may see the agent. */
  read?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Ids of users who may run the agent. */
  run?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Ids of users who may change the agent. */
  update?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/**
 * What happens to what belongs to an agent when the agent is deleted.
 *
 * @example
 * const onDelete: deepagents.OnDeleteArgs = { threads: "delete" };
 */
export interface OnDeleteArgs {
  /** Whether the agent's threads are kept, to be read, or deleted. */
  threads: pulumi.Input<"keep" | "delete">;
}

/**
 * Models that editors complete. That is all the list is for: `model` takes any other, and what runs is up to the
 * workspace. It has those that the documentation and the examples use.
 */
type KnownModel =
  "anthropic:claude-haiku-4-5" | "anthropic:claude-sonnet-4-6" | "openai:gpt-5.4-mini" | "openai:gpt-5.5";

/** Any text. Beside plain `string` the compiler, and so an editor, would forget the known models. */
type OtherModel = string & {};

/**
 * Which model to run on: `provider:model`, for example `anthropic:claude-sonnet-4-6`, or a model configuration saved in
 * the workspace's Playground, by name.
 *
 * @example
 * const models: deepagents.ModelArgs[] = ["anthropic:claude-sonnet-4-6", { playground: "drafts" }];
 */
export type ModelArgs = KnownModel | OtherModel | PlaygroundModelArgs;

/**
 * A model configuration saved in the workspace's Playground.
 *
 * @example
 * const model: deepagents.PlaygroundModelArgs = { playground: "drafts" };
 */
export interface PlaygroundModelArgs {
  /** The saved configuration's name. */
  playground: pulumi.Input<string>;
}

/**
 * An agent that the main agent delegates work to.
 *
 * @example
 * const critic: deepagents.SubagentArgs = {
 *   name: "critic",
 *   description: "Finds what is wrong with a draft.",
 *   systemPrompt: "Name the three weakest claims.",
 * };
 */
export interface SubagentArgs {
  /** Unique among the agent's subagents: letters, numbers, spaces, underscores and hyphens. */
  name: pulumi.Input<string>;
  /** Tells the main agent what the subagent is for. */
  description?: pulumi.Input<string> | undefined;
  /** `provider:model`, or `{ playground: name }`. Default: the main agent's model. */
  model?: pulumi.Input<ModelArgs> | undefined;
  /** The subagent's system prompt. Outputs and look-ups have it as `instructions`. */
  systemPrompt?: pulumi.Input<string> | undefined;
  /** The API's name of `systemPrompt`: write one of the two. */
  instructions?: pulumi.Input<string> | undefined;
  /** Tools of the subagent's own. */
  tools?: pulumi.Input<pulumi.Input<ToolArgs>[]> | undefined;
  /** Approval rules for the subagent's tools. */
  interruptConfig?: pulumi.Input<InterruptConfig> | undefined;
}

/**
 * A skill: instructions for one kind of task, which the agent reads when it needs them.
 *
 * @example
 * const skill: deepagents.SkillArgs = {
 *   name: "citations",
 *   description: "How to cite sources.",
 *   frontMatter: "license: MIT\nallowed-tools: search, read",
 *   instructions: "Cite as [n], with a list in the end.",
 *   files: { "template.md": "[1] Author, title, year" },
 * };
 */
export interface SkillArgs {
  /** Unique among the agent's skills: letters, numbers, spaces, underscores and hyphens. */
  name: pulumi.Input<string>;
  /** Tells the agent when to use the skill. */
  description?: pulumi.Input<string> | undefined;
  /**
   * The front matter of the skill's `SKILL.md` besides `name` and `description`, in YAML. It is kept as it is written, and
   * compared by what it says. Default: what the skill has on the server stays; `""` removes it.
   */
  frontMatter?: pulumi.Input<string> | undefined;
  /** The body of the skill's `SKILL.md`. */
  instructions?: pulumi.Input<string> | undefined;
  /** Supporting files by path relative to the skill. */
  files?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
}

/**
 * A raw file: its text, or a link to a skill in the workspace's own repository.
 *
 * @example
 * const files: Record<string, deepagents.FileArgs> = {
 *   "docs/tone.md": "Short sentences.",
 *   "skills/citations": { repoHandle: "citations", commitId: "4f2c9d1" },
 * };
 */
export type FileArgs = string | FileContentArgs | SkillLinkArgs;

/**
 * A raw file as an object. Its text alone means the same.
 *
 * @example
 * const file: deepagents.FileContentArgs = { content: "Short sentences." };
 */
export interface FileContentArgs {
  /** The file's text. */
  content: pulumi.Input<string>;
}

/**
 * A link to a skill in the workspace's own repository.
 *
 * @example
 * const link: deepagents.SkillLinkArgs = { repoHandle: "citations", commitId: "4f2c9d1" };
 */
export interface SkillLinkArgs {
  /** The skill repository's handle. */
  repoHandle: pulumi.Input<string>;
  /** Pins the skill to a commit. Default: the latest one. */
  commitId?: pulumi.Input<string> | undefined;
}
