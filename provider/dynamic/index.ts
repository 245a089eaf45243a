import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import "./require-node";
import { agent as agentResource } from "../resources/agent/agent";
import { mcpConnection as mcpConnectionResource } from "../resources/mcp-connection/mcp-connection";
import { mcpServer as mcpServerResource } from "../resources/mcp-server/mcp-server";
import { smokeTestRun as smokeTestRunResource } from "../resources/smoke-test-run/smoke-test-run";
import { dynamicProvider } from "./adapter";

/**
 * What the engine's provider process loads, through the one-line text in `shell.ts`. A program never imports this
 * module: it loads zod and undici.
 */
// First, for its effect: on an older Node.js the other modules fail to load, with an error that says nothing.

export const agent = dynamicProvider(agentResource);
export const mcpConnection = dynamicProvider(mcpConnectionResource);
export const mcpServer = dynamicProvider(mcpServerResource);
export const smokeTestRun = dynamicProvider(smokeTestRunResource);

/**
 * The random identity of a stack, which marks what the stack owns. It is made, and saved in the state, before anything on
 * the server: whatever a deployment leaves behind when it is interrupted carries a mark that the next one knows.
 *
 * It lives in the state alone and needs no connection, so a configuration that is wrong shows on the first agent or
 * server, where a person looks for it.
 */
export const stackIdentity: dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: randomUUID(), outs: {} }),
  diff: () => Promise.resolve({ changes: false }),
};
