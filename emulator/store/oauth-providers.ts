/** OAuth providers: at which authorization server, and as which of its clients, users grant access to MCP servers. */
import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { SQLOutputValue } from "node:sqlite";
import type { EmulatorDatabase } from "./database";
import type { SecretVault } from "./secret-vault";

/** An authorization server that was discovered. */
export interface AuthorizationServer {
  url: string;
  metadata: AuthorizationServerMetadata;
  /** What the MCP server says that tokens are for (RFC 8707). */
  resource?: string;
}

/** Whose a provider is, and for which MCP server. */
export interface ProviderMapping {
  userId: string;
  serverId: string;
  /** Of the server when it was registered: what is granted for one URL is never sent to another. */
  urlKey: string;
}

export interface OAuthProviderRecord {
  workspace: string;
  id: string;
  /** Null for one that the users of a workspace share. */
  mapping: ProviderMapping | null;
  /** Null for the emulator's own, whose address changes with its port. */
  server: AuthorizationServer | null;
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
    this.#database.sql
      .prepare(
        `INSERT INTO oauth_providers (workspace, id, user_id, mcp_server_id, url_key, server, sealed_client)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        workspace,
        id,
        mapping?.userId ?? null,
        mapping?.serverId ?? null,
        mapping?.urlKey ?? null,
        JSON.stringify(server),
        this.#vault.seal(client, id),
      );
  }

  get(workspace: string, id: string): OAuthProviderRecord | undefined {
    const row = this.#database.sql
      .prepare("SELECT * FROM oauth_providers WHERE workspace = ? AND id = ?")
      .get(workspace, id.toLowerCase());
    return row === undefined ? undefined : this.#toRecord(row);
  }

  findByMapping({ userId, serverId, urlKey }: ProviderMapping): OAuthProviderRecord | undefined {
    const row = this.#database.sql
      .prepare("SELECT * FROM oauth_providers WHERE user_id = ? AND mcp_server_id = ? AND url_key = ?")
      .get(userId, serverId, urlKey);
    return row === undefined ? undefined : this.#toRecord(row);
  }

  #toRecord(row: Record<string, SQLOutputValue>): OAuthProviderRecord {
    const id = String(row["id"]);
    const { user_id: userId, mcp_server_id: serverId, url_key: urlKey } = row;
    return {
      workspace: String(row["workspace"]),
      id,
      mapping: userId === null ? null : { userId: String(userId), serverId: String(serverId), urlKey: String(urlKey) },
      server: JSON.parse(String(row["server"])) as AuthorizationServer | null,
      client: this.#vault.unseal(row["sealed_client"] as Uint8Array, id) as OAuthClientInformationMixed,
    };
  }
}
