/** Authorization sessions, and what the local authorization server gave out. */
import { sha256, type SecretVault } from "../store/secrets";
import type { EmulatorDatabase, Row } from "../store/database";

/** What a person was asked to grant, and what became of it. */
export interface AuthSessionRecord {
  id: string;
  workspace: string;
  providerId: string;
  userId: string;
  /** `ANSWERED` while the person's answer is exchanged for tokens. */
  status: "PENDING" | "ANSWERED" | "COMPLETED" | "CONNECTION_REQUIRED";
  document: {
    scopes: string[];
    isDefault: boolean;
    agentId?: string;
    /** The token that the session made or is to replace. */
    tokenId?: string;
  };
  /** The secret of PKCE. */
  verifier: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export class AuthSessionStore {
  readonly #database: EmulatorDatabase;
  readonly #vault: SecretVault;

  constructor(database: EmulatorDatabase, vault: SecretVault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** `state` is what comes back with the person's answer; only its hash is kept. */
  insert(session: AuthSessionRecord, state: string): void {
    const { id, workspace, providerId, userId, status, document, verifier, expiresAt } = session;
    this.#database.run(
      `INSERT INTO auth_sessions
           (id, workspace, provider_id, user_id, status, state_hash, document, sealed_verifier, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        workspace,
        providerId,
        userId,
        status,
        sha256(state),
        JSON.stringify(document),
        this.#vault.seal(verifier, id),
        expiresAt,
      ],
    );
  }

  get(workspace: string, id: string): AuthSessionRecord | undefined {
    return this.#database.find(
      "SELECT * FROM auth_sessions WHERE workspace = ? AND id = ?",
      [workspace, id.toLowerCase()],
      (row) => this.#toRecord(row),
    );
  }

  /** The session that an answer is for, if it still waits for one. Returned only once: an answer counts once. */
  takePending(state: string, now: number): AuthSessionRecord | undefined {
    return this.#database.find(
      `UPDATE auth_sessions SET status = 'ANSWERED'
         WHERE state_hash = ? AND status = 'PENDING' AND expires_at > ? RETURNING *`,
      [sha256(state), now],
      (row) => this.#toRecord(row),
    );
  }

  finish({ id, status, document }: AuthSessionRecord): void {
    this.#database.run("UPDATE auth_sessions SET status = ?, document = ? WHERE id = ?", [
      status,
      JSON.stringify(document),
      id,
    ]);
  }

  #toRecord(row: Row): AuthSessionRecord {
    const id = String(row["id"]);
    return {
      id,
      workspace: String(row["workspace"]),
      providerId: String(row["provider_id"]),
      userId: String(row["user_id"]),
      status: String(row["status"]) as AuthSessionRecord["status"],
      document: JSON.parse(String(row["document"])) as AuthSessionRecord["document"],
      verifier: this.#vault.unseal(row["sealed_verifier"] as Uint8Array, id) as string,
      expiresAt: Number(row["expires_at"]),
    };
  }
}

/** What a secret, or the id of a client, stands for. */
export interface Grants {
  client: { name: string; redirectUris: string[] };
  code: { clientId: string; redirectUri: string; challenge: string; scope: string; resource?: string };
  access: { clientId: string; scope: string; resource?: string };
  refresh: { clientId: string; scope: string; resource?: string };
}

/** Keeps secrets as hashes: the authorization server only has to recognise them. */
export class OAuthGrantStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /** Times are in milliseconds since 1970. A grant without one never expires. */
  put<K extends keyof Grants>(kind: K, secret: string, grant: Grants[K], expiresAt?: number): void {
    this.#database.run("INSERT INTO oauth_grants (hash, kind, document, expires_at) VALUES (?, ?, ?, ?)", [
      sha256(secret),
      kind,
      JSON.stringify(grant),
      expiresAt ?? null,
    ]);
  }

  get<K extends keyof Grants>(
    kind: K,
    secret: string,
    now: number,
  ): { grant: Grants[K]; expiresAt: number | null } | undefined {
    return this.#database.find(
      "SELECT * FROM oauth_grants WHERE hash = ? AND kind = ? AND (expires_at IS NULL OR expires_at > ?)",
      [sha256(secret), kind, now],
      (row) => ({
        grant: JSON.parse(String(row["document"])) as Grants[K],
        expiresAt: row["expires_at"] === null ? null : Number(row["expires_at"]),
      }),
    );
  }

  /** Returns what is good for one use, and deletes it. */
  take<K extends "code" | "refresh">(kind: K, secret: string, now: number): Grants[K] | undefined {
    const found = this.get(kind, secret, now);
    this.#database.run("DELETE FROM oauth_grants WHERE hash = ? AND kind = ?", [sha256(secret), kind]);
    return found?.grant;
  }

  deleteExpired(now: number): void {
    this.#database.run("DELETE FROM oauth_grants WHERE expires_at <= ?", [now]);
  }
}
