import type { AgentInputs, ToolInputs } from "../schema/inputs/agent";
import { interruptKey, normalKey } from "../schema/interrupt-key";
import { normalUrl } from "../schema/url";

/** A tool that names its server by a resource in place of a URL. */
export type BoundTool<Server> = Omit<ToolInputs, "mcpServerUrl"> & { readonly mcpServer: Server };

type WithTools = Pick<AgentInputs, "tools" | "interruptConfig">;
type Bound<T extends WithTools, Server> = Omit<T, "tools"> & { tools?: (ToolInputs | BoundTool<Server>)[] };

/**
 * Puts a server's resource in place of its URL in the tools of an agent or subagent. A tool's approval rule moves to the
 * tool: the URL of the server that is deployed may be another one than the rule's key has, or not known yet.
 *
 * @param servers by URL; one that no tool is on does nothing
 */
export function bindServers<T extends WithTools, Server>(
  inputs: T,
  servers: Readonly<Record<string, Server>>,
): Bound<T, Server> {
  const byUrl = new Map(Object.entries(servers).map(([url, server]) => [normalUrl(url), server]));
  const rules = new Map(Object.entries(inputs.interruptConfig ?? {}));
  const keys = new Map([...rules.keys()].map((key) => [normalKey(key), key]));
  const tools = inputs.tools?.map((tool) => {
    const { mcpServerUrl, ...rest } = tool;
    const mcpServer = byUrl.get(normalUrl(mcpServerUrl));
    if (mcpServer === undefined) {
      return tool;
    }
    const key = keys.get(interruptKey(mcpServerUrl, tool.name));
    const requireApproval = key === undefined ? undefined : rules.get(key);
    rules.delete(key ?? "");
    return { ...rest, mcpServer, ...(requireApproval !== undefined && { requireApproval }) };
  });
  return {
    ...inputs,
    ...(tools && { tools }),
    ...(inputs.interruptConfig && { interruptConfig: Object.fromEntries(rules) }),
  };
}
