import type { Api } from "../api";
import { ownerIn } from "../schema/owner";
import type { McpServer } from "../schema/wire";

/**
 * What the operations of one deployment share: lists that each of them would otherwise fetch for itself. Lives as long as
 * the provider's process, which the engine starts anew for each deployment.
 */
export class Deployment {
  private readonly managed = new Set<string>();
  private readonly registered: McpServer[] = [];
  private agents: Promise<ReadonlyMap<string, string>> | undefined;
  private servers: Promise<readonly McpServer[]> | undefined;

  /** Takes note of an object that the stack's state has: it is no leftover, whatever mark it carries. */
  manages(id: string): void {
    this.managed.add(id);
  }

  /** Takes note of a server that this deployment registered or changed. */
  registers(server: McpServer): void {
    this.registered.push(server);
  }

  /** The id of the agent that an interrupted deployment left behind under this mark. Lists the agents once. */
  async leftoverAgent(api: Api, owner: string): Promise<string | undefined> {
    this.agents ??= forgetOnFailure(agentsByOwner(api), () => (this.agents = undefined));
    return this.unlessManaged((await this.agents).get(owner));
  }

  /** The id of the MCP server that an interrupted deployment left behind as `request` asked for it. */
  async leftoverServer(api: Api, isIt: (server: McpServer) => boolean): Promise<string | undefined> {
    return this.unlessManaged((await this.mcpServers(api)).find(isIt)?.id);
  }

  /** Every registered MCP server. The list is fetched once, and again only when asked for. */
  async mcpServers(api: Api, { again = false } = {}): Promise<readonly McpServer[]> {
    if (again || this.servers === undefined) {
      this.servers = forgetOnFailure(api.mcpServers.list(), () => (this.servers = undefined));
    }
    return [...(await this.servers), ...this.registered];
  }

  private unlessManaged(id: string | undefined): string | undefined {
    return id === undefined || this.managed.has(id) ? undefined : id;
  }
}

async function agentsByOwner(api: Api): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const agent of api.agents.list()) {
    const owner = ownerIn(agent.extras);
    if (owner !== undefined) {
      found.set(owner, agent.id);
    }
  }
  return found;
}

/** A failed fetch is not remembered: the next operation tries again. */
function forgetOnFailure<T>(fetched: Promise<T>, forget: () => void): Promise<T> {
  fetched.catch(forget);
  return fetched;
}
