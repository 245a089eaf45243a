/** Registered MCP servers. Their headers are encrypted here, on the way in and out. */
import type { CreateMcpServerRequest, McpServerHeader } from "../../provider/wire";
import type { EmulatorDatabase, Row } from "../store/database";
import type { SecretVault } from "../store/secrets";

/** The plain fields; absent means never set. */
export type McpServerSettings = Omit<CreateMcpServerRequest, "headers">;

export interface McpServerRecord {
  id: string;
  workspace: string;
  settings: McpServerSettings;
  headers: McpServerHeader[];
  /** Microseconds since 1970, as is `updatedAt`. */
  createdAt: number;
  updatedAt: number;
}

/** Two URLs with the same key are the same server. A trailing slash and the case of the host do not matter. */
export function mcpUrlKey(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, "");
}

export class McpServerStore {
  readonly #database: EmulatorDatabase;
  readonly #vault: SecretVault;

  constructor(database: EmulatorDatabase, vault: SecretVault) {
    this.#database = database;
    this.#vault = vault;
  }

  insert(server: McpServerRecord): void {
    this.#database.run(
      `INSERT INTO mcp_servers (id, workspace, name, url_key, document, sealed_headers, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        server.id,
        server.workspace,
        server.settings.name,
        mcpUrlKey(server.settings.url),
        JSON.stringify(server.settings),
        this.#vault.seal(server.headers, server.id),
        server.createdAt,
        server.updatedAt,
      ],
    );
  }

  update(server: McpServerRecord): void {
    this.#database.run(
      "UPDATE mcp_servers SET url_key = ?, document = ?, sealed_headers = ?, updated_at = ? WHERE id = ?",
      [
        mcpUrlKey(server.settings.url),
        JSON.stringify(server.settings),
        this.#vault.seal(server.headers, server.id),
        server.updatedAt,
        server.id,
      ],
    );
  }

  get(workspace: string, id: string): McpServerRecord | undefined {
    return this.#database.find(
      "SELECT * FROM mcp_servers WHERE workspace = ? AND id = ?",
      [workspace, id.toLowerCase()],
      (row) => this.#toRecord(row),
    );
  }

  findByUrl(workspace: string, url: string): McpServerRecord | undefined {
    return this.#database.find(
      "SELECT * FROM mcp_servers WHERE workspace = ? AND url_key = ?",
      [workspace, mcpUrlKey(url)],
      (row) => this.#toRecord(row),
    );
  }

  findByName(workspace: string, name: string): McpServerRecord | undefined {
    return this.#database.find("SELECT * FROM mcp_servers WHERE workspace = ? AND name = ?", [workspace, name], (row) =>
      this.#toRecord(row),
    );
  }

  list(workspace: string): McpServerRecord[] {
    return this.#database.list(
      "SELECT * FROM mcp_servers WHERE workspace = ? ORDER BY created_at",
      [workspace],
      (row) => this.#toRecord(row),
    );
  }

  delete(workspace: string, id: string): void {
    this.#database.run("DELETE FROM mcp_servers WHERE workspace = ? AND id = ?", [workspace, id.toLowerCase()]);
  }

  #toRecord(row: Row): McpServerRecord {
    const id = String(row["id"]);
    return {
      id,
      workspace: String(row["workspace"]),
      settings: JSON.parse(String(row["document"])) as McpServerSettings,
      headers: this.#vault.unseal(row["sealed_headers"] as Uint8Array, id) as McpServerHeader[],
      createdAt: Number(row["created_at"]),
      updatedAt: Number(row["updated_at"]),
    };
  }
}
