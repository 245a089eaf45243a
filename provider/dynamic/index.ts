/**
 * What the engine's provider process loads, through the one-line text in `shell.ts`. A program never imports this
 * module: it loads zod and undici.
 */
// First, for its effect: on an older Node.js the other modules fail to load, with an error that says nothing.
import "./require-node";
import { agent as agentResource } from "../resources/agent/agent";
import { mcpConnection as mcpConnectionResource } from "../resources/mcp-connection/mcp-connection";
import { mcpServer as mcpServerResource } from "../resources/mcp-server/mcp-server";
import { smokeTestRun as smokeTestRunResource } from "../resources/smoke-test-run/smoke-test-run";
import { dynamicProvider } from "./adapter";

export const agent = dynamicProvider(agentResource);
export const mcpConnection = dynamicProvider(mcpConnectionResource);
export const mcpServer = dynamicProvider(mcpServerResource);
export const smokeTestRun = dynamicProvider(smokeTestRunResource);
export { stackIdentity } from "./stack-identity";
