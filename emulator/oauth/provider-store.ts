/** OAuth providers, and the tokens that users were granted. Secrets are encrypted here, on the way in and out. */
import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { EmulatorDatabase, Row } from "../store/database";
import type { SecretVault } from "../store/secrets";

/** An authorization server that was discovered. */
export interface AuthorizationEndpoints {
  url: string;
  metadata: AuthorizationServerMetadata;
  /** What the MCP server says that tokens are for (RFC 8707). */
  resource?: string;
}

/** Whose a provider is, and for which MCP server. */
export interface ProviderMapping {
  userId: string;
  serverId: string;
  /** Of the server's URL at registration: what is granted for one URL is never sent to another. */
  urlKey: string;
}

/** At which authorization server, and as which of its clients, users grant access to MCP servers. */
export interface OAuthProviderRecord {
  workspace: string;
  id: string;
  /** Null for one that the users of a workspace share. */
  mapping: ProviderMapping | null;
  /** Null for the emulator's own, whose address changes with its port. */
  server: AuthorizationEndpoints | null;
  client: OAuthClientInformationMixed;
}

export class OAuthProviderStore {
  readonly #database: EmulatorDatabase;
  readonly #vault: SecretVault;

  constructor(database: EmulatorDatabase, vault: SecretVault) {
    this.#database = database;
    this.#vault = vault;
  }

  insert({ workspace, id, mapping, server, client }: OAuthProviderRecord): void {
    this.#database.run(
      `INSERT INTO oauth_providers (workspace, id, user_id, mcp_server_id, url_key, server, sealed_client)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        workspace,
        id,
        mapping?.userId ?? null,
        mapping?.serverId ?? null,
        mapping?.urlKey ?? null,
        JSON.stringify(server),
        this.#vault.seal(client, id),
      ],
    );
  }

  get(workspace: string, id: string): OAuthProviderRecord | undefined {
    return this.#database.find(
      "SELECT * FROM oauth_providers WHERE workspace = ? AND id = ?",
      [workspace, id.toLowerCase()],
      (row) => this.#toRecord(row),
    );
  }

  findByMapping({ userId, serverId, urlKey }: ProviderMapping): OAuthProviderRecord | undefined {
    return this.#database.find(
      "SELECT * FROM oauth_providers WHERE user_id = ? AND mcp_server_id = ? AND url_key = ?",
      [userId, serverId, urlKey],
      (row) => this.#toRecord(row),
    );
  }

  #toRecord(row: Row): OAuthProviderRecord {
    const id = String(row["id"]);
    const { user_id: userId, mcp_server_id: serverId, url_key: urlKey } = row;
    return {
      workspace: String(row["workspace"]),
      id,
      mapping: userId === null ? null : { userId: String(userId), serverId: String(serverId), urlKey: String(urlKey) },
      server: JSON.parse(String(row["server"])) as AuthorizationEndpoints | null,
      client: this.#vault.unseal(row["sealed_client"] as Uint8Array, id) as OAuthClientInformationMixed,
    };
  }
}

/** Whose tokens, and from which provider. */
export interface TokenOwner {
  workspace: string;
  providerId: string;
  userId: string;
}

/** What a user was granted. */
export interface OAuthTokenRecord extends TokenOwner {
  /** Identifies the token. It is not a secret. */
  id: string;
  /** Whether calls use this token if there are several. */
  isDefault: boolean;
  scopes: string[];
  /** Milliseconds since 1970; null if the authorization server did not say. */
  expiresAt: number | null;
  /** Without a refresh token, access ends when the token expires. */
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

  /** Inserts a token, or replaces the one with its id. A new default replaces the old one. */
  put(token: OAuthTokenRecord): void {
    const { id, workspace, providerId, userId, isDefault } = token;
    this.#database.transaction(() => {
      if (isDefault) {
        this.#database.run(
          "UPDATE oauth_tokens SET is_default = 0 WHERE workspace = ? AND provider_id = ? AND user_id = ?",
          [workspace, providerId, userId],
        );
      }
      this.#database.run(
        `INSERT OR REPLACE INTO oauth_tokens
             (id, workspace, provider_id, user_id, is_default, scopes, expires_at, sealed_tokens, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          workspace,
          providerId,
          userId,
          Number(isDefault),
          JSON.stringify(token.scopes),
          token.expiresAt,
          this.#vault.seal(token.tokens, id),
          token.createdAt,
        ],
      );
    });
  }

  get(id: string): OAuthTokenRecord | undefined {
    return this.#database.find("SELECT * FROM oauth_tokens WHERE id = ?", [id.toLowerCase()], (row) =>
      this.#toRecord(row),
    );
  }

  /** A user's tokens of a provider: the one that calls use first, then the newest. */
  list({ workspace, providerId, userId }: TokenOwner): OAuthTokenRecord[] {
    return this.#database.list(
      `SELECT * FROM oauth_tokens WHERE workspace = ? AND provider_id = ? AND user_id = ?
         ORDER BY is_default DESC, created_at DESC, rowid DESC`,
      [workspace, providerId, userId],
      (row) => this.#toRecord(row),
    );
  }

  #toRecord(row: Row): OAuthTokenRecord {
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
