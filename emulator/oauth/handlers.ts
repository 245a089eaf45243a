/** What the routes of OAuth providers and auth sessions do. */
import {
  type RegisterMcpOAuthProviderResponse,
  type CreateAuthSessionRequest,
  type CreateAuthSessionResponse,
  type GetAuthSessionResponse,
} from "../../provider/wire";
import type { Caller, Services } from "../context";
import { RequestError, mcpServerNotFound, invalidBody, OAuthPeerError } from "../errors";
import { isUuid } from "../../provider/helpers/text";
import { accessLevel } from "../agents/view";

/** Returns the caller's provider for this server, which is created the first time. */
export async function registerOAuthProvider(
  { store, oauth }: Services,
  caller: Caller,
  id: string,
): Promise<RegisterMcpOAuthProviderResponse> {
  const server = store.mcpServers.get(caller.workspace, id);
  if (server === undefined) {
    throw mcpServerNotFound();
  }
  const { auth_type: type, oauth_mode: mode } = server.settings;
  if (type !== "oauth" || mode !== "per_user_dynamic_client") {
    throw new RequestError(
      "oauth_mode_mismatch",
      "Set auth_type 'oauth' and oauth_mode 'per_user_dynamic_client' on the MCP server: only then do its users have " +
        "OAuth providers of their own",
    );
  }
  try {
    const provider = await oauth.access.register(server, caller.ownerId);
    return { oauth_provider_id: provider.id };
  } catch (error) {
    if (!(error instanceof OAuthPeerError)) {
      throw error;
    }
    throw new RequestError(
      "oauth_discovery_failed",
      `Check that the MCP server is running, and what it publishes: ${error.message}`,
    );
  }
}

/** Reuses a token where that is wanted and possible. Otherwise somebody has to visit the URL that is returned. */
export async function startAuthSession(
  services: Services,
  caller: Caller,
  request: CreateAuthSessionRequest,
): Promise<CreateAuthSessionResponse> {
  const { oauth, store } = services;
  const { provider_id, agent_id: agentId, token_id: tokenId } = request;
  checkAgent(services, caller, agentId);
  const metadata = agentId === undefined ? {} : { metadata: { agent_id: agentId } };
  try {
    const provider = await oauth.access.find(caller.workspace, caller.ownerId, provider_id);
    if (provider === undefined) {
      throw invalidBody("provider_id is not an OAuth provider of this user");
    }
    checkToken(services, caller, provider.id, tokenId);
    const reused =
      request.strategy === "REUSE" ? await oauth.sessions.reusable(provider, caller.ownerId, request) : undefined;
    if (reused !== undefined) {
      if (request.is_default === true) {
        store.oauthTokens.put({ ...reused, isDefault: true });
      }
      return { provider_id, status: "COMPLETED", token: reused.id, ...metadata };
    }
    const { id, verificationUrl } = await oauth.sessions.start(provider, caller.ownerId, request);
    return { id, provider_id, status: "PENDING", verification_url: verificationUrl, ...metadata };
  } catch (error) {
    throw peerError(error);
  }
}

/** Holds the answer back for as long as asked while nobody has decided. */
export async function getAuthSession(
  { oauth, store }: Services,
  caller: Caller,
  id: string,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<GetAuthSessionResponse> {
  const session = store.authSessions.get(caller.workspace, id);
  if (session === undefined || session.userId !== caller.ownerId) {
    throw new RequestError(
      "auth_session_not_found",
      "Verify the session ID and that the calling identity started it: auth session not found",
    );
  }
  try {
    return { id: session.id, status: await oauth.sessions.status(session, waitSeconds, signal) };
  } catch (error) {
    throw peerError(error);
  }
}

function checkAgent({ store }: Services, caller: Caller, id: string | undefined): void {
  if (id === undefined) {
    return;
  }
  const agent = store.agents.get(caller.workspace, id);
  if (agent === undefined || accessLevel(agent, caller) === undefined) {
    throw invalidBody("agent_id is not an agent that this user may see");
  }
}

function checkToken({ store }: Services, caller: Caller, providerId: string, id: string | undefined): void {
  if (id === undefined) {
    return;
  }
  const token = isUuid(id) ? store.oauthTokens.get(id) : undefined;
  if (token?.userId !== caller.ownerId || token.workspace !== caller.workspace || token.providerId !== providerId) {
    throw invalidBody("token_id is not a token of this user and provider");
  }
}

function peerError(error: unknown): unknown {
  if (!(error instanceof OAuthPeerError)) {
    return error;
  }
  return new RequestError(
    "authorization_server_failed",
    `Try again later, or register another OAuth provider: ${error.message}`,
  );
}
