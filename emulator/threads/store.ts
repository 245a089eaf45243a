/** Threads, and the state of their conversations. A thread outlives its agent. */
import type { SQLInputValue } from "node:sqlite";
import type { ThreadStatus } from "../../provider/wire";
import type { EmulatorDatabase, Row } from "../store/database";

/** What a caller set. */
export interface ThreadSettings {
  title?: string;
  metadata: Record<string, unknown>;
  skipMemoryWriteProtection: boolean;
}

/** Who owns a thread, which agent it belongs to, and what it was given. */
export interface ThreadRecord {
  id: string;
  workspace: string;
  ownerId: string;
  agentId: string;
  status: ThreadStatus;
  testRun: boolean;
  pinned: boolean;
  /** Whether something happened in the conversation that its owner has not seen. */
  unread: boolean;
  settings: ThreadSettings;
  /** Microseconds since 1970, as are the other two. */
  createdAt: number;
  updatedAt: number;
  /** The latest activity in the conversation; a new title does not count. */
  stateUpdatedAt: number;
}

export interface ThreadPosition {
  stateUpdatedAt: number;
  id: string;
}

/** Whose threads: each belongs to one owner in one workspace. */
export type ThreadScope = Pick<ThreadRecord, "workspace" | "ownerId">;

/** An undefined field does not filter. */
export interface ThreadFilter {
  agentId?: string | undefined;
  status?: ThreadStatus | undefined;
  pinned?: boolean | undefined;
  testRun?: boolean | undefined;
  /** Only threads that wait for their owner. */
  requiresAttention?: boolean | undefined;
}

export interface ThreadQuery extends ThreadFilter {
  after: ThreadPosition | undefined;
  limit: number;
}

const NEEDS_ATTENTION = "(status IN ('interrupted', 'error') OR (status = 'idle' AND unread = 1))";

