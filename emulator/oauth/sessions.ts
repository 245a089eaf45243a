/** Authorization sessions: a person is asked once, and their answer becomes a token. */
import { randomBytes, randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { AuthSessionStatus, CreateAuthSessionRequest } from "../../provider/wire";
import type { Store } from "../store";
import type { AuthSessionRecord } from "./session-store";
import type { OAuthProviderRecord, OAuthTokenRecord } from "./provider-store";
import { loadProtocol, type OAuthAccess, type OAuthSurroundings } from "./access";

const SESSION_MILLISECONDS = 10 * 60_000;

/** What came back from the authorization server with the person. */
export interface AuthorizationAnswer {
  state: string;
  /** Absent when access was not granted. */
  code?: string | undefined;
}

export type SessionOutcome = "completed" | "denied" | "failed" | "not waiting";

export class AuthSessions {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #access: OAuthAccess;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();

  constructor({ store, now }: OAuthSurroundings, access: OAuthAccess) {
    this.#store = store;
    this.#now = now;
    this.#access = access;
  }

  /** A token that already allows what is asked for; undefined when a person has to decide. */
  async reusable(
    provider: OAuthProviderRecord,
    userId: string,
    { scopes, token_id: tokenId }: CreateAuthSessionRequest,
  ): Promise<OAuthTokenRecord | undefined> {
    const owner = { workspace: provider.workspace, providerId: provider.id, userId };
    for (const token of this.#store.oauthTokens.list(owner)) {
      if (tokenId !== undefined && token.id !== tokenId.toLowerCase()) {
        continue;
      }
      if (!scopes.every((scope) => token.scopes.includes(scope))) {
        continue;
      }
      const current = await this.#access.refreshed(token);
      if (current !== undefined) {
        return current;
      }
    }
    return undefined;
  }

  async start(
    provider: OAuthProviderRecord,
    userId: string,
    { scopes, token_id: tokenId, agent_id: agentId, is_default: isDefault = true }: CreateAuthSessionRequest,
  ): Promise<{ id: string; verificationUrl: string }> {
    const { authorize } = await loadProtocol();
    const state = randomBytes(32).toString("base64url");
    const { redirectUri } = this.#access;
    const { url, verifier } = await authorize(this.#access.clientOf(provider), { redirectUri, scopes, state });
    const id = randomUUID();
    const session: AuthSessionRecord = {
      id,
      workspace: provider.workspace,
      providerId: provider.id,
      userId,
      status: "PENDING",
      document: {
        scopes,
        isDefault,
        ...(agentId === undefined ? {} : { agentId }),
        ...(tokenId === undefined ? {} : { tokenId }),
      },
      verifier,
      expiresAt: this.#now() + SESSION_MILLISECONDS,
    };
    this.#store.authSessions.insert(session, state);
    return { id, verificationUrl: url };
  }

  /** Takes a person's answer, which counts once. */
  async answer({ state, code }: AuthorizationAnswer): Promise<SessionOutcome> {
    const session = this.#store.authSessions.takePending(state, this.#now());
    if (session === undefined) {
      return "not waiting";
    }
    try {
      const tokenId = code === undefined ? undefined : await this.#redeem(session, code);
      if (tokenId === undefined) {
        this.#store.authSessions.finish({ ...session, status: "CONNECTION_REQUIRED" });
        return "denied";
      }
      const document = { ...session.document, tokenId };
      this.#store.authSessions.finish({ ...session, status: "COMPLETED", document });
      return "completed";
    } catch {
      // The reason is not shown: it may quote a token, and the person can only try again anyway.
      this.#store.authSessions.finish({ ...session, status: "CONNECTION_REQUIRED" });
      return "failed";
    } finally {
      this.#changes.emit(session.id);
    }
  }

  /** @param signal ends the wait early */
  async status(session: AuthSessionRecord, waitSeconds: number, signal: AbortSignal): Promise<AuthSessionStatus> {
    const remaining = Math.min(waitSeconds * 1000, session.expiresAt - this.#now());
    if (isWaiting(session) && remaining > 0) {
      const end = AbortSignal.any([signal, this.#closing.signal, AbortSignal.timeout(remaining)]);
      await once(this.#changes, session.id, { signal: end }).catch(() => undefined);
    }
    const latest = this.#store.authSessions.get(session.workspace, session.id);
    if (latest === undefined || latest.status === "CONNECTION_REQUIRED") {
      return "CONNECTION_REQUIRED";
    }
    if (isWaiting(latest)) {
      return latest.expiresAt > this.#now() ? "PENDING" : "CONNECTION_REQUIRED";
    }
    const token = this.#store.oauthTokens.get(latest.document.tokenId ?? "");
    if (token === undefined) {
      return "CONNECTION_REQUIRED";
    }
    return (await this.#access.refreshed(token)) === undefined ? "TOKEN_EXPIRED" : "COMPLETED";
  }

  /** Ends all waits. */
  close(): void {
    this.#closing.abort();
  }

  async #redeem(session: AuthSessionRecord, code: string): Promise<string | undefined> {
    const { workspace, providerId, userId, verifier, document } = session;
    const provider = this.#store.oauthProviders.get(workspace, providerId);
    if (provider === undefined) {
      return undefined;
    }
    const { exchange } = await loadProtocol();
    const { redirectUri } = this.#access;
    const answer = await exchange(this.#access.clientOf(provider), { redirectUri, code, verifier });
    const { tokenId = randomUUID(), isDefault, scopes } = document;
    this.#access.keep({ id: tokenId, workspace, providerId, userId, isDefault, scopes }, answer);
    return tokenId;
  }
}

function isWaiting({ status }: AuthSessionRecord): boolean {
  return status === "PENDING" || status === "ANSWERED";
}
