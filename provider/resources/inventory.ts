/** What the server has, as far as the operations of one deployment share it. */
import type { Api } from "../client";
import { isSetAndKnown } from "../inputs/check";
import { ownerIn } from "../inputs/owner";
import type { McpServer } from "../wire";
import { ExpectedError } from "./errors";
import { ToolLists } from "./tool-lists";

/**
 * The lists that each operation of a deployment would otherwise fetch for itself, and which resource has which object.
 * Lives as long as the provider's process, which the engine starts anew for each deployment.
 */
export class Inventory {
  readonly #api: () => Api | Promise<Api>;
  readonly #managed = new Map<string, unknown>();
  readonly #wanted = new Set<string>();
  readonly #takenOver = new Map<string, unknown>();
  readonly #kept = new Map<string, unknown>();
  readonly #names = new Map<string, unknown>();
  readonly #changedServers = new Map<string, McpServer | undefined>();
  /** What tools the servers have; absent if nobody is to ask. */
  readonly tools?: ToolLists;
  #agents: Promise<AgentList> | undefined;
  #servers: Promise<readonly McpServer[]> | undefined;

  /**
   * @param api makes an API for one shared list, with a time budget of its own
   * @param verifiesTools whether MCP servers are asked for their tools
   */
  constructor(api: () => Api | Promise<Api>, verifiesTools = true) {
    this.#api = api;
    if (verifiesTools) {
      this.tools = new ToolLists(api);
    }
  }

  /**
   * Notes an object that the stack's state has. It is not a leftover, whatever mark it carries.
   *
   * @param owner the mark of the resource that has it, as far as that is known
   */
  manages(id: string, owner?: unknown): void {
    this.#managed.set(id, owner ?? this.#managed.get(id));
  }

  /**
   * Notes an object that a resource without a state is going to adopt, and returns what is wrong with that: the state has
   * it already, either for another resource or for this one, which is about to be replaced.
   *
   * @param owner the mark of the resource
   */
  wants(id: string, owner: unknown): "replacement" | "another resource" | undefined {
    this.#wanted.add(id);
    if (!this.#managed.has(id)) {
      return undefined;
    }
    return this.#managed.get(id) === owner ? "replacement" : "another resource";
  }

  /** Whether a resource of this deployment is going to adopt the object, and has not done so yet. */
  isWanted(id: string): boolean {
    return this.#wanted.has(id) && !this.#takenOver.has(id);
  }

  /**
   * Notes that a resource of the program goes on with an object that the state has for it.
   *
   * @param owner the mark of the resource
   * @throws ExpectedError when another resource has adopted it
   */
  keeps(id: string, owner: unknown): void {
    const other = this.#takenOver.get(id) ?? this.#kept.get(id);
    if (isAnother(other, owner)) {
      throw new ExpectedError(
        `two resources of this stack have ${id}: remove from the program the one that adopts it, or give it up with ` +
          "`pulumi state delete` and its URN",
      );
    }
    this.#kept.set(id, owner);
  }

  /**
   * Notes a leftover that a resource of this deployment has taken over.
   *
   * @param owner the mark of the resource
   */
  takesOver(id: string, owner: unknown): void {
    this.#takenOver.set(id, owner);
  }

