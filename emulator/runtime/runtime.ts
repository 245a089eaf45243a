/** Runs of all threads: one at a time on each, the others wait, replace it or are refused. */
import { randomUUID } from "node:crypto";
import type { RunStatus } from "../../provider/wire";
import { RequestError, upstreamAuthFailed } from "../errors";
import { McpToolCache } from "../mcp-servers/tool-cache";
import type { ModelOptions } from "./models";
import type { OAuthAccess } from "../oauth/access";
import type { Store } from "../store";
import type { AgentRecord } from "../agents/store";
import type { ThreadRecord } from "../threads/store";
import { agentSetup } from "./agent-setup";
import type { HarnessAgent, HarnessEvent } from "./harness";
import { explain, Run, type RunError, type RunOptions, THREAD_DELETED } from "./run";

export interface RuntimeOptions {
  models: ModelOptions;
  /** How long a stream may be silent before a comment is sent. */
  heartbeatMilliseconds: number;
}

export class Runtime {
  readonly mcpTools = new McpToolCache();
  readonly #store: Store;
  readonly #connections: OAuthAccess;
  readonly #options: RuntimeOptions;
  /** By thread; the first of a list is under way. */
  readonly #queues = new Map<string, Run[]>();
  #closed = false;

  constructor(store: Store, connections: OAuthAccess, options: RuntimeOptions) {
    this.#store = store;
    this.#connections = connections;
    this.#options = options;
  }

  get heartbeatMilliseconds(): number {
    return this.#options.heartbeatMilliseconds;
  }

  /** How many threads have a run under way. */
  get busyThreads(): number {
    return this.#queues.size;
  }

  /** Starts a run, or has it wait for its turn. Throws a 409 when the thread is busy and the run is to be rejected. */
  start(thread: ThreadRecord, agent: AgentRecord, options: RunOptions): Run {
    const queue = this.#queues.get(keyOf(thread)) ?? [];
    const [current] = queue;
    if (current !== undefined && options.strategy === "reject") {
      throw new RequestError(
        "thread_busy",
        "Wait for the run to end, or choose another multitask_strategy: thread is busy",
      );
    }
    const run = this.#create(thread, agent, options);
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

  /** Ends the runs of a thread, and those that wait for it. */
  cancel(thread: ThreadRecord): void {
    for (const run of this.#queues.get(keyOf(thread)) ?? []) {
      run.cancel("cancelled");
    }
  }

  /** Ends what waits for a person, without an answer. Throws a 409 when nothing does. */
  async resolveInterrupt(thread: ThreadRecord, agent: AgentRecord | undefined): Promise<void> {
    requireInterrupted(thread);
    if (agent === undefined) {
      throw upstreamAuthFailed();
    }
    const harness = await this.#deploy(thread, agent);
    // That took a while: a run may have brought an answer.
    requireInterrupted(this.#store.threads.get(thread.workspace, thread.id));
    await harness.dropInterrupts(thread.id);
    const { values } = await harness.state(thread.id);
    this.#store.threadStates.put(thread, { values, interrupts: {} });
    this.#setStatus(thread, "idle", false);
  }

  /** Cuts every run; they are reported as errors, as after any other end of the process. */
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
        await run.events.push({ event: "error", data: this.#fail(thread, run, error) });
      }
      run.finish();
      queue.shift();
    }
    this.#queues.delete(keyOf(thread));
  }

  async #execute(thread: ThreadRecord, run: Run): Promise<void> {
    const store = this.#store;
    run.stop.signal.throwIfAborted();
    const { status } = store.threads.get(thread.workspace, thread.id) ?? thread;
    run.before = { mark: store.checkpoints.mark(), state: store.threadStates.get(thread), status };
    this.#setRun(run, "running");
    this.#setStatus(thread, "busy", false);
    await run.events.push({ event: "metadata", data: { run_id: run.record.id, attempt: 1 } });
    const agent = store.agents.get(thread.workspace, run.record.document.agentId);
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
    await this.#succeed(thread, run, harness);
  }

