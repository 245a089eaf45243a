/** A stack with two smoke tests, deployed by commands that are killed in the middle of a run. */
import { type Emulator, startEmulator } from "../../../emulator/index";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../../unit/emulator/mcp-server";
import { descendantsOf, killNow } from "./processes";
import { Project } from "./project";
import { agentsOn, requestsTo, threadsOn } from "./server-state";

/** Each run calls a tool once. */
const program = (prompt: string, { url }: NotesServer): string => `
  const notes = new deepagents.McpServer("notes", {
    url: "${url}",
    headers: { "${REQUIRED_HEADER.key}": "${REQUIRED_HEADER.value}" },
  });
  const smokeTest = {
    concurrency: 2,
    cases: [1, 2, 3].map((n) => ({
      name: "case " + n,
      prompt: 'use search_notes {"query":"' + n + '"}',
      expect: { contains: "1 note about " + n },
    })),
  };
  const agent = { systemPrompt: "${prompt}", tools: [{ name: "search_notes", mcpServer: notes }] };
  new deepagents.SmokeTest("plain", { agent: new deepagents.Agent("plain", agent), ...smokeTest });
  new deepagents.GatedAgent("gated", { ...agent, smokeTest });
`;

/** How many runs one deployment takes. */
export const RUNS = 6;

export type Victim = "the engine and all it started" | "the engine alone";

export class KilledSmokeTests {
  /** Of providers that outlive their engine. */
  readonly #orphans: number[] = [];

  readonly #notes: NotesServer;
  readonly #emulator: Emulator;
  readonly #project: Project;

  private constructor(notes: NotesServer, emulator: Emulator, project: Project) {
    this.#notes = notes;
    this.#emulator = emulator;
    this.#project = project;
  }

  static async create(): Promise<KilledSmokeTests> {
    const emulator = await startEmulator({ strict: true });
    return new KilledSmokeTests(await startNotesServer(), emulator, await Project.create({ emulator }));
  }

  async dispose(): Promise<void> {
    this.#orphans.forEach(killNow);
    await this.#project.dispose();
    await this.#emulator.close();
    await this.#notes.close();
  }

  /**
   * Deploys agents with this prompt, kills the victim while that run is under way, and deploys again. Expects that
   * neither a test thread nor a candidate is left.
   */
  async survives(victim: Victim, prompt: string, run: number): Promise<void> {
    await this.#project.write(program(prompt, this.#notes));
    const release = await this.#killDuring(victim, run);
    if (victim === "the engine and all it started") {
      // Nobody is left who could tidy up. A provider that outlives its engine may have begun to.
      expect(await threadsOn(this.#emulator)).not.toEqual([]);
    }
    release();
    await this.#project.up();
    expect(await threadsOn(this.#emulator)).toEqual([]);
    const agents = await agentsOn(this.#emulator);
    expect(agents).toMatchObject({ plain: { system_prompt: prompt }, gated: { system_prompt: prompt } });
    expect(Object.keys(agents).sort()).toEqual(["gated", "plain"]);
  }

  /** What one more deployment sends. */
  async requestsOfAnotherUp(): Promise<string[]> {
    this.#emulator.clearRequests();
    await this.#project.up();
    return requestsTo(this.#emulator);
  }

  /** Kills while the run's tool holds its answer back, which goes on until the function that comes back is called. */
  async #killDuring(victim: Victim, run: number): Promise<() => void> {
    const gates = Array.from({ length: run }, () => this.#notes.hold("tools/call"));
    const held = gates.pop();
    gates.forEach((gate) => gate.open());
    const { process: engine, result } = this.#project.start("up", "--yes", "--skip-preview");
    expect(await Promise.race([held?.reached.then(() => "under way"), result])).toBe("under way");
    expect(await threadsOn(this.#emulator)).not.toEqual([]);
    const pid = engine.pid ?? 0;
    const pids = descendantsOf(pid).map((child) => child.pid);
    (victim === "the engine alone" ? [pid] : [pid, ...pids]).forEach(killNow);
    this.#orphans.push(...pids);
    await result;
    await this.#project.pulumi("cancel", "--yes");
    return () => held?.open();
  }
}
