/** `/mcp-servers`: one line an operation. Source: the public OpenAPI document, tag "MCP servers". */
import {
  type CreateMcpServerRequest,
  ListMcpServersResponseSchema,
  type McpServer,
  type McpServerHeader,
  McpServerSchema,
  type UpdateMcpServerRequest,
} from "../schema/wire";
import type { ApiClient, LookFirst } from "./client";
import { path } from "./path";

export class McpServersApi {
  constructor(private readonly client: ApiClient) {}

  create(body: CreateMcpServerRequest, lookFirst?: LookFirst<McpServer>): Promise<McpServer> {
    const secrets = valuesOf(body.headers);
    return this.client.json(McpServerSchema, { method: "POST", path: "/mcp-servers", body, secrets }, lookFirst);
  }

  get(id: string): Promise<McpServer> {
    return this.client.json(McpServerSchema, { method: "GET", path: path`/mcp-servers/${id}` });
  }

  update(id: string, body: UpdateMcpServerRequest, lookFirst?: LookFirst<McpServer>): Promise<McpServer> {
    const secrets = valuesOf(body.headers);
    const request = { method: "PATCH", path: path`/mcp-servers/${id}`, body, secrets } as const;
    return this.client.json(McpServerSchema, request, lookFirst);
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