  /** Whether another resource of the program goes on with the object. */
  isKeptByAnother(id: string, owner: unknown): boolean {
    return isAnother(this.#kept.get(id), owner);
  }

  /**
   * Whether another resource of this deployment has taken the object over, so its previous resource must not delete it.
   * That happens when a transformation makes the engine create a replacement before it deletes the old resource.
   */
  hasTakenOver(id: string): boolean {
    return this.#takenOver.has(id);
  }

  /**
   * Notes an object that a resource adopts.
   *
   * @param owner the mark of the resource
   * @throws ExpectedError when another resource of the stack has it
   */
  adopts(id: string, owner: unknown): void {
    if (this.#managed.has(id) || this.#takenOver.has(id)) {
      throw adoptedTwice(id);
    }
    this.#takenOver.set(id, owner);
  }

  /** Notes what the state calls resources, by their marks. */
  knows(names: readonly (readonly [mark: string, name: unknown])[]): void {
    names.forEach(([mark, name]) => this.#names.set(mark, name));
  }

  /** What the state calls the resource with this mark: its name, or its URN where an alias needs that. */
  nameOf(mark: string | null | undefined): string | undefined {
    const name = this.#names.get(mark ?? "");
    return typeof name === "string" ? name : undefined;
  }

  /** Whether a resource of the stack has the object, as far as this deployment has come to know. */
  has(id: string): boolean {
    return this.#managed.has(id) || this.#takenOver.has(id) || this.#changedServers.get(id) !== undefined;
  }

  /** Notes a server that this deployment registered or changed. */
  registers(server: McpServer): void {
    this.#changedServers.set(server.id, server);
  }

  /** Notes a server that this deployment deleted. */
  unregisters(id: string): void {
    this.#changedServers.set(id, undefined);
  }

  /** The id of the agent that an interrupted deployment left behind under this mark. Lists the agents once. */
  async leftoverAgent(owner: string): Promise<string | undefined> {
    return this.#unlessManaged((await this.#listedAgents()).idByOwner.get(owner));
  }

  /** Whether an agent is listed, unless it carries another mark than this one. */
  async hasAgent(id: string, owner: string | undefined): Promise<boolean> {
    const { ownerById } = await this.#listedAgents();
    const mark = ownerById.get(id);
    return ownerById.has(id) && (mark === undefined || owner === undefined || mark === owner);
  }

  /** The id of the MCP server that an interrupted deployment left behind, if `isIt` recognizes one. */
  async leftoverServer(isIt: (server: McpServer) => boolean): Promise<string | undefined> {
    return this.#unlessManaged((await this.mcpServers()).find(isIt)?.id);
  }

  /** All registered MCP servers. Fetches the list once, and again only if told to. */
  async mcpServers({ again = false } = {}): Promise<readonly McpServer[]> {
    if (again || this.#servers === undefined) {
      this.#servers = forgetOnFailure(this.#listServers(), () => (this.#servers = undefined));
    }
    const listed = (await this.#servers).map((server): [string, McpServer | undefined] => [server.id, server]);
    return [...new Map([...listed, ...this.#changedServers]).values()].filter((server) => server !== undefined);
  }

  #listedAgents(): Promise<AgentList> {
    return (this.#agents ??= forgetOnFailure(listAgents(this.#api), () => (this.#agents = undefined)));
  }

  async #listServers(): Promise<readonly McpServer[]> {
    return (await this.#api()).mcpServers.list();
  }

  #unlessManaged(id: string | undefined): string | undefined {
    return id === undefined || this.#managed.has(id) ? undefined : id;
  }
}

/** Whether two marks are known to be of two resources. */
function isAnother(one: unknown, other: unknown): boolean {
  return isSetAndKnown(one) && isSetAndKnown(other) && one !== other;
}

/** Two resources cannot have one object. */
export function adoptedTwice(id: string): ExpectedError {
  return new ExpectedError(`adopt: ${id} already belongs to another resource of this stack: adopt it once`);
}

interface AgentList {
  readonly idByOwner: ReadonlyMap<string, string>;
  readonly ownerById: ReadonlyMap<string, string | undefined>;
}

async function listAgents(makeApi: () => Api | Promise<Api>): Promise<AgentList> {
  const api = await makeApi();
  const idByOwner = new Map<string, string>();
  const ownerById = new Map<string, string | undefined>();
  for await (const { id, extras } of api.agents.list()) {
    const owner = ownerIn(extras);
    ownerById.set(id, owner);
    if (owner !== undefined) {
      idByOwner.set(owner, id);
    }
  }
  return { idByOwner, ownerById };
}

/** Forgets a failed fetch, so that the next operation tries again. */
function forgetOnFailure<T>(fetched: Promise<T>, forget: () => void): Promise<T> {
  fetched.catch(forget);
  return fetched;
}
