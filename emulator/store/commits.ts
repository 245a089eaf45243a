/** The history of every agent's file tree. */
import { createHash, randomUUID } from "node:crypto";
import { deserializeTree, type FileTree, serializeTree } from "../file-tree/file-tree";
import type { EmulatorDatabase } from "./database";

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
    if (row === undefined) throw new Error("An agent's head commit is missing from the store");
    return { id: String(row["id"]), hash, tree: deserializeTree(String(row["tree"])) };
  }
}