  async #emit(thread: ThreadRecord, run: Run, { mode, namespace, data }: HarnessEvent): Promise<void> {
    if (mode === "values" && namespace.length === 0) {
      // What was reached so far is there for readers, also when the process ends before the run does.
      this.#store.threadStates.putValues(thread, withoutInterrupts(data));
    }
    if (!run.options.modes.has(mode === "messages" ? "messages-tuple" : mode)) {
      return;
    }
    await run.events.push({ event: [mode, ...namespace].join("|"), data });
  }

  async #succeed(thread: ThreadRecord, run: Run, harness: HarnessAgent): Promise<void> {
    const state = await harness.state(thread.id);
    const interrupted = Object.keys(state.interrupts).length > 0;
    this.#store.transaction(() => {
      this.#store.threadStates.put(thread, state);
      this.#setRun(run, interrupted ? "interrupted" : "success");
      this.#setStatus(thread, interrupted ? "interrupted" : "idle", !run.options.streamed);
    });
  }

  /** Records why a run did not succeed. Answers what its reader is told; never throws. */
  #fail(thread: ThreadRecord, run: Run, error: unknown): RunError {
    try {
      // Its runs went with it: nothing can be recorded.
      if (this.#store.threads.get(thread.workspace, thread.id) === undefined) {
        return THREAD_DELETED;
      }
      if (run.stopped === "rolled back") {
        this.#rollback(thread, run);
        return { error: "UserRollback", message: "The run was rolled back" };
      }
      const stopped = run.stopped !== undefined && run.stopped !== "shut down";
      const failure = explain(run.stopped, error);
      this.#store.transaction(() => {
        this.#setRun(run, stopped ? "interrupted" : "error", failure.message);
        this.#setStatus(thread, this.#statusAfter(thread, stopped ? "idle" : "error"), false);
      });
      return failure;
    } catch (storeError) {
      return explain(undefined, storeError);
    }
  }

  /** A run that ended before it took over an interrupt leaves it: a person can still answer it. */
  #statusAfter(thread: ThreadRecord, otherwise: "idle" | "error"): ThreadRecord["status"] {
    return Object.keys(this.#store.threadStates.get(thread).interrupts).length > 0 ? "interrupted" : otherwise;
  }

  /** As if the run had never been. */
  #rollback(thread: ThreadRecord, run: Run): void {
    const { before } = run;
    this.#store.transaction(() => {
      if (before !== undefined) {
        this.#store.checkpoints.rollback(thread.workspace, thread.id, before.mark);
        this.#store.threadStates.put(thread, before.state);
        this.#setStatus(thread, before.status, false);
      }
      this.#store.runs.delete(run.record.id);
    });
  }

  async #deploy(thread: ThreadRecord, agent: AgentRecord, run?: Run): Promise<HarnessAgent> {
    const { createAgent } = await import("./harness/index.js");
    const sources = { cache: this.mcpTools, connections: this.#connections };
    const options = run === undefined ? {} : { timezone: run.options.timezone, signal: run.stop.signal };
    return createAgent(agentSetup(this.#store, sources, this.#options.models, thread, agent, options));
  }

  #create(thread: ThreadRecord, agent: AgentRecord, options: RunOptions): Run {
    if (this.#closed) {
      throw new RequestError("thread_busy", "The server is stopping: start it again");
    }
    const createdAt = this.#store.clock.now();
    const run = new Run(
      {
        id: randomUUID(),
        workspace: thread.workspace,
        threadId: thread.id,
        status: "pending",
        document: { agentId: agent.id, metadata: options.metadata, multitaskStrategy: options.strategy },
        createdAt,
        updatedAt: createdAt,
      },
      options,
    );
    this.#store.runs.insert(run.record);
    return run;
  }

  #setRun(run: Run, status: RunStatus, error?: string): void {
    const document = { ...run.record.document, ...(error === undefined ? {} : { error }) };
    run.record = { ...run.record, status, document, updatedAt: this.#store.clock.now() };
    this.#store.runs.update(run.record);
  }

  #setStatus(thread: ThreadRecord, status: ThreadRecord["status"], unread: boolean): void {
    this.#store.threads.updateActivity({ ...thread, status, unread, stateUpdatedAt: this.#store.clock.now() });
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
