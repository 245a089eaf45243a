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
export { Connection, type ConnectionArgs, type ConnectionOptions } from "./connection";
export * as policies from "./policies";
export type { Policies } from "./policies";
export { McpServer, type McpServerArgs } from "./mcp-server";
