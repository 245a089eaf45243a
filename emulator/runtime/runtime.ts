/** The runs of all threads. Each thread has one run at a time; others wait, replace it or are refused. */
import { RequestError, upstreamAuthFailed } from "../errors";
import { McpToolCache } from "../mcp-servers/tool-cache";
import type { ModelOptions } from "./models";
import type { OAuthAccess } from "../oauth/access";
import type { Store } from "../store";
import type { AgentRecord } from "../agents/store";
import type { ThreadRecord } from "../threads/store";
import { agentSetup } from "./agent-setup";
import type { HarnessAgent, HarnessEvent } from "./harness";
import { RunRecords } from "./records";
import type { Run, RunOptions } from "./run";

export interface RuntimeOptions {
  models: ModelOptions;
  /** How long a stream may be silent before a comment is sent. */
  heartbeatMilliseconds: number;
}

export class Runtime {
  readonly mcpTools = new McpToolCache();
  readonly #store: Store;
  readonly #access: OAuthAccess;
  readonly #options: RuntimeOptions;
  readonly #records: RunRecords;
  /** By thread. The first run of a list is under way. */
  readonly #queues = new Map<string, Run[]>();
  #closed = false;

  constructor(store: Store, access: OAuthAccess, options: RuntimeOptions) {
    this.#store = store;
    this.#access = access;
    this.#options = options;
    this.#records = new RunRecords(store);
  }

  get heartbeatMilliseconds(): number {
    return this.#options.heartbeatMilliseconds;
  }

  /** How many threads have a run under way. */
  get busyThreads(): number {
    return this.#queues.size;
  }

  /** Starts a run, or queues it. Throws a 409 if the thread is busy and the run's strategy is `reject`. */
  start(thread: ThreadRecord, agent: AgentRecord, options: RunOptions): Run {
    if (this.#closed) {
      throw new RequestError("thread_busy", "Start the server again: it is stopping");
    }
    const queue = this.#queues.get(keyOf(thread)) ?? [];
    const [current] = queue;
    if (current !== undefined && options.strategy === "reject") {
      throw new RequestError(
        "thread_busy",
        "Wait for the run to end, or choose another multitask_strategy: thread is busy",
      );
    }
    const run = this.#records.create(thread, agent, options);
    if (options.strategy === "interrupt" || options.strategy === "rollback") {
      for (const other of queue) {
        other.cancel(options.strategy === "interrupt" ? "interrupted" : "rolled back");
      }
    }
    queue.push(run);
    this.#queues.set(keyOf(thread), queue);
    if (current === undefined) {
      void this.#work(thread, queue);
    }
    return run;
  }

  /** Ends the run of a thread and those that wait for it. */
  cancel(thread: ThreadRecord): void {
    for (const run of this.#queues.get(keyOf(thread)) ?? []) {
      run.cancel("cancelled");
    }
  }

  /** Ends the wait for a person's answer without one. Throws a 409 if nothing waits. */
  async resolveInterrupt(thread: ThreadRecord, agent: AgentRecord | undefined): Promise<void> {
    requireInterrupted(thread);
    if (agent === undefined) {
      throw upstreamAuthFailed();
    }
    const harness = await this.#deploy(thread, agent);
    // Asked again, because a run may have brought an answer in the meantime.
    requireInterrupted(this.#store.threads.get(thread.workspace, thread.id));
    await harness.dropInterrupts(thread.id);
    const { values } = await harness.state(thread.id);
    this.#records.resolveInterrupt(thread, values);
  }

  /** Stops all runs. They are reported as errors, as after any other end of the process. */
  async close(): Promise<void> {
    this.#closed = true;
    const runs = [...this.#queues.values()].flat();
    for (const run of runs) {
      run.cancel("shut down");
    }
    await Promise.all(runs.map(({ done }) => done));
  }

  async #work(thread: ThreadRecord, queue: Run[]): Promise<void> {
    for (let run = queue[0]; run !== undefined; run = queue[0]) {
      try {
        await this.#execute(thread, run);
      } catch (error) {
        await run.events.push({ event: "error", data: this.#records.fail(thread, run, error) });
      }
      run.finish();
      queue.shift();
    }
    this.#queues.delete(keyOf(thread));
  }

  async #execute(thread: ThreadRecord, run: Run): Promise<void> {
    run.stop.signal.throwIfAborted();
    this.#records.begin(thread, run);
    await run.events.push({ event: "metadata", data: { run_id: run.record.id, attempt: 1 } });
    const agent = this.#store.agents.get(thread.workspace, run.record.document.agentId);
    if (agent === undefined) {
      throw upstreamAuthFailed();
    }
    const harness = await this.#deploy(thread, agent, run);
    for await (const event of harness.stream({
      threadId: thread.id,
      input: run.options.input,
      ...(run.options.resume === undefined ? {} : { resume: run.options.resume }),
      metadata: { run_id: run.record.id, thread_id: thread.id, assistant_id: agent.id, ...run.options.metadata },
      subgraphs: run.options.subgraphs,
      signal: run.stop.signal,
    })) {
      await this.#emit(thread, run, event);
    }
    run.stop.signal.throwIfAborted();
    this.#records.succeed(thread, run, await harness.state(thread.id));
  }

  async #emit(thread: ThreadRecord, run: Run, { mode, namespace, data }: HarnessEvent): Promise<void> {
    if (mode === "values" && namespace.length === 0) {
      // Stored at once, so that it can be read even if the process ends before the run does.
      this.#store.threadStates.putValues(thread, withoutInterrupts(data));
    }
    if (!run.options.modes.has(mode === "messages" ? "messages-tuple" : mode)) {
      return;
    }
    await run.events.push({ event: [mode, ...namespace].join("|"), data });
  }

  async #deploy(thread: ThreadRecord, agent: AgentRecord, run?: Run): Promise<HarnessAgent> {
    const { createAgent } = await import("./harness/index.js");
    const sources = { cache: this.mcpTools, access: this.#access };
    const options = run === undefined ? {} : { timezone: run.options.timezone, signal: run.stop.signal };
    return createAgent(agentSetup(this.#store, sources, this.#options.models, thread, agent, options));
  }
}

function keyOf({ workspace, id }: ThreadRecord): string {
  return `${workspace} ${id}`;
}

function requireInterrupted(thread: ThreadRecord | undefined): void {
  if (thread?.status === "interrupted") {
    return;
  }
  throw new RequestError("no_interrupt", "Only a thread with status 'interrupted' can be resolved: nothing waits here");
}

function withoutInterrupts(data: unknown): Record<string, unknown> {
  const { __interrupt__: _, ...values } = data as Record<string, unknown>;
  return values;
}
