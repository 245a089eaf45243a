/**
 * Pulumi resources for LangSmith Managed Deep Agents.
 *
 * @packageDocumentation
 */
export { Agent, type AgentArgs, type Model, type Subagent, type Tool } from "./agent";
export type {
  BackendArgs,
  FileArgs,
  FileContentArgs,
  InterruptConfig,
  ModelArgs,
  OnDeleteArgs,
  PermissionsArgs,
  PlaygroundModelArgs,
  SandboxArgs,
  SandboxConfigArgs,
  SharedUsersArgs,
  SkillArgs,
  SkillLinkArgs,
  SubagentArgs,
} from "./agent-args";
export { agentFromDirectory, type DirectoryOverrides } from "./agent-from-directory";
export { Provider, type ProviderArgs, type ProviderOptions } from "./provider";
export {
  type AgentSummary,
  getAgent,
  type GetAgentArgs,
  getAgentHealth,
  type GetAgentHealthArgs,
  getAgentHealthOutput,
  type GetAgentHealthResult,
  getAgentOutput,
  type GetAgentResult,
  getAgents,
  type GetAgentsArgs,
  getAgentsOutput,
  type GetAgentsResult,
} from "./lookups/agents";
export type { LookupInputs } from "./lookups/lookup";
export {
  getMcpServer,
  type GetMcpServerArgs,
  getMcpServerOutput,
  type GetMcpServerResult,
  getMcpServers,
  getMcpServersOutput,
  type GetMcpServersResult,
} from "./lookups/mcp-servers";
export {
  getMcpTools,
  type GetMcpToolsArgs,
  type GetMcpToolsOptions,
  getMcpToolsOutput,
  type GetMcpToolsOutputArgs,
  type GetMcpToolsResult,
  type McpTool,
} from "./lookups/mcp-tools";
export {
  getThreads,
  type GetThreadsArgs,
  getThreadsOutput,
  type GetThreadsResult,
  type ThreadSummary,
} from "./lookups/threads";
export { GatedAgent, type GatedAgentArgs } from "./gated-agent";
export { McpConnection, type McpConnectionArgs, type McpConnectionOptions } from "./mcp-connection";
export {
  McpServer,
  type McpServerArgs,
  type ServerToolArgs,
  type ToolArgs,
  type ToolOptions,
  type UrlToolArgs,
} from "./mcp-server";
export * as policies from "./policies";
export type { Policies } from "./policies";
export { SmokeTest } from "./smoke-test";
export type {
  ExpectationsArgs,
  ExpectedInterruptArgs,
  ExpectedToolCallArgs,
  SmokeTestArgs,
  SmokeTestCaseArgs,
  SmokeTestOptions,
  SmokeTestResult,
  TestedAgentArgs,
} from "./smoke-test-args";
