/**
 * Pulumi resources for LangSmith Managed Deep Agents.
 *
 * @packageDocumentation
 */
export { Agent, type Subagent, type Tool } from "./agent";
export type {
  AgentArgs,
  BackendArgs,
  FileArgs,
  InterruptConfig,
  ModelArgs,
  PermissionsArgs,
  SandboxArgs,
  SandboxConfigArgs,
  SkillArgs,
  SubagentArgs,
  ToolArgs,
  ToolOptions,
} from "./agent-args";
export { agentFromDirectory, type DirectoryOverrides } from "./agent-from-directory";
export { McpServer, type McpServerArgs } from "./mcp-server";
export * as policies from "./policies";
export type { Policies } from "./policies";
