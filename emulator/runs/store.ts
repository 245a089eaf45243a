/** Runs: which thread they belong to, and how they ended. */
import type { RunStatus } from "../../provider/wire";
import type { EmulatorDatabase } from "../store/database";

export interface RunRecord {
  id: string;
  workspace: string;
  threadId: string;
  status: RunStatus;
  document: {
    agentId: string;
    metadata: Record<string, unknown>;
    multitaskStrategy: string;
    /** Why it failed. */
    error?: string;
  };
  /** Microseconds since 1970, as is `updatedAt`. */
  createdAt: number;
  updatedAt: number;
}

/** The error of a run that was under way when the process ended. */
export const RUN_CUT = "The server stopped during this run";

export class RunStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  insert(run: RunRecord): void {
    this.#database.run(
      `INSERT INTO runs (id, workspace, thread_id, status, document, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [run.id, run.workspace, run.threadId, run.status, JSON.stringify(run.document), run.createdAt, run.updatedAt],
    );
  }

  update({ id, status, document, updatedAt }: RunRecord): void {
    this.#database.run("UPDATE runs SET status = ?, document = ?, updated_at = ? WHERE id = ?", [
      status,
      JSON.stringify(document),
      updatedAt,
      id,
    ]);
  }

  delete(id: string): void {
    this.#database.run("DELETE FROM runs WHERE id = ?", [id]);
  }

  /** A thread's runs, the oldest first. */
  list(workspace: string, threadId: string): RunRecord[] {
    return this.#database.list(
      "SELECT * FROM runs WHERE workspace = ? AND thread_id = ? ORDER BY created_at",
      [workspace, threadId],
      (row) => ({
        id: String(row["id"]),
        workspace: String(row["workspace"]),
        threadId: String(row["thread_id"]),
        status: String(row["status"]) as RunStatus,
        document: JSON.parse(String(row["document"])) as RunRecord["document"],
        createdAt: Number(row["created_at"]),
        updatedAt: Number(row["updated_at"]),
      }),
    );
  }

  /**
   * Marks runs that a process left behind when it ended as errors, and the threads that they kept busy, too, unless one
   * still waits there for a person.
   */
  failUnfinished(): void {
    this.#database.run(
      `UPDATE threads SET status = iif(
           EXISTS (SELECT 1 FROM thread_states AS state WHERE state.workspace = threads.workspace
             AND state.thread_id = threads.id AND state.interrupts <> '{}'),
           'interrupted', 'error')
         WHERE status = 'busy' AND EXISTS (
           SELECT 1 FROM runs WHERE runs.workspace = threads.workspace AND runs.thread_id = threads.id
             AND runs.status IN ('pending', 'running'))`,
      [],
    );
    this.#database.run(
      `UPDATE runs SET status = 'error', document = json_set(document, '$.error', ?)
         WHERE status IN ('pending', 'running')`,
      [RUN_CUT],
    );
  }
}
