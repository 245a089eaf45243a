/** `/mcp-servers`: one line an operation. Source: the public OpenAPI document, tag "MCP servers". */
import {
  type CreateMcpServerRequest,
  ListMcpServersResponseSchema,
  type McpServer,
  type McpServerHeader,
  McpServerSchema,
  type UpdateMcpServerRequest,
} from "../schema/wire";
import type { ApiClient } from "./client";
import { path } from "./path";

export class McpServersApi {
  constructor(private readonly client: ApiClient) {}

  create(body: CreateMcpServerRequest): Promise<McpServer> {
    return this.client.json(McpServerSchema, {
      method: "POST",
      path: "/mcp-servers",
      body,
      secrets: valuesOf(body.headers),
    });
  }

  get(id: string): Promise<McpServer> {
    return this.client.json(McpServerSchema, { method: "GET", path: path`/mcp-servers/${id}` });
  }

  update(id: string, body: UpdateMcpServerRequest): Promise<McpServer> {
    return this.client.json(McpServerSchema, {
      method: "PATCH",
      path: path`/mcp-servers/${id}`,
      body,
      secrets: valuesOf(body.headers),
    });
  }

  /** Succeeds also when there is no such server. */
  delete(id: string): Promise<void> {
    return this.client.delete(path`/mcp-servers/${id}`);
  }

  /** Every server registered in the workspace. The API does not page this list. */
  list(): Promise<McpServer[]> {
    return this.client.json(ListMcpServersResponseSchema, { method: "GET", path: "/mcp-servers" });
  }
}

function valuesOf(headers: readonly McpServerHeader[] | undefined): string[] {
  return headers?.map((header) => header.value) ?? [];
}
