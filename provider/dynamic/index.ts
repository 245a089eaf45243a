/**
 * What the engine's provider process loads, through the one-line text in `shell.ts`. A program never imports this
 * module, because it loads zod and undici.
 */
// First, for its effect: on an older Node.js the other modules fail to load, with an error that says nothing.
import "./require-node";
import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import { agent as agentResource } from "../resources/agent/agent";
import { gatedAgent as gatedAgentResource } from "../resources/agent/gated-agent";
import { mcpConnection as mcpConnectionResource } from "../resources/mcp-connection/mcp-connection";
import { mcpServer as mcpServerResource } from "../resources/mcp-server/mcp-server";
import { smokeTestRun as smokeTestRunResource } from "../resources/smoke-test-run/smoke-test-run";
import { dynamicProvider } from "./adapter";

export const agent = dynamicProvider(agentResource);
export const gatedAgent = dynamicProvider(gatedAgentResource);
export const mcpConnection = dynamicProvider(mcpConnectionResource);
export const mcpServer = dynamicProvider(mcpServerResource);
export const smokeTestRun = dynamicProvider(smokeTestRunResource);

/**
 * The random identity of a stack, which marks what the stack owns. It is created, and saved in the state, before anything
 * on the server, so whatever an interrupted deployment leaves behind carries a mark that the next one knows.
 *
 * It exists only in the state and needs no client, so an invalid configuration is reported on the first agent or server,
 * where a person looks for it.
 */
export const stackIdentity: dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: randomUUID(), outs: {} }),
  diff: () => Promise.resolve({ changes: false }),
};
