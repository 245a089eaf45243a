/**
 * The wire format of `/v1/deepagents/agents`, as the public OpenAPI document and the product's guides describe it.
 *
 * The product changed during its preview, so two dialects are in use: `instructions` and `system_prompt`; and `backend.type`
 * `default`, `thread_scoped_sandbox` or `agent_scoped_sandbox` with `sandbox`, as well as `state` or `sandbox` with
 * `sandbox_config`. Both are valid here; comparing them is up to the caller.
 */
import * as z from "zod";

export const SharedUsersSchema = z
  .object({
    read: z.array(z.string()).describe("User IDs allowed to read the agent."),
    run: z.array(z.string()).describe("User IDs allowed to run the agent."),
    update: z.array(z.string()).describe("User IDs allowed to update the agent."),
  })
  .partial()
  .meta({ id: "SharedUsers" });

export const AgentPermissionsSchema = z
  .object({
    identity: z.enum(["personal", "shared"]).describe("Agent identity scope. Defaults to `personal`."),
    visibility: z.enum(["tenant", "user"]).describe("Visibility scope for the agent. Defaults to `tenant`."),
    tenant_access_level: z.enum(["read", "run", "write"]).describe("Workspace access level. Defaults to `read`."),
    shared_users: SharedUsersSchema,
  })
  .partial()
  .meta({ id: "AgentPermissions", description: "Agent visibility and sharing configuration." });
export type AgentPermissions = z.infer<typeof AgentPermissionsSchema>;

export const AgentRuntimeSchema = z
  .object({
    model: z
      .object({
        model_id: z
          .string()
          .describe("`{provider}:{model_name}`; a value without a colon names a saved Playground configuration."),
      })
      .partial()
      .meta({ id: "AgentModelConfig" }),
  })
  .partial()
  .meta({ id: "AgentRuntime" });

export const ToolSpecSchema = z
  .object({
    name: z.string().describe("Tool name as exposed by the MCP server."),
    mcp_server_url: z.string().describe("URL of the MCP server hosting this tool."),
    mcp_server_name: z.string().describe("Display name for the MCP server. Defaults to the URL when empty."),
    display_name: z.string().describe("Display name for the tool. Defaults to the tool name when empty."),
  })
  .partial()
  .meta({ id: "ToolSpec" });
export type ToolSpec = z.infer<typeof ToolSpecSchema>;

export const ToolsConfigSchema = z
  .object({
    tools: z.array(ToolSpecSchema).describe("MCP tools available to the agent. Serialized to `tools.json`."),
    interrupt_config: z
      .record(z.string(), z.boolean())
      .describe(
        "Per-tool interrupt rules, keyed `{mcp_server_url}::{tool_name}`. A trailing slash of the URL and further " +
          "`::` parts are ignored when matching; a bare tool name is accepted as a fallback. `true` asks a person first.",
      ),
  })
  .partial()
  .meta({ id: "ToolsConfig" });
export type ToolsConfig = z.infer<typeof ToolsConfigSchema>;

export const SubagentSpecSchema = z
  .object({
    name: z.string().describe("Subagent slug: letters, numbers, spaces, underscores or hyphens."),
    description: z.string().describe("Short human-readable description."),
    model_id: z.string().describe("Model ID for this subagent. Inherits the parent runtime when empty."),
    instructions: z.string().describe("Subagent system prompt. Written to `subagents/<name>/AGENTS.md`."),
    tools: ToolsConfigSchema,
  })
  .partial()
  .meta({ id: "SubagentSpec" });
export type SubagentSpec = z.infer<typeof SubagentSpecSchema>;

export const SkillSpecSchema = z
  .object({
    type: z.literal("inline").describe("Skill discriminator. Only `inline` is supported."),
    name: z.string().describe("Skill slug: letters, numbers, spaces, underscores or hyphens."),
    description: z.string().describe("Short human-readable description shown to the agent."),
    instructions: z.string().describe("Skill body. Written to `skills/<name>/SKILL.md`."),
    files: z
      .record(z.string(), z.string())
      .describe("Supporting files keyed by relative path: no leading slash, no `..` segment."),
  })
  .partial()
  .meta({ id: "SkillSpec" });
export type SkillSpec = z.infer<typeof SkillSpecSchema>;

export const FileEntrySchema = z
  .object({
    type: z.enum(["file", "skill"]).describe("Entry discriminator. Defaults to `file` when omitted."),
    content: z.string().describe("File contents as a UTF-8 string. Must be empty when `type` is `skill`."),
    repo_handle: z.string().describe("Workspace skill repo handle. Required when `type` is `skill`."),
    commit_id: z.string().describe("Optional pin to a specific skill commit. Defaults to latest."),
  })
  .partial()
  .meta({ id: "FileEntry" });
export type FileEntry = z.infer<typeof FileEntrySchema>;

export const FileMapSchema = z
  .record(z.string(), FileEntrySchema)
  .meta({ id: "FileMap", description: "Raw files for paths that no typed field covers, keyed by relative path." });
export type FileMap = z.infer<typeof FileMapSchema>;

/** Whether a file of the tree is one that the agent itself writes while it runs, and its conversations share. */
export function isMemoryPath(path: string): boolean {
  return /^\/?memories(\/|$)/.test(path);
}

