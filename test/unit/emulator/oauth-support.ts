/** The steps of an authorization, as a user, their browser and the agent's owner take them. */
import type { Emulator } from "../../../emulator/index";
import {
  CreateAuthSessionResponseSchema,
  GetAuthSessionResponseSchema,
  type McpServer,
  RegisterMcpOAuthProviderResponseSchema,
} from "../../../provider/wire";
import type { NotesServer } from "./mcp-server";
import { call, type CallOptions, createMcpServer, expectCall, MCP_SERVERS } from "./support";

export const AUTH_SESSIONS = "/v1/deepagents/auth-sessions";
export const MCP_TOOLS = "/v1/deepagents/mcp/tools";

export function registerOAuthNotes(
  emulator: Emulator,
  { url }: NotesServer,
  settings: object = {},
): Promise<McpServer> {
  const oauth = { auth_type: "oauth", oauth_mode: "per_user_dynamic_client" };
  return createMcpServer(emulator, { name: "notes", url, ...oauth, ...settings });
}

export async function registerProvider(
  emulator: Emulator,
  { id }: McpServer,
  options: CallOptions = { body: {} },
): Promise<string> {
  const path = `${MCP_SERVERS}/${id}/oauth-provider`;
  const schema = RegisterMcpOAuthProviderResponseSchema;
  return (await expectCall(schema, 200, emulator, "POST", path, options)).oauth_provider_id;
}

export interface PendingSession {
  id: string;
  url: string;
}

export async function startSession(
  emulator: Emulator,
  providerId: string,
  settings: object = {},
  options: CallOptions = {},
): Promise<PendingSession> {
  const body = { provider_id: providerId, scopes: ["notes"], strategy: "CREATE", ...settings };
  const schema = CreateAuthSessionResponseSchema;
  const session = await expectCall(schema, 201, emulator, "POST", AUTH_SESSIONS, { ...options, body });
  expect(session).toMatchObject({ provider_id: providerId, status: "PENDING" });
  return { id: session.id!, url: session.verification_url! };
}

export async function statusOf(emulator: Emulator, { id }: PendingSession, query = ""): Promise<string> {
  const schema = GetAuthSessionResponseSchema;
  const session = await expectCall(schema, 200, emulator, "GET", `${AUTH_SESSIONS}/${id}${query}`);
  expect(session.id).toBe(id);
  return session.status;
}

/** Opens the page and presses one of its buttons. Returns the page that comes next. */
export async function decide(url: string, decision: string, headers: Record<string, string> = {}): Promise<Response> {
  const page = await fetch(url);
  const html = await page.text();
  if (page.status !== 200) {
    throw new Error(`${String(page.status)} ${html}`);
  }
  const [, action = ""] = /<form method="post" action="([^"]*)"/.exec(html) ?? [];
  const form = new URLSearchParams({ decision });
  for (const [, name = "", value = ""] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    form.set(name, value.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&lt;", "<"));
  }
  return fetch(new URL(action, url), { method: "POST", body: form, headers });
}

export async function approve(url: string): Promise<void> {
  const page = await decide(url, "approve");
  expect(await page.text()).toContain("Access granted");
}

export function listTools(emulator: Emulator, { url }: NotesServer, query = "", options: CallOptions = {}) {
  return call(emulator, "GET", `${MCP_TOOLS}?url=${encodeURIComponent(url)}${query}`, options);
}
