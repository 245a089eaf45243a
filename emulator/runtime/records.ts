/** Records in the store what happens to runs, and to the threads that they keep busy. */
import { randomUUID } from "node:crypto";
import type { RunStatus } from "../../provider/wire";
import type { AgentRecord } from "../agents/store";
import type { Store } from "../store";
import type { ThreadRecord, ThreadStateRecord } from "../threads/store";
import { explain, Run, type RunError, type RunOptions, THREAD_DELETED } from "./run";

export class RunRecords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  create(thread: ThreadRecord, agent: AgentRecord, options: RunOptions): Run {
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

  begin(thread: ThreadRecord, run: Run): void {
    const { status } = this.#store.threads.get(thread.workspace, thread.id) ?? thread;
    run.before = { mark: this.#store.checkpoints.mark(), state: this.#store.threadStates.get(thread), status };
    this.#setRun(run, "running");
    this.#setStatus(thread, "busy");
  }

  succeed(thread: ThreadRecord, run: Run, state: ThreadStateRecord): void {
    const interrupted = hasInterrupts(state);
    this.#store.transaction(() => {
      this.#store.threadStates.put(thread, state);
      this.#setRun(run, interrupted ? "interrupted" : "success");
      this.#setStatus(thread, interrupted ? "interrupted" : "idle", !run.options.streamed);
    });
  }

  /** Records why a run did not succeed, and returns what its reader is told. Never throws. */
  fail(thread: ThreadRecord, run: Run, error: unknown): RunError {
    try {
      // The thread's runs went with it, so there is nothing to record.
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
        // A run that ended before it took over an interrupt leaves it: a person can still answer it.
        const interrupted = hasInterrupts(this.#store.threadStates.get(thread));
        this.#setStatus(thread, interrupted ? "interrupted" : stopped ? "idle" : "error");
      });
      return failure;
    } catch (storeError) {
      return explain(undefined, storeError);
    }
  }

  /** Records that nothing waits for a person any longer. */
  resolveInterrupt(thread: ThreadRecord, values: ThreadStateRecord["values"]): void {
    this.#store.threadStates.put(thread, { values, interrupts: {} });
    this.#setStatus(thread, "idle");
  }

  /** Leaves the thread as if the run had never been. */
  #rollback(thread: ThreadRecord, run: Run): void {
    const { before } = run;
    this.#store.transaction(() => {
      if (before !== undefined) {
        this.#store.checkpoints.rollback(thread.workspace, thread.id, before.mark);
        this.#store.threadStates.put(thread, before.state);
        this.#setStatus(thread, before.status);
      }
      this.#store.runs.delete(run.record.id);
    });
  }

  #setRun(run: Run, status: RunStatus, error?: string): void {
    const document = { ...run.record.document, ...(error === undefined ? {} : { error }) };
    run.record = { ...run.record, status, document, updatedAt: this.#store.clock.now() };
    this.#store.runs.update(run.record);
  }

  #setStatus(thread: ThreadRecord, status: ThreadRecord["status"], unread = false): void {
    this.#store.threads.updateActivity({ ...thread, status, unread, stateUpdatedAt: this.#store.clock.now() });
  }
}

function hasInterrupts({ interrupts }: ThreadStateRecord): boolean {
  return Object.keys(interrupts).length > 0;
}
