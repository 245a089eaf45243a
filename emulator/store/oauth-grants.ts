/** What the local authorization server gave out. Secrets are kept as hashes: it only has to recognise them. */
import { sha256 } from "./digest";
import type { EmulatorDatabase } from "./database";

/** What stands behind a secret, or behind the id of a client. */
export interface Grants {
  client: { name: string; redirectUris: string[] };
  code: { clientId: string; redirectUri: string; challenge: string; scope: string; resource?: string };
  access: { clientId: string; scope: string; resource?: string };
  refresh: { clientId: string; scope: string; resource?: string };
}

export class OAuthGrantStore {
  readonly #database: EmulatorDatabase;

  constructor(database: EmulatorDatabase) {
    this.#database = database;
  }

  /** Times are in milliseconds since 1970; without one it never expires. */
  put<K extends keyof Grants>(kind: K, secret: string, grant: Grants[K], expiresAt?: number): void {
    this.#database.sql
      .prepare("INSERT INTO oauth_grants (hash, kind, document, expires_at) VALUES (?, ?, ?, ?)")
      .run(sha256(secret), kind, JSON.stringify(grant), expiresAt ?? null);
  }

  get<K extends keyof Grants>(
    kind: K,
    secret: string,
    now: number,
  ): { grant: Grants[K]; expiresAt: number | null } | undefined {
    const row = this.#database.sql
      .prepare("SELECT * FROM oauth_grants WHERE hash = ? AND kind = ? AND (expires_at IS NULL OR expires_at > ?)")
      .get(sha256(secret), kind, now);
    if (row === undefined) return undefined;
    return {
      grant: JSON.parse(String(row["document"])) as Grants[K],
      expiresAt: row["expires_at"] === null ? null : Number(row["expires_at"]),
    };
  }

  /** Gives out what is good for one use, and never again. */
  take<K extends "code" | "refresh">(kind: K, secret: string, now: number): Grants[K] | undefined {
    const found = this.get(kind, secret, now);
    this.#database.sql.prepare("DELETE FROM oauth_grants WHERE hash = ? AND kind = ?").run(sha256(secret), kind);
    return found?.grant;
  }

  deleteExpired(now: number): void {
    this.#database.sql.prepare("DELETE FROM oauth_grants WHERE expires_at <= ?").run(now);
  }
}
