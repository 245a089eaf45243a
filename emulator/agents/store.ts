/** Agents, and the history of their file trees: each agent names the commit that is its head. */
import type { SQLInputValue } from "node:sqlite";
import { createHash, randomUUID } from "node:crypto";
import { type AgentBackend, type AgentPermissions, type AgentSettings, AgentSettingsSchema } from "../../provider/wire";
import type { EmulatorDatabase, Row } from "../store/database";
import { deserializeTree, type FileTree, serializeTree } from "./file-tree/file-tree";

/** What a caller set, plus what the server filled in. Absent means never set. */
export interface AgentMetadata extends AgentSettings {
  permissions: AgentPermissions;
  backend: AgentBackend;
  /** IANA name from `X-User-Timezone`; runs tell the model the date in it. */
  userTimezone: string;
}

/** What a caller sets and answers show. Only defaults and rules name single fields. */
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
    this.#database.run(
      `INSERT INTO agents (id, workspace, owner_id, name, name_folded, document, head, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        agent.id,
        agent.workspace,
        agent.ownerId,
        name,
        name.toLowerCase(),
        JSON.stringify(agent.metadata),
        agent.head,
        agent.createdAt,
        agent.updatedAt,
      ],
    );
  }

  update(agent: AgentRecord): void {
    const { name } = agent.metadata;
    this.#database.run(
      "UPDATE agents SET name = ?, name_folded = ?, document = ?, head = ?, updated_at = ? WHERE id = ?",
      [name, name.toLowerCase(), JSON.stringify(agent.metadata), agent.head, agent.updatedAt, agent.id],
    );
  }

  get(workspace: string, id: string): AgentRecord | undefined {
    return this.#database.find(
      "SELECT * FROM agents WHERE workspace = ? AND id = ?",
      [workspace, id.toLowerCase()],
      toRecord,
    );
  }

  delete(id: string): void {
    this.#database.run("DELETE FROM agents WHERE id = ?", [id]);
  }

  count(workspace: string): number {
    return this.#database.number("SELECT count(*) FROM agents WHERE workspace = ?", [workspace]);
  }

  /** Agents in order, starting after `after`. The id decides between equal sort keys. */
  list({ workspace, ownerId, nameContains, sortBy, sortOrder, after, limit }: AgentQuery): AgentRecord[] {
    const conditions = ["workspace = ?", "owner_id = ?", "instr(name_folded, ?) > 0"];
    const values: SQLInputValue[] = [workspace, ownerId, nameContains.toLowerCase()];
    if (after !== undefined) {
      conditions.push(`(${sortBy}, id) ${sortOrder === "asc" ? ">" : "<"} (?, ?)`);
      values.push(after.key, after.id);
    }
    return this.#database.list(
      `SELECT * FROM agents WHERE ${conditions.join(" AND ")}
         ORDER BY ${sortBy} ${sortOrder}, id ${sortOrder} LIMIT ?`,
      [...values, limit],
      toRecord,
    );
  }
}

function toRecord(row: Row): AgentRecord {
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
  /** The agent's other fields as text: a change of these alone is a new revision, too. */
  metadata: string;
}

export class CommitStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /** Appends a commit and returns it. Its hash is new even if nothing changed. */
  append({ agentId, parent, createdAt, tree, metadata }: NewCommit): Commit {
    const last = this.#database.number("SELECT max(sequence) FROM commits WHERE agent_id = ?", [agentId]);
    const sequence = last + 1;
    const text = serializeTree(tree);
    const hash = createHash("sha256")
      .update(JSON.stringify([agentId, parent ?? null, sequence, metadata, text]))
      .digest("hex");
    const id = randomUUID();
    this.#database.run(
      "INSERT INTO commits (hash, id, agent_id, sequence, parent, created_at, tree) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [hash, id, agentId, sequence, parent ?? null, createdAt, text],
    );
    return { id, hash, tree };
  }

  get(hash: string): Commit {
    const commit = this.#database.find("SELECT id, tree FROM commits WHERE hash = ?", [hash], (row) => ({
      id: String(row["id"]),
      hash,
      tree: deserializeTree(String(row["tree"])),
    }));
    if (commit === undefined) {
      throw new Error("An agent's head commit is missing from the store");
    }
    return commit;
  }
}