const sandboxFields = {
  policy_ids: z.array(z.string()).describe("Sandbox policies governing tool execution."),
  idle_ttl_seconds: z.int().describe("Idle timeout after which an unused sandbox is paused, in seconds."),
  delete_after_stop_seconds: z.int().describe("Time after a sandbox is stopped before it is deleted, in seconds."),
};

export const SandboxConfigSchema = z
  .object({
    scope: z.enum(["thread", "agent"]).describe("One sandbox per thread, or one shared by the agent."),
    snapshot_id: z.string().describe("Snapshot used when creating new sandbox-backed computers."),
    ...sandboxFields,
  })
  .partial()
  .meta({ id: "SandboxConfig" });
export type SandboxConfig = z.infer<typeof SandboxConfigSchema>;

export const AgentBackendSchema = z
  .object({
    type: z
      .enum(["state", "sandbox", "default", "thread_scoped_sandbox", "agent_scoped_sandbox"])
      .describe("Execution backend. The last three are the guides' older names."),
    sandbox_config: SandboxConfigSchema,
    sandbox: z.object(sandboxFields).partial().describe("Sandbox settings in the guides' older dialect."),
  })
  .partial()
  .meta({ id: "AgentBackend" });
export type AgentBackend = z.infer<typeof AgentBackendSchema>;

const openRecord = z.record(z.string(), z.unknown());

/** The same fields, each of which may be left out. */
function optional<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.object(shape).partial().shape;
}

const name = z.string().describe("Human-readable agent name. Must not be blank.");

/**
 * What can be set of an agent, in three groups. Requests and answers are made of these, and so is what the local server
 * keeps: a new field is added to one of them, and to nothing else here.
 */
const listedFields = {
  description: z.string().describe("Short agent description."),
  permissions: AgentPermissionsSchema,
  runtime: AgentRuntimeSchema,
  extras: openRecord.describe("Caller-defined key-value metadata attached to the agent."),
  backend: AgentBackendSchema,
};

/** Missing from lists. */
const unlistedFields = {
  configurable: openRecord.describe("Caller-defined runtime configuration. Typed runtime fields win on collision."),
};

/** Kept as files of the agent's file tree, and missing from lists, too. */
const fileFields = {
  instructions: z
    .string()
    .describe("Deprecated alias for `system_prompt`, which takes precedence when both are set. Answers have both."),
  system_prompt: z.string().describe("Agent system prompt. Kept as `AGENTS.md`."),
  tools: ToolsConfigSchema,
  subagents: z.array(SubagentSpecSchema),
  skills: z.array(SkillSpecSchema),
  files: FileMapSchema,
};

const writableFields = { ...listedFields, ...unlistedFields, ...fileFields };

/** What is set of an agent besides its files. */
export const AgentSettingsSchema = z.object({ name, ...optional({ ...listedFields, ...unlistedFields }) });
export type AgentSettings = z.infer<typeof AgentSettingsSchema>;

export const CreateAgentRequestSchema = z
  .object({ name, ...optional(writableFields) })
  .meta({ id: "CreateAgentRequest" });
export type CreateAgentRequest = z.infer<typeof CreateAgentRequestSchema>;

export const UpdateAgentRequestSchema = z
  .object({
    name,
    ...writableFields,
    deleted_paths: z.array(z.string()).describe("Relative file paths to remove from the file tree."),
  })
  .partial()
  .meta({ id: "UpdateAgentRequest", description: "Sparse update. Omitted fields are left unchanged." });
export type UpdateAgentRequest = z.infer<typeof UpdateAgentRequestSchema>;

export const CloneAgentRequestSchema = z
  .object({ name: z.string().describe("Optional clone name override."), permissions: AgentPermissionsSchema })
  .partial()
  .meta({ id: "CloneAgentRequest" });
export type CloneAgentRequest = z.infer<typeof CloneAgentRequestSchema>;

/** An agent as `GET /agents` lists it: without the file tree. Only `id` and `name` are relied upon. */
export const AgentSummarySchema = z
  .object({
    id: z.string(),
    name,
    ...optional(listedFields),
    owner_id: z.string().optional(),
    created_at: z.string().optional(),
    updated_at: z.string().optional(),
    access_level: z.enum(["READ", "RUN", "WRITE"]).optional().describe("Caller access level for this agent."),
    is_owner: z.boolean().optional().describe("Whether the authenticated caller owns this agent."),
  })
  .meta({ id: "AgentSummary" });
export type AgentSummary = z.infer<typeof AgentSummarySchema>;

export const AgentSchema = AgentSummarySchema.extend({
  ...optional({ ...unlistedFields, ...fileFields }),
  files: FileMapSchema.optional().describe("Raw file map; present with `include_files=true`."),
  revision: z.string().optional().describe("Revision token for the latest file tree commit."),
}).meta({ id: "Agent" });
export type Agent = z.infer<typeof AgentSchema>;

export const ListAgentsResponseSchema = z
  .object({
    items: z.array(AgentSummarySchema),
    next_cursor: z.string().nullish().describe("Cursor for the next page, or `null` when there are no more pages."),
  })
  .meta({ id: "ListAgentsResponse" });
export type ListAgentsResponse = z.infer<typeof ListAgentsResponseSchema>;

export const AgentHealthSchema = openRecord.meta({
  id: "HealthResponse",
  description: "Per-MCP-server health summary for an agent.",
});
