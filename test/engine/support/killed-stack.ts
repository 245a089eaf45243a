/** A stack of agents and MCP servers, deployed and destroyed by commands that are killed in the middle. */
import { setTimeout as sleep } from "node:timers/promises";
import { descendantsOf, killNow, untilGone } from "./processes";
import { Project } from "./project";
import { ServerProcess } from "./server-process";

export const AGENTS = 6;
export const SERVERS = 2;
export const VICTIMS = ["the engine and all it started", "the engine alone", "the provider", "the emulator"] as const;

/** How long the answer to a write is held back: much longer than it takes to kill somebody meanwhile. */
const HELD_MS = 600_000;
/** And where the provider outlives its engine: it finishes what it is at, which has an end. */
const HELD_FOR_A_WHILE_MS = 5_000;

const program = `
  const servers = [...Array(${String(SERVERS)}).keys()].map((n) => new deepagents.McpServer("server" + n, {
    url: "https://mcp" + n + ".example.com",
    headers: { Authorization: "Bearer " + n },
  }));
  for (let n = 0; n < ${String(AGENTS)}; n += 1) {
    const tools = [{ name: "t", mcpServer: servers[n % servers.length] }];
    new deepagents.Agent("agent" + n, { systemPrompt: "I am " + n, tools });
  }
`;

export interface Kill {
  readonly command: "up" | "destroy";
  readonly victim: (typeof VICTIMS)[number];
  /** When a write of this kind has been carried out and is being answered, or so many milliseconds after the start. */
  readonly at: { readonly method: string; readonly path: string; readonly nth: number } | { readonly ms: number };
}

export class KilledStack {
  readonly #server: ServerProcess;
  readonly #project: Project;

  private constructor(server: ServerProcess, project: Project) {
    this.#server = server;
    this.#project = project;
  }

  static async create(): Promise<KilledStack> {
    const server = await ServerProcess.start("kill-test-key");
    const project = await Project.create({ emulator: server, program });
    // A killed emulator is gone for good as far as a command is concerned: no use in waiting long for it.
    await project.configure({ "deepagents:maxRetries": "2" });
    return new KilledStack(server, project);
  }

  async dispose(): Promise<void> {
    await this.#project.dispose();
    await this.#server.dispose();
  }

  /**
   * Kills a command, tries again as a user would, and expects that state and server agree: no duplicate, no orphan.
   *
   * @returns what the second try printed
   */
  async survives(kill: Kill): Promise<string> {
    await this.#interrupted(kill);
    if (kill.command === "destroy") {
      const printed = await this.#project.destroy();
      expect([await this.#onServer("agents"), await this.#onServer("mcp-servers")]).toEqual([[], []]);
      return printed;
    }
    const printed = await this.#project.up();
    expect(await this.#onServer("agents")).toEqual(await this.#idsInState("Agent"));
    expect(await this.#onServer("mcp-servers")).toEqual(await this.#idsInState("McpServer"));
    expect(await this.#onServer("agents")).toHaveLength(AGENTS);
    // The stack itself, and the identity that marks what is the stack's.
    expect(await this.#project.up()).toMatch(new RegExp(`${String(AGENTS + SERVERS + 2)} unchanged`));
    return printed;
  }

  /** Runs a command, kills the victim at the given moment, and cleans up behind it as a user would. */
  async #interrupted({ command, victim, at }: Kill): Promise<void> {
    if ("path" in at) {
      const fault = { kind: "slow-body", ms: victim === "the engine alone" ? HELD_FOR_A_WHILE_MS : HELD_MS };
      await this.#control("POST", { ...at, fault });
    }
    const { process: engine, result } = this.#project.start(command, "--yes", "--skip-preview");
    await Promise.race(["ms" in at ? sleep(at.ms) : this.#faultFired(result), result]);

    const pid = engine.pid ?? 0;
    const children = descendantsOf(pid);
    const pids = children.map((child) => child.pid);
    if (victim === "the emulator") {
      await this.#server.kill();
    } else if (victim === "the provider") {
      children.filter((child) => child.command.includes("dynamic-provider")).forEach((child) => killNow(child.pid));
    } else if (victim === "the engine alone") {
      killNow(pid);
      // What it started goes on for a while, and finishes what it is at; nobody deploys again before that is over.
      await untilGone(pids, 2 * HELD_FOR_A_WHILE_MS);
      pids.forEach(killNow);
    } else {
      [pid, ...pids].forEach(killNow);
    }
    await result;
    if (victim === "the emulator") {
      await this.#server.restart();
    }
    await this.#control("DELETE");
    await this.#project.pulumi("cancel", "--yes");
  }

  /** Until the injected fault has fired, or the command is over without it. */
  async #faultFired(result: Promise<unknown>): Promise<void> {
    let over = false;
    void result.then(() => (over = true));
    while (!over) {
      const [fault] = (await this.#control("GET")) as { fired: number }[];
      if (fault === undefined || fault.fired > 0) {
        return;
      }
      await sleep(10);
    }
  }

  async #control(method: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#server.url}/_emulator/faults`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(response.ok).toBe(true);
    return response.status === 200 ? response.json() : undefined;
  }

  async #idsInState(type: string): Promise<string[]> {
    const resources = await this.#project.resources();
    return resources.flatMap(({ type: token, id }) => (token.endsWith(`:${type}`) && id ? [id] : [])).sort();
  }

  async #onServer(group: "agents" | "mcp-servers"): Promise<string[]> {
    const url = `${this.#server.url}/v1/deepagents/${group}${group === "agents" ? "?page_size=100" : ""}`;
    const answer: unknown = await (await fetch(url, { headers: { "x-api-key": this.#server.apiKey } })).json();
    const items = (group === "agents" ? (answer as { items: unknown }).items : answer) as { id: string }[];
    return items.map(({ id }) => id).sort();
  }
}
