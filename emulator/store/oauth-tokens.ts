/** What users were granted. The tokens are encrypted here, on the way in and out. */
import type { SQLOutputValue } from "node:sqlite";
import type { EmulatorDatabase } from "./database";
import type { SecretVault } from "./secret-vault";

/** Whose tokens, and from which provider. */
export interface TokenOwner {
  workspace: string;
  providerId: string;
  userId: string;
}

export interface OAuthTokenRecord extends TokenOwner {
  /** Names the token; no secret. */
  id: string;
  /** Whether calls use this one, should there be several. */
  isDefault: boolean;
  scopes: string[];
  /** Milliseconds since 1970; null when the authorization server did not say. */
  expiresAt: number | null;
  /** Without a refresh token it ends when it expires. */
  tokens: { access: string; refresh: string | null };
  /** Milliseconds since 1970. */
  createdAt: number;
}

export class OAuthTokenStore {
  readonly #database: EmulatorDatabase;
  readonly #vault: SecretVault;

  constructor(database: EmulatorDatabase, vault: SecretVault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** Inserts a token, or replaces the one with its id. A new default takes that away from the others. */
  put(token: OAuthTokenRecord): void {
    const { id, workspace, providerId, userId, isDefault } = token;
    this.#database.transaction(() => {
      if (isDefault) {
        this.#database.sql
          .prepare("UPDATE oauth_tokens SET is_default = 0 WHERE workspace = ? AND provider_id = ? AND user_id = ?")
          .run(workspace, providerId, userId);
      }
      this.#database.sql
        .prepare(
          `INSERT OR REPLACE INTO oauth_tokens
             (id, workspace, provider_id, user_id, is_default, scopes, expires_at, sealed_tokens, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          id,
          workspace,
          providerId,
          userId,
          Number(isDefault),
          JSON.stringify(token.scopes),
          token.expiresAt,
          this.#vault.seal(token.tokens, id),
          token.createdAt,
        );
    });
  }

  get(id: string): OAuthTokenRecord | undefined {
    const row = this.#database.sql.prepare("SELECT * FROM oauth_tokens WHERE id = ?").get(id.toLowerCase());
    return row === undefined ? undefined : this.#toRecord(row);
  }

  /** A user's tokens of a provider: the one that calls use first, then the newest. */
  list({ workspace, providerId, userId }: TokenOwner): OAuthTokenRecord[] {
    return this.#database.sql
      .prepare(
        `SELECT * FROM oauth_tokens WHERE workspace = ? AND provider_id = ? AND user_id = ?
         ORDER BY is_default DESC, created_at DESC, rowid DESC`,
      )
      .all(workspace, providerId, userId)
      .map((row) => this.#toRecord(row));
  }

  #toRecord(row: Record<string, SQLOutputValue>): OAuthTokenRecord {
    const id = String(row["id"]);
    return {
      id,
      workspace: String(row["workspace"]),
      providerId: String(row["provider_id"]),
      userId: String(row["user_id"]),
      isDefault: row["is_default"] === 1,
      scopes: JSON.parse(String(row["scopes"])) as string[],
      expiresAt: row["expires_at"] === null ? null : Number(row["expires_at"]),
      tokens: this.#vault.unseal(row["sealed_tokens"] as Uint8Array, id) as OAuthTokenRecord["tokens"],
      createdAt: Number(row["created_at"]),
    };
  }
}
