/** What the auth session routes do. */
import { isUuid } from "../../provider/schema/uuid";
import type {
  CreateAuthSessionRequest,
  CreateAuthSessionResponse,
  GetAuthSessionResponse,
} from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, invalidBody } from "../errors";
import { OAuthPeerError } from "../oauth/peer-error";
import type { Services } from "../services";
import { accessLevel } from "./agent-access";

/** Reuses a token where that is wanted and possible; otherwise somebody has to visit the URL that this answers with. */
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
    const provider = await oauth.connections.find(caller.workspace, caller.ownerId, provider_id);
    if (provider === undefined) throw invalidBody("provider_id is not an OAuth provider of this user");
    checkToken(services, caller, provider.id, tokenId);
    const reused =
      request.strategy === "REUSE" ? await oauth.sessions.reusable(provider, caller.ownerId, request) : undefined;
    if (reused !== undefined) {
      if (request.is_default === true) store.oauthTokens.put({ ...reused, isDefault: true });
      return { provider_id, status: "COMPLETED", token: reused.id, ...metadata };
    }
    const { id, verificationUrl } = await oauth.sessions.start(provider, caller.ownerId, request);
    return { id, provider_id, status: "PENDING", verification_url: verificationUrl, ...metadata };
  } catch (error) {
    throw peerFault(error);
  }
}

/** Holds the answer back while nobody has decided, for as long as asked. */
export async function getAuthSession(
  { oauth, store }: Services,
  caller: Caller,
  id: string,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<GetAuthSessionResponse> {
  const session = store.authSessions.get(caller.workspace, id);
  if (session === undefined || session.userId !== caller.ownerId) {
    throw new ApiFault(
      "auth_session_not_found",
      "Verify the session ID and that the calling identity started it: auth session not found",
    );
  }
  try {
    return { id: session.id, status: await oauth.sessions.status(session, waitSeconds, signal) };
  } catch (error) {
    throw peerFault(error);
  }
}

function checkAgent({ store }: Services, caller: Caller, id: string | undefined): void {
  if (id === undefined) return;
  const agent = store.agents.get(caller.workspace, id);
  if (agent === undefined || accessLevel(agent, caller) === undefined) {
    throw invalidBody("agent_id is not an agent that this user may see");
  }
}

function checkToken({ store }: Services, caller: Caller, providerId: string, id: string | undefined): void {
  if (id === undefined) return;
  const token = isUuid(id) ? store.oauthTokens.get(id) : undefined;
  if (token?.userId !== caller.ownerId || token.workspace !== caller.workspace || token.providerId !== providerId) {
    throw invalidBody("token_id is not a token of this user and provider");
  }
}

function peerFault(error: unknown): unknown {
  if (!(error instanceof OAuthPeerError)) return error;
  return new ApiFault(
    "authorization_server_failed",
    `Try again later, or register another OAuth provider: ${error.message}`,
  );
}