export class ThreadStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  insert(thread: ThreadRecord): void {
    this.#database.run(
      `INSERT INTO threads (id, workspace, owner_id, agent_id, status, test_run, pinned, unread, document,
           created_at, updated_at, state_updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        thread.id,
        thread.workspace,
        thread.ownerId,
        thread.agentId,
        thread.status,
        Number(thread.testRun),
        Number(thread.pinned),
        Number(thread.unread),
        JSON.stringify(thread.settings),
        thread.createdAt,
        thread.updatedAt,
        thread.stateUpdatedAt,
      ],
    );
  }

  update({ workspace, id, pinned, settings, updatedAt }: ThreadRecord): void {
    this.#database.run("UPDATE threads SET pinned = ?, document = ?, updated_at = ? WHERE workspace = ? AND id = ?", [
      Number(pinned),
      JSON.stringify(settings),
      updatedAt,
      workspace,
      id,
    ]);
  }

  /** Stores what a run changes, which is activity in the conversation, unlike {@link update}. */
  updateActivity({ workspace, id, status, unread, stateUpdatedAt }: ThreadRecord): void {
    this.#database.run(
      `UPDATE threads SET status = ?, unread = ?, updated_at = ?, state_updated_at = ?
         WHERE workspace = ? AND id = ?`,
      [status, Number(unread), stateUpdatedAt, stateUpdatedAt, workspace, id],
    );
  }

  markRead({ workspace, id }: ThreadRecord): void {
    this.#database.run("UPDATE threads SET unread = 0 WHERE workspace = ? AND id = ?", [workspace, id]);
  }

  /** Finds a thread of any owner, because ids are unique in the whole workspace. */
  get(workspace: string, id: string): ThreadRecord | undefined {
    return this.#database.find(
      "SELECT * FROM threads WHERE workspace = ? AND id = ?",
      [workspace, id.toLowerCase()],
      toRecord,
    );
  }

  delete({ workspace, ownerId }: ThreadScope, id: string): void {
    this.#database.run("DELETE FROM threads WHERE workspace = ? AND owner_id = ? AND id = ?", [
      workspace,
      ownerId,
      id.toLowerCase(),
    ]);
  }

  /** The page after `after`, with the latest activity first. The id decides between equal times. */
  list(scope: ThreadScope, { after, limit, ...filter }: ThreadQuery): ThreadRecord[] {
    const { conditions, values } = where(scope, filter);
    if (after !== undefined) {
      conditions.push("(state_updated_at, id) < (?, ?)");
      values.push(after.stateUpdatedAt, after.id);
    }
    return this.#database.list(
      `SELECT * FROM threads WHERE ${conditions.join(" AND ")} ORDER BY state_updated_at DESC, id DESC LIMIT ?`,
      [...values, limit],
      toRecord,
    );
  }

  all(scope: ThreadScope): ThreadRecord[] {
    const { conditions, values } = where(scope, {});
    return this.#database.list(`SELECT * FROM threads WHERE ${conditions.join(" AND ")}`, [...values], toRecord);
  }

  count(scope: ThreadScope, filter: ThreadFilter): number {
    const { conditions, values } = where(scope, filter);
    return this.#database.number(`SELECT count(*) FROM threads WHERE ${conditions.join(" AND ")}`, values);
  }
}

function where({ workspace, ownerId }: ThreadScope, filter: ThreadFilter) {
  const conditions = ["workspace = ?", "owner_id = ?"];
  const values: SQLInputValue[] = [workspace, ownerId];
  const equal = (column: string, value: SQLInputValue | undefined) => {
    if (value === undefined) {
      return;
    }
    conditions.push(`${column} = ?`);
    values.push(value);
  };
  equal("agent_id", filter.agentId?.toLowerCase());
  equal("status", filter.status);
  equal("pinned", filter.pinned === undefined ? undefined : Number(filter.pinned));
  equal("test_run", filter.testRun === undefined ? undefined : Number(filter.testRun));
  if (filter.requiresAttention === true) {
    conditions.push(NEEDS_ATTENTION);
  }
  return { conditions, values };
}

function toRecord(row: Row): ThreadRecord {
  return {
    id: String(row["id"]),
    workspace: String(row["workspace"]),
    ownerId: String(row["owner_id"]),
    agentId: String(row["agent_id"]),
    status: String(row["status"]) as ThreadStatus,
    testRun: row["test_run"] === 1,
    pinned: row["pinned"] === 1,
    unread: row["unread"] === 1,
    settings: JSON.parse(String(row["document"])) as ThreadSettings,
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"]),
    stateUpdatedAt: Number(row["state_updated_at"]),
  };
}

/** What a conversation looks like from outside. Kept apart from checkpoints, which only the harness can read. */
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
    const found = this.#database.find(
      "SELECT state, interrupts FROM thread_states WHERE workspace = ? AND thread_id = ?",
      [workspace, id],
      (row): ThreadStateRecord => ({
        values: JSON.parse(String(row["state"])) as ThreadStateRecord["values"],
        interrupts: JSON.parse(String(row["interrupts"])) as ThreadStateRecord["interrupts"],
      }),
    );
    return found ?? { values: {}, interrupts: {} };
  }

  put({ workspace, id }: ThreadKey, { values, interrupts }: ThreadStateRecord): void {
    this.#database.run(
      "INSERT OR REPLACE INTO thread_states (workspace, thread_id, state, interrupts) VALUES (?, ?, ?, ?)",
      [workspace, id, JSON.stringify(values), JSON.stringify(interrupts)],
    );
  }

  /** Stores intermediate values and keeps the interrupts, see {@link CheckpointStore.put}. */
  putValues({ workspace, id }: ThreadKey, values: ThreadStateRecord["values"]): void {
    this.#database.run(
      `INSERT INTO thread_states (workspace, thread_id, state, interrupts) VALUES (?, ?, ?, '{}')
         ON CONFLICT DO UPDATE SET state = excluded.state`,
      [workspace, id, JSON.stringify(values)],
    );
  }
}
