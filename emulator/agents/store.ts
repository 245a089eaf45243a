/** Agents, and the history of their file trees: each agent names the commit that is its head. */
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { createHash, randomUUID } from "node:crypto";
import { type AgentBackend, type AgentPermissions, type AgentSettings, AgentSettingsSchema } from "../../provider/wire";
import type { EmulatorDatabase } from "../store/database";
import { deserializeTree, type FileTree, serializeTree } from "./file-tree/file-tree";

/** What a caller set, plus what the server filled in. Absent means never set. */
export interface AgentMetadata extends AgentSettings {
  permissions: AgentPermissions;
  backend: AgentBackend;
  /** IANA name from `X-User-Timezone`; runs tell the model the date in it. */
  userTimezone: string;
}

/** What a caller sets and answers show, of which only defaults and rules of its own are said field by field. */
export const SETTINGS = Object.keys(AgentSettingsSchema.shape) as (keyof AgentSettings)[];

export interface AgentRecord {
  id: string;
  workspace: string;
  ownerId: string;
  metadata: AgentMetadata;
  /** Hash of the latest commit. */
  head: string;
  /** Microseconds since 1970, as is `updatedAt`. */
  createdAt: number;
  updatedAt: number;
}

export interface AgentPosition {
  /** The value of the sort column. */
  key: string | number;
  id: string;
}

export interface AgentQuery {
  workspace: string;
  ownerId: string;
  nameContains: string;
  sortBy: "created_at" | "updated_at" | "name";
  sortOrder: "asc" | "desc";
  after: AgentPosition | undefined;
  limit: number;
}

export class AgentStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  insert(agent: AgentRecord): void {
    const { name } = agent.metadata;
    this.#database.sql
      .prepare(
        `INSERT INTO agents (id, workspace, owner_id, name, name_folded, document, head, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        agent.id,
        agent.workspace,
        agent.ownerId,
        name,
        name.toLowerCase(),
        JSON.stringify(agent.metadata),
        agent.head,
        agent.createdAt,
        agent.updatedAt,
      );
  }

  update(agent: AgentRecord): void {
    const { name } = agent.metadata;
    this.#database.sql
      .prepare("UPDATE agents SET name = ?, name_folded = ?, document = ?, head = ?, updated_at = ? WHERE id = ?")
      .run(name, name.toLowerCase(), JSON.stringify(agent.metadata), agent.head, agent.updatedAt, agent.id);
  }

  get(workspace: string, id: string): AgentRecord | undefined {
    const row = this.#database.sql
      .prepare("SELECT * FROM agents WHERE workspace = ? AND id = ?")
      .get(workspace, id.toLowerCase());
    return row === undefined ? undefined : toRecord(row);
  }

  delete(id: string): void {
    this.#database.sql.prepare("DELETE FROM agents WHERE id = ?").run(id);
  }

  count(workspace: string): number {
    return Number(
      this.#database.sql.prepare("SELECT count(*) AS n FROM agents WHERE workspace = ?").get(workspace)?.["n"],
    );
  }

  /** Agents in order, from the one behind `after`. The id decides between equal sort keys. */
  list({ workspace, ownerId, nameContains, sortBy, sortOrder, after, limit }: AgentQuery): AgentRecord[] {
    const conditions = ["workspace = ?", "owner_id = ?", "instr(name_folded, ?) > 0"];
    const values: SQLInputValue[] = [workspace, ownerId, nameContains.toLowerCase()];
    if (after !== undefined) {
      conditions.push(`(${sortBy}, id) ${sortOrder === "asc" ? ">" : "<"} (?, ?)`);
      values.push(after.key, after.id);
    }
    return this.#database.sql
      .prepare(
        `SELECT * FROM agents WHERE ${conditions.join(" AND ")}
         ORDER BY ${sortBy} ${sortOrder}, id ${sortOrder} LIMIT ?`,
      )
      .all(...values, limit)
      .map(toRecord);
  }
}

function toRecord(row: Record<string, SQLOutputValue>): AgentRecord {
  return {
    id: String(row["id"]),
    workspace: String(row["workspace"]),
    ownerId: String(row["owner_id"]),
    metadata: JSON.parse(String(row["document"])) as AgentMetadata,
    head: String(row["head"]),
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"]),
  };
}

/** One version of an agent. */
export interface Commit {
  id: string;
  hash: string;
  tree: FileTree;
}

export interface NewCommit {
  agentId: string;
  parent: string | undefined;
  createdAt: number;
  tree: FileTree;
  /** The agent's other fields as text: a change of those alone is a new revision too. */
  metadata: string;
}

export class CommitStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /** Appends a commit and returns it. Its hash is new even when nothing changed. */
  append({ agentId, parent, createdAt, tree, metadata }: NewCommit): Commit {
    const { sql } = this.#database;
    const last = sql.prepare("SELECT max(sequence) AS last FROM commits WHERE agent_id = ?").get(agentId)?.["last"];
    const sequence = Number(last ?? 0) + 1;
    const text = serializeTree(tree);
    const hash = createHash("sha256")
      .update(JSON.stringify([agentId, parent ?? null, sequence, metadata, text]))
      .digest("hex");
    const id = randomUUID();
    sql
      .prepare(
        "INSERT INTO commits (hash, id, agent_id, sequence, parent, created_at, tree) VALUES (?, ?, ?, ?, ?, ?, ?)",
      )
      .run(hash, id, agentId, sequence, parent ?? null, createdAt, text);
    return { id, hash, tree };
  }

  get(hash: string): Commit {
    const row = this.#database.sql.prepare("SELECT id, tree FROM commits WHERE hash = ?").get(hash);
    if (row === undefined) {
      throw new Error("An agent's head commit is missing from the store");
    }
    return { id: String(row["id"]), hash, tree: deserializeTree(String(row["tree"])) };
  }
}
