/** Smoke tests of scripted agents on the emulator. */
import type { Emulator, EmulatorOptions } from "../../../../emulator/index";
import { type Api, apiOver } from "../../../../provider/client";
import type { Expectations } from "../../../../provider/inputs/smoke-expectations";
import type { SmokeCase } from "../../../../provider/inputs/smoke-test";
import type { Config } from "../../../../provider/config/config";
import type { Agent } from "../../../../provider/wire";
import { type CaseReport, runSmokeTest, type SmokeReport, type SmokeTestOptions } from "../../../../provider/smoke";
import { clientOf } from "../client/support";
import { type NotesServer, startNotesServer } from "../../emulator/mcp-server";
import { notesAgent, registerNotes } from "../../emulator/runs-support";
import { call, closeAll, createAgent, start } from "../../emulator/support";

export const METADATA = { stack: "dev", test: "release" };

/** The scripted model's answers, by message. */
const SCRIPT: NonNullable<EmulatorOptions["script"]> = {
  replies: [
    { when: { contains: "weather" }, say: "  It is sunny.\n" },
    { when: { contains: "as json" }, say: '{"city":"Rome","degrees":21}' },
    { when: { contains: "as fenced json" }, say: '```json\n{"city":"Rome"}\n```' },
    { when: { contains: "silence" }, say: "" },
    { when: { contains: "break" }, error: "The model is down." },
    { when: { contains: "slow" }, delay_ms: 600_000, say: "never" },
    { when: { contains: "half a second" }, delay_ms: 500, say: "at last" },
    { when: { contains: "say cafe\u0301" }, say: "cafe\u0301" },
    { when: { contains: "say caf\u00e9" }, say: "caf\u00e9" },
    {
      when: { contains: "edit a file that is not there" },
      turns: [
        { tools: [{ name: "edit_file", args: { file_path: "/nowhere.md", old_string: "a", new_string: "b" } }] },
        { say: "I edited it." },
      ],
    },
    {
      when: { contains: "take a note" },
      turns: [
        { tools: [{ name: "write_file", args: { file_path: "/notes/tea.md", content: "green" } }] },
        { say: "Noted." },
      ],
    },
    {
      when: { contains: "remember" },
      turns: [
        { tools: [{ name: "write_file", args: { file_path: "/memories/tea.md", content: "green" } }] },
        { say: "I will." },
      ],
    },
    {
      when: { contains: "forget" },
      turns: [
        {
          tools: [{ name: "edit_file", args: { file_path: "/memories/tea.md", old_string: "black", new_string: "" } }],
        },
        { say: "I forgot." },
      ],
    },
    {
      when: { contains: "recall" },
      turns: [{ tools: [{ name: "read_file", args: { file_path: "/memories/tea.md" } }] }, { say: "I looked." }],
    },
    {
      when: { contains: "ask the helper" },
      turns: [
        { tools: [{ name: "task", args: { description: "please take a note", subagent_type: "helper" } }] },
        { say: "The helper did it." },
      ],
    },
    {
      when: { contains: "tea and coffee" },
      turns: [
        { tools: [{ name: "search_notes", args: { query: "tea", page: { size: 5, after: [1, 2] } } }] },
        { tools: [{ name: "search_notes", args: { query: "coffee" } }] },
        { say: "Found both." },
      ],
    },
    {
      when: { contains: "search wrongly" },
      turns: [{ tools: [{ name: "search_notes", args: { query: 1 } }] }, { say: "That went wrong." }],
    },
    {
      when: { contains: "delete everything" },
      turns: [
        {
          tools: [
            { name: "delete_note", args: { id: "n1" } },
            { name: "delete_note", args: { id: "n2" } },
          ],
        },
        { say: "Done with deleting." },
      ],
    },
  ],
};

/** In seconds: a time limit that no other timer has, for {@link holdTimeLimits}. */
export const HELD_LIMIT = 997;

