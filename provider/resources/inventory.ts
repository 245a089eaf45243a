import type { Api } from "../client";
import { ownerIn } from "../inputs/owner";
import type { McpServer } from "../wire";
import { ExpectedError } from "./errors";

/**
 * What the operations of one deployment share: lists that each of them would otherwise fetch for itself, and which
 * objects are whose. Lives as long as the provider's process, which the engine starts anew for each deployment.
 */
export class Inventory {
  private readonly managed = new Set<string>();
  private readonly takenOver = new Set<string>();
  private readonly changedServers = new Map<string, McpServer | undefined>();
  private agents: Promise<ReadonlyMap<string, string>> | undefined;
  private servers: Promise<readonly McpServer[]> | undefined;

  /** @param api makes a connection for one shared list, with a time budget of its own */
  constructor(private readonly api: () => Api | Promise<Api>) {}

  /** Takes note of an object that the stack's state has: it is no leftover, whatever mark it carries. */
  manages(id: string): void {
    this.managed.add(id);
  }

  /** Takes note of a leftover that a resource of this deployment has become. */
  takesOver(id: string): void {
    this.takenOver.add(id);
  }

  /**
   * Whether another resource of this deployment has become the object since: then whoever had it before must not delete
   * it. So it is when the engine makes a replacement first, without the program's knowledge (a transformation).
   */
  hasTakenOver(id: string): boolean {
    return this.takenOver.has(id);
  }

  /**
   * Takes note of an object that a resource adopts.
   *
   * @throws DeploymentError when another resource of the stack has it
   */
  adopts(id: string): void {
    if (this.managed.has(id) || this.takenOver.has(id)) {
      throw new ExpectedError(`adopt: ${id} belongs to another resource of this stack already: adopt it once`);
    }
    this.takenOver.add(id);
  }

  /** Takes note of a server that this deployment registered or changed. */
  registers(server: McpServer): void {
    this.changedServers.set(server.id, server);
  }

  /** Takes note of a server that this deployment deleted. */
  unregisters(id: string): void {
    this.changedServers.set(id, undefined);
  }

  /** The id of the agent that an interrupted deployment left behind under this mark. Lists the agents once. */
  async leftoverAgent(owner: string): Promise<string | undefined> {
    this.agents ??= forgetOnFailure(agentsByOwner(this.api), () => (this.agents = undefined));
    return this.unlessManaged((await this.agents).get(owner));
  }

  /** The id of the MCP server that an interrupted deployment left behind, if one of the registered ones `isIt`. */
  async leftoverServer(isIt: (server: McpServer) => boolean): Promise<string | undefined> {
    return this.unlessManaged((await this.mcpServers()).find(isIt)?.id);
  }

  /** Every registered MCP server. The list is fetched once, and again only when asked for. */
  async mcpServers({ again = false } = {}): Promise<readonly McpServer[]> {
    if (again || this.servers === undefined) {
      this.servers = forgetOnFailure(this.listServers(), () => (this.servers = undefined));
    }
    const listed = (await this.servers).map((server): [string, McpServer | undefined] => [server.id, server]);
    return [...new Map([...listed, ...this.changedServers]).values()].filter((server) => server !== undefined);
  }

  private async listServers(): Promise<readonly McpServer[]> {
    return (await this.api()).mcpServers.list();
  }

  private unlessManaged(id: string | undefined): string | undefined {
    return id === undefined || this.managed.has(id) ? undefined : id;
  }
}

async function agentsByOwner(connect: () => Api | Promise<Api>): Promise<ReadonlyMap<string, string>> {
  const [api, found] = [await connect(), new Map<string, string>()];
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
