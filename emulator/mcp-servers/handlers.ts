/** What the routes of MCP servers and of their tools do. */
import { randomUUID } from "node:crypto";
import { isLoopback } from "../../provider/helpers/url";
import { isUuid } from "../../provider/helpers/text";
import type {
  McpServerHeader,
  CreateMcpServerRequest,
  McpServer,
  UpdateMcpServerRequest,
  ListMcpToolsResponse,
} from "../../provider/wire";
import { unprocessable, RequestError, mcpServerNotFound, ForbiddenError, requireNonBlank } from "../errors";
import { withoutUndefined } from "../../provider/helpers/json";
import type { Caller, Services } from "../context";
import { formatTimestamp } from "../store/clock";
import type { McpServerRecord, McpServerSettings } from "./store";

// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;

export interface McpToolsQuery {
  url: string;
  forceRefresh: boolean;
  /** Whose token is sent if the server uses OAuth: that of this provider … */
  oauthProviderId: string | undefined;
  /** … and of this user. Only the key that may do everything can name a user other than the caller. */
  userId: string | undefined;
}

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
  if (server === undefined) {
    throw mcpServerNotFound();
  }
  return describe(server, caller);
}

/** Fields that are given replace the stored ones; `headers` are replaced as a whole. */
export function updateMcpServer(
  { store }: Services,
  caller: Caller,
  id: string,
  request: UpdateMcpServerRequest,
): McpServer {
  const server = store.mcpServers.get(caller.workspace, id);
  if (server === undefined) {
    throw mcpServerNotFound();
  }
  const { headers = server.headers, ...changes } = request;
  const settings: McpServerSettings = {
    ...server.settings,
    ...(withoutUndefined(changes) as Partial<McpServerSettings>),
  };
  checkSettings(settings, headers);
  const sameUrl = store.mcpServers.findByUrl(caller.workspace, settings.url);
  if (sameUrl !== undefined && sameUrl.id !== server.id) {
    throw duplicate("an MCP server with this url");
  }
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

export async function listMcpTools(
  { store, runtime, oauth }: Services,
  caller: Caller,
  { url, forceRefresh, oauthProviderId, userId = caller.ownerId }: McpToolsQuery,
): Promise<ListMcpToolsResponse> {
  if (userId !== caller.ownerId && !caller.isServiceKey) {
    throw new ForbiddenError();
  }
  const server = store.mcpServers.findByUrl(caller.workspace, url);
  if (server === undefined) {
    throw mcpServerNotFound();
  }
  try {
    const endpoint = await oauth.access.endpointOf(server, userId, oauthProviderId);
    const known = forceRefresh ? undefined : runtime.mcpTools.peek(endpoint);
    if (known !== undefined) {
      return view(known.tools, known.fetchedAt, true);
    }
    const { tools, fetchedAt } = await runtime.mcpTools.fetch(endpoint);
    return view(tools, fetchedAt, false);
  } catch (error) {
    if (error instanceof RequestError) {
      throw error;
    }
    throw new RequestError(
      "mcp_server_unreachable",
      `Check that the MCP server is running and that its headers are right: ${(error as Error).message}`,
    );
  }
}

/** Shows headers only to callers who may invoke the server. Others learn only that they may not. */
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
    ...(typeof oauthProviderId === "string" ? { oauth_provider_id: oauthProviderId } : {}),
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

function duplicate(what: string): RequestError {
  return new RequestError(
    "mcp_server_already_exists",
    `Update or delete the existing one: this workspace already has ${what}`,
  );
}

/** Accepts https anywhere, and plain http on this machine only, which the service itself would refuse. */
function checkServerUrl(url: string): void {
  if (/\s/.test(url) || CONTROL_CHARACTERS.test(url) || !URL.canParse(url)) {
    throw unprocessable("url: must be a valid HTTPS endpoint");
  }
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && !(parsed.protocol === "http:" && isLoopback(parsed))) {
    throw unprocessable("url: must be a valid HTTPS endpoint (http is accepted for loopback addresses only)");
  }
}

/** The errors name positions, never values. */
function checkHeaders(headers: readonly McpServerHeader[]): void {
  for (const [index, { key, value }] of headers.entries()) {
    if (key.trim() === "") {
      throw unprocessable(`headers[${String(index)}].key: must not be blank`);
    }
    if (CONTROL_CHARACTERS.test(key)) {
      throw unprocessable(`headers[${String(index)}].key: must not contain control characters`);
    }
    if (CONTROL_CHARACTERS.test(value)) {
      throw unprocessable(`headers[${String(index)}].value: must not contain control characters`);
    }
  }
}

function checkOAuthProviderId(id: string | null | undefined): void {
  if (typeof id === "string" && !isUuid(id)) {
    throw unprocessable("oauth_provider_id: must be a UUID");
  }
}

function view(tools: ListMcpToolsResponse["tools"], fetchedAt: Date, cached: boolean): ListMcpToolsResponse {
  return { tools, cached, fetched_at: `${fetchedAt.toISOString().slice(0, 19)}Z` };
}