/** Holds the timers of cases with {@link HELD_LIMIT}: their time is up when the test says so, and not when it passes. */
export function holdTimeLimits(): { expire(): void; release(): void } {
  const real = setTimeout;
  let expire = (): void => undefined;
  const hold = (callback: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]): NodeJS.Timeout => {
    if (milliseconds === 1000 * HELD_LIMIT) {
      expire = () => callback(...args);
    }
    return real(callback, milliseconds, ...args);
  };
  const spy = jest.spyOn(globalThis, "setTimeout").mockImplementation(hold as typeof setTimeout);
  return { expire: () => expire(), release: () => spy.mockRestore() };
}

export interface Stage {
  readonly emulator: Emulator;
  readonly notes: NotesServer;
  readonly agent: Agent;
  readonly connect: () => Api;
  /** What was logged since the last call. */
  readonly lines: () => string[];
  readonly test: (
    cases: readonly SmokeCase[],
    options?: Partial<SmokeTestOptions>,
    connect?: () => Api,
  ) => Promise<SmokeReport>;
  /** One case's report. */
  readonly testOne: (smokeCase: Partial<SmokeCase>, options?: Partial<SmokeTestOptions>) => Promise<CaseReport>;
  /** The texts of failures, by expectation. */
  readonly failures: (prompt: string, expect: Expectations) => Promise<Record<string, string>>;
  /** Ids of the agent's test threads. */
  readonly threads: () => Promise<string[]>;
  readonly deleteAgent: () => Promise<unknown>;
}

/** An emulator with an agent that has two tools, one of which needs approval, and a subagent. */
export async function openStage(config: Partial<Config> = {}, options: EmulatorOptions = {}): Promise<Stage> {
  const notes = await startNotesServer();
  servers.push(notes);
  const emulator = await start({ script: SCRIPT, ...options });
  await registerNotes(emulator, notes);
  const subagents = [{ name: "helper", description: "Helps.", instructions: "You help." }];
  const agent = await createAgent(emulator, { ...notesAgent(notes), subagents });
  const url = `${emulator.url}/v1/deepagents`;
  const { client } = clientOf(url, { apiKey: emulator.apiKey, maxRetries: 0, ...config });
  const connect = (): Api => apiOver(client.withinBudget());
  const logged: string[] = [];
  const test: Stage["test"] = (cases, more = {}, over = connect) =>
    runSmokeTest(over, {
      agentId: agent.id,
      cases,
      timeoutSeconds: 30,
      metadata: METADATA,
      log: (line) => logged.push(line),
      ...more,
    });
  const testOne: Stage["testOne"] = async (smokeCase, more) => {
    const report = await test([{ name: "case", ...smokeCase }], more);
    return report.cases[0] as CaseReport;
  };
  return {
    emulator,
    notes,
    agent,
    connect,
    lines: () => logged.splice(0),
    test,
    testOne,
    failures: async (prompt, expect) => {
      const { failures } = await testOne({ prompt, expect });
      return Object.fromEntries(failures.map(({ expectation, text }) => [expectation, text]));
    },
    threads: async () => {
      const ids: string[] = [];
      for await (const { id } of connect().threads.list(agent.id, { testRun: true })) {
        ids.push(id);
      }
      return ids;
    },
    deleteAgent: () => call(emulator, "DELETE", `/v1/deepagents/agents/${agent.id}`),
  };
}

const servers: NotesServer[] = [];

/** For `afterEach` and `afterAll`. */
export async function closeStages(): Promise<void> {
  await closeAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** An object with some of its methods replaced; the others keep its private fields. */
export function over<Group extends object>(group: Group, methods: Partial<Group>): Group {
  return new Proxy(group, {
    get(target, name) {
      const own = (methods as Record<string | symbol, unknown>)[name] ?? Reflect.get(target, name);
      return typeof own === "function" ? (own as (...args: unknown[]) => unknown).bind(target) : own;
    },
  });
}
