/**
 * What the engine's provider process loads, through the one-line text in `shell.ts`. A program never imports this
 * module: it loads zod and undici.
 */
import { agent as agentResource } from "../resources/agent/agent";
import { mcpServer as mcpServerResource } from "../resources/mcp-server/mcp-server";
import { dynamicProvider } from "./adapter";

export const agent = dynamicProvider(agentResource);
export const mcpServer = dynamicProvider(mcpServerResource);
