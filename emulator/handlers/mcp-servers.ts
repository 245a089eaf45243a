/** What the MCP server routes do. */
import { randomUUID } from "node:crypto";
import { withoutUndefined } from "../../provider/schema/json";
import type { CreateMcpServerRequest, McpServer, UpdateMcpServerRequest } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, mcpServerNotFound } from "../errors";
import type { Services } from "../services";
import { formatTimestamp } from "../store/clock";
import type { McpServerRecord, McpServerSettings } from "../store/mcp-servers";
import { requireNonBlank } from "../validation";
import { checkHeaders, checkOAuthProviderId, checkServerUrl } from "./mcp-server-rules";

export function createMcpServer({ store }: Services, caller: Caller, request: CreateMcpServerRequest): McpServer {
  const { headers = [], ...settings } = request;
  requireNonBlank("name", settings.name);
  checkSettings(settings, headers);
  if (store.mcpServers.findByName(caller.workspace, settings.name) !== undefined) {
    throw duplicate(`an MCP server named '${settings.name}'`);
  }
  if (store.mcpServers.findByUrl(caller.workspace, settings.url) !== undefined) {
    throw duplicate("an MCP server with this url");
  }
  const createdAt = store.clock.now();
  const server: McpServerRecord = {
    id: randomUUID(),
    workspace: caller.workspace,
    settings,
    headers,
    createdAt,
    updatedAt: createdAt,
  };
  store.mcpServers.insert(server);
  return describe(server, caller);
}

export function getMcpServer({ store }: Services, caller: Caller, id: string): McpServer {
  const server = store.mcpServers.get(caller.workspace, id);
  if (server === undefined) throw mcpServerNotFound();
  return describe(server, caller);
}

/** `headers`, when given, replace the stored ones whole; every other field that is given replaces its own. */
export function updateMcpServer(
  { store }: Services,
  caller: Caller,
  id: string,
  request: UpdateMcpServerRequest,
): McpServer {
  const server = store.mcpServers.get(caller.workspace, id);
  if (server === undefined) throw mcpServerNotFound();
  const { headers = server.headers, ...changes } = request;
  const settings: McpServerSettings = {
    ...server.settings,
    ...(withoutUndefined(changes) as Partial<McpServerSettings>),
  };
  checkSettings(settings, headers);
  const sameUrl = store.mcpServers.findByUrl(caller.workspace, settings.url);
  if (sameUrl !== undefined && sameUrl.id !== server.id) throw duplicate("an MCP server with this url");
  const updated: McpServerRecord = { ...server, settings, headers, updatedAt: store.clock.now() };
  store.mcpServers.update(updated);
  return describe(updated, caller);
}

/** Idempotent: deleting a server that does not exist succeeds. */
export function deleteMcpServer({ store }: Services, caller: Caller, id: string): void {
  store.mcpServers.delete(caller.workspace, id);
}

export function listMcpServers({ store }: Services, caller: Caller): McpServer[] {
  return store.mcpServers.list(caller.workspace).map((server) => describe(server, caller));
}

/** Headers are for callers who may invoke the server; others learn only that they may not. */
function describe(
  { id, workspace, settings, headers, createdAt, updatedAt }: McpServerRecord,
  caller: Caller,
): McpServer {
  const { oauth_provider_id: oauthProviderId } = settings;
  return {
    id,
    tenant_id: workspace,
    name: settings.name,
    url: settings.url,
    ...(caller.can("mcp-servers:invoke") ? { headers } : { can_invoke: false }),
    auth_type: settings.auth_type ?? "",
    ...(typeof oauthProviderId === "string" && { oauth_provider_id: oauthProviderId }),
    oauth_mode: settings.oauth_mode ?? "",
    created_at: formatTimestamp(createdAt),
    updated_at: formatTimestamp(updatedAt),
    mcp_vendor_id: null,
    vendor_id: settings.vendor_id ?? null,
    external_system_id: settings.external_system_id ?? null,
  };
}

function checkSettings(settings: McpServerSettings, headers: McpServerRecord["headers"]): void {
  requireNonBlank("url", settings.url);
  checkServerUrl(settings.url);
  checkHeaders(headers);
  checkOAuthProviderId(settings.oauth_provider_id);
}

function duplicate(what: string): ApiFault {
  return new ApiFault(
    "mcp_server_already_exists",
    `Update or delete the existing one: this workspace already has ${what}`,
  );
}
