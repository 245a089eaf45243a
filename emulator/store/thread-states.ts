/** What a conversation looks like from outside: kept apart from checkpoints, which only the harness can read. */
import type { EmulatorDatabase } from "./database";
import type { ThreadRecord } from "./threads";

export interface ThreadStateRecord {
  values: Record<string, unknown>;
  /** By the id of the task that waits. */
  interrupts: Record<string, unknown[]>;
}

type ThreadKey = Pick<ThreadRecord, "workspace" | "id">;

export class ThreadStateStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /** A thread without a run has an empty state. */
  get({ workspace, id }: ThreadKey): ThreadStateRecord {
    const row = this.#database.sql
      .prepare("SELECT state, interrupts FROM thread_states WHERE workspace = ? AND thread_id = ?")
      .get(workspace, id);
    if (row === undefined) return { values: {}, interrupts: {} };
    return {
      values: JSON.parse(String(row["state"])) as ThreadStateRecord["values"],
      interrupts: JSON.parse(String(row["interrupts"])) as ThreadStateRecord["interrupts"],
    };
  }

  put({ workspace, id }: ThreadKey, { values, interrupts }: ThreadStateRecord): void {
    this.#database.sql
      .prepare("INSERT OR REPLACE INTO thread_states (workspace, thread_id, state, interrupts) VALUES (?, ?, ?, ?)")
      .run(workspace, id, JSON.stringify(values), JSON.stringify(interrupts));
  }

  /** What was reached so far. What waits for a person stays: see {@link CheckpointStore.put}. */
  putValues({ workspace, id }: ThreadKey, values: ThreadStateRecord["values"]): void {
    this.#database.sql
      .prepare(
        `INSERT INTO thread_states (workspace, thread_id, state, interrupts) VALUES (?, ?, ?, '{}')
         ON CONFLICT DO UPDATE SET state = excluded.state`,
      )
      .run(workspace, id, JSON.stringify(values));
  }
}
