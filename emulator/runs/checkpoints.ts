/** The rows of the harness's checkpoints. Only the harness can read their contents. */
import type { SQLInputValue } from "node:sqlite";
import type { EmulatorDatabase, Row } from "../store/database";

export interface Serialized {
  type: string;
  bytes: Uint8Array;
}

export interface CheckpointKey {
  workspace: string;
  threadId: string;
  namespace: string;
  id: string;
}

export interface CheckpointRow extends CheckpointKey {
  parent: string | undefined;
  checkpoint: Serialized;
  metadata: Serialized;
}

export interface CheckpointWrite {
  taskId: string;
  taskPath: string;
  /** The place among the task's writes; negative for a write that exists only once, such as an error. */
  position: number;
  channel: string;
  value: Serialized;
}

/** An undefined field does not filter. */
export interface CheckpointQuery {
  workspace: string;
  threadId?: string | undefined;
  namespace?: string | undefined;
  id?: string | undefined;
  /** Only checkpoints older than this id: ids sort by time. */
  before?: string | undefined;
}

/** The last rows at some time, see {@link CheckpointStore.rollback}. */
export interface CheckpointMark {
  checkpoints: number;
  writes: number;
}

export class CheckpointStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /**
   * An interrupt belongs to the thread's own latest checkpoint. The next checkpoint clears it; until then it survives
   * whatever ends the run that answers it.
   */
  put(row: CheckpointRow): void {
    this.#database.transaction(() => {
      this.#insert(row);
      if (row.namespace === "") {
        this.#clearInterrupts(row);
      }
    });
  }

  #insert({ workspace, threadId, namespace, id, parent, checkpoint, metadata }: CheckpointRow): void {
    this.#database.run(
      `INSERT OR REPLACE INTO checkpoints (workspace, thread_id, namespace, id, parent, checkpoint_type, checkpoint,
           metadata_type, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        workspace,
        threadId,
        namespace,
        id,
        parent ?? null,
        checkpoint.type,
        checkpoint.bytes,
        metadata.type,
        metadata.bytes,
      ],
    );
  }

  /** Keeps an ordinary write that already exists, because the harness may repeat a task whose writes were kept. */
  putWrite({ workspace, threadId, namespace, id }: CheckpointKey, write: CheckpointWrite): void {
    this.#database.run(
      `INSERT OR ${write.position < 0 ? "REPLACE" : "IGNORE"} INTO checkpoint_writes (workspace, thread_id, namespace,
           checkpoint_id, task_id, position, task_path, channel, value_type, value)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        workspace,
        threadId,
        namespace,
        id,
        write.taskId,
        write.position,
        write.taskPath,
        write.channel,
        write.value.type,
        write.value.bytes,
      ],
    );
  }

  /** The newest first. */
  list({ workspace, threadId, namespace, id, before }: CheckpointQuery, limit = -1): CheckpointRow[] {
    const conditions = ["workspace = ?"];
    const values: SQLInputValue[] = [workspace];
    const filter = (condition: string, value: string | undefined) => {
      if (value === undefined) {
        return;
      }
      conditions.push(condition);
      values.push(value);
    };
    filter("thread_id = ?", threadId);
    filter("namespace = ?", namespace);
    filter("id = ?", id);
    filter("id < ?", before);
    return this.#database.list(
      `SELECT * FROM checkpoints WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?`,
      [...values, limit],
      toCheckpoint,
    );
  }

  writes({ workspace, threadId, namespace, id }: CheckpointKey): CheckpointWrite[] {
    return this.#database.list(
      `SELECT * FROM checkpoint_writes
         WHERE workspace = ? AND thread_id = ? AND namespace = ? AND checkpoint_id = ?`,
      [workspace, threadId, namespace, id],
      (row) => ({
        taskId: String(row["task_id"]),
        taskPath: String(row["task_path"]),
        position: Number(row["position"]),
        channel: String(row["channel"]),
        value: { type: String(row["value_type"]), bytes: row["value"] as Uint8Array },
      }),
    );
  }

  deleteThread(workspace: string, threadId: string): void {
    for (const table of ["checkpoints", "checkpoint_writes"]) {
      this.#database.run(`DELETE FROM ${table} WHERE workspace = ? AND thread_id = ?`, [workspace, threadId]);
    }
  }

  mark(): CheckpointMark {
    return { checkpoints: this.#last("checkpoints"), writes: this.#last("checkpoint_writes") };
  }

  /** Removes the rows that a thread got after the mark. */
  rollback(workspace: string, threadId: string, mark: CheckpointMark): void {
    for (const [table, sequence] of [
      ["checkpoints", mark.checkpoints],
      ["checkpoint_writes", mark.writes],
    ] as const) {
      this.#database.run(`DELETE FROM ${table} WHERE workspace = ? AND thread_id = ? AND sequence > ?`, [
        workspace,
        threadId,
        sequence,
      ]);
    }
  }

  #clearInterrupts({ workspace, threadId }: CheckpointRow): void {
    this.#database.run("UPDATE thread_states SET interrupts = '{}' WHERE workspace = ? AND thread_id = ?", [
      workspace,
      threadId,
    ]);
  }

  #last(table: "checkpoints" | "checkpoint_writes"): number {
    return this.#database.number(`SELECT max(sequence) FROM ${table}`);
  }
}

function toCheckpoint(row: Row): CheckpointRow {
  return {
    workspace: String(row["workspace"]),
    threadId: String(row["thread_id"]),
    namespace: String(row["namespace"]),
    id: String(row["id"]),
    parent: row["parent"] === null ? undefined : String(row["parent"]),
    checkpoint: { type: String(row["checkpoint_type"]), bytes: row["checkpoint"] as Uint8Array },
    metadata: { type: String(row["metadata_type"]), bytes: row["metadata"] as Uint8Array },
  };
}
