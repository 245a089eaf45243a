/** The access to MCP servers that users have granted, and how calls are made with it. */
import { randomUUID } from "node:crypto";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { publicUrl } from "../../provider/helpers/url";
import { RequestError, invalidParameter } from "../errors";
import type { McpEndpoint } from "../mcp-servers/client";
import type { Store } from "../store";
import { type McpServerRecord, mcpUrlKey } from "../mcp-servers/store";
import type { AuthorizationEndpoints, OAuthProviderRecord, OAuthTokenRecord } from "./provider-store";
import { metadataOf, OAUTH_BASE } from "./authorization-server";
import type { RegisteredClient } from "./protocol";

/** A token that expires sooner than this is replaced before it is used. */
const LEEWAY_MILLISECONDS = 30_000;

export interface OAuthSurroundings {
  store: Store;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Where the emulator listens, for example `http://127.0.0.1:8123`. */
  origin: () => string;
}

export class OAuthAccess {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #origin: () => string;
  /** By token. A refresh token counts once, so everybody who needs it waits for the same answer. */
  readonly #refreshing = new Map<string, Promise<OAuthTokenRecord | undefined>>();

  constructor({ store, now, origin }: OAuthSurroundings) {
    this.#store = store;
    this.#now = now;
    this.#origin = origin;
  }

  /** Where authorization servers send people back to. */
  get redirectUri(): string {
    return `${this.#origin()}${OAUTH_BASE}/callback`;
  }

  /**
   * The provider of one user for one MCP server, which is created the first time. It uses the authorization server that
   * the MCP server publishes, or the emulator's own if the MCP server publishes none.
   *
   * @throws OAuthPeerError when the MCP server or its authorization server cannot be used
   */
  async register(server: McpServerRecord, userId: string): Promise<OAuthProviderRecord> {
    const mapping = { userId, serverId: server.id, urlKey: mcpUrlKey(server.settings.url) };
    const known = this.#store.oauthProviders.findByMapping(mapping);
    if (known !== undefined) {
      return known;
    }
    const { discover } = await loadProtocol();
    const found = (await discover(server.settings.url)) ?? null;
    return this.#insert({ workspace: server.workspace, id: randomUUID(), mapping, server: found }, () =>
      this.#store.oauthProviders.findByMapping(mapping),
    );
  }

  /** A provider that a user may use: their own, or one that a server of the workspace names as shared. */
  async find(workspace: string, userId: string, id: string): Promise<OAuthProviderRecord | undefined> {
    const known = this.#store.oauthProviders.get(workspace, id);
    if (known?.mapping?.userId === userId) {
      return known;
    }
    const servers = this.#store.mcpServers.list(workspace);
    if (!servers.some((server) => sharedProviderOf(server) === id.toLowerCase())) {
      return undefined;
    }
    // Created here, because shared providers come from a part of the service that the emulator does not have.
    return (
      known ??
      this.#insert({ workspace, id: id.toLowerCase(), mapping: null, server: null }, () =>
        this.#store.oauthProviders.get(workspace, id),
      )
    );
  }

  clientOf({ workspace, mapping, server, client }: OAuthProviderRecord): RegisteredClient {
    if (server !== null) {
      return { server, client };
    }
    // So that the emulator's page says what a person grants access to.
    const url = mapping && this.#store.mcpServers.get(workspace, mapping.serverId)?.settings.url;
    return { server: { ...this.#own(), ...(url ? { resource: publicUrl(url) } : {}) }, client };
  }

  /**
   * How a user calls an MCP server: with its stored headers and, if it uses OAuth, the token that they were granted.
   *
   * @param providerId must be the user's provider for this server, if it is given
   * @throws RequestError `connection_required` or `token_expired`
   */
  async endpointOf(server: McpServerRecord, userId: string, providerId?: string): Promise<McpEndpoint> {
    const { url, auth_type: authType } = server.settings;
    const usual = authType === "oauth" ? this.#providerIdOf(server, userId) : undefined;
    if (providerId !== undefined && providerId.toLowerCase() !== usual) {
      throw invalidParameter("oauth_provider_id", "it is not the OAuth provider of this MCP server");
    }
    if (authType !== "oauth") {
      return { url, headers: server.headers };
    }
    const { workspace } = server;
    const [token] = usual === undefined ? [] : this.#store.oauthTokens.list({ workspace, providerId: usual, userId });
    if (token === undefined) {
      throw authorizationRequired("connection_required", server, usual);
    }
    const current = await this.refreshed(token);
    if (current === undefined) {
      throw authorizationRequired("token_expired", server, usual);
    }
    const others = server.headers.filter(({ key }) => key.toLowerCase() !== "authorization");
    return { url, headers: [...others, { key: "Authorization", value: `Bearer ${current.tokens.access}` }] };
  }

  /** The token, refreshed if it is about to expire; undefined if it can no longer be refreshed. */
  async refreshed(token: OAuthTokenRecord): Promise<OAuthTokenRecord | undefined> {
    if (!this.#isExpiring(token)) {
      return token;
    }
    const underWay = this.#refreshing.get(token.id) ?? this.#refresh(token);
    this.#refreshing.set(token.id, underWay);
    try {
      return await underWay;
    } finally {
      this.#refreshing.delete(token.id);
    }
  }

  /** Stores the tokens that an authorization server returned. */
  keep(token: Omit<OAuthTokenRecord, "tokens" | "expiresAt" | "createdAt">, answer: OAuthTokens): OAuthTokenRecord {
    const createdAt = this.#now();
    const kept: OAuthTokenRecord = {
      ...token,
      scopes: answer.scope?.split(" ").filter((scope) => scope !== "") ?? token.scopes,
      expiresAt: answer.expires_in === undefined ? null : createdAt + answer.expires_in * 1000,
      tokens: { access: answer.access_token, refresh: answer.refresh_token ?? null },
      createdAt,
    };
    this.#store.oauthTokens.put(kept);
    return kept;
  }

  async #refresh({ id, workspace, providerId }: OAuthTokenRecord): Promise<OAuthTokenRecord | undefined> {
    const { refresh } = await loadProtocol();
    // Read again, because somebody may have refreshed it since it was looked up.
    const token = this.#store.oauthTokens.get(id);
    if (token !== undefined && !this.#isExpiring(token)) {
      return token;
    }
    const provider = this.#store.oauthProviders.get(workspace, providerId);
    if (token === undefined || token.tokens.refresh === null || provider === undefined) {
      return undefined;
    }
    const answer = await refresh(this.clientOf(provider), token.tokens.refresh);
    return answer === undefined ? undefined : this.keep(token, answer);
  }

  #isExpiring({ expiresAt }: OAuthTokenRecord): boolean {
    return expiresAt !== null && expiresAt - LEEWAY_MILLISECONDS <= this.#now();
  }

  #providerIdOf(server: McpServerRecord, userId: string): string | undefined {
    const urlKey = mcpUrlKey(server.settings.url);
    return (
      sharedProviderOf(server) ?? this.#store.oauthProviders.findByMapping({ userId, serverId: server.id, urlKey })?.id
    );
  }

  async #insert(
    provider: Omit<OAuthProviderRecord, "client">,
    find: () => OAuthProviderRecord | undefined,
  ): Promise<OAuthProviderRecord> {
    const { register } = await loadProtocol();
    const client = await register(provider.server ?? this.#own(), this.redirectUri);
    // Another request may have been faster.
    const made = find();
    if (made !== undefined) {
      return made;
    }
    this.#store.oauthProviders.insert({ ...provider, client });
    return { ...provider, client };
  }

  #own(): AuthorizationEndpoints {
    const url = this.#origin();
    return { url, metadata: metadataOf(url) };
  }
}

export function loadProtocol(): Promise<typeof import("./protocol")> {
  return import("./protocol.js");
}

/** In the older mode, a server names a provider that all users share. */
function sharedProviderOf({ settings }: McpServerRecord): string | undefined {
  const { auth_type: type, oauth_mode: mode, oauth_provider_id: id } = settings;
  const isShared = type === "oauth" && mode !== "per_user_dynamic_client" && typeof id === "string";
  return isShared ? id.toLowerCase() : undefined;
}

function authorizationRequired(
  code: "connection_required" | "token_expired",
  { id, settings }: McpServerRecord,
  providerId: string | undefined,
): RequestError {
  const route = `POST /mcp-servers/${id}/oauth-provider`;
  const register = `Register an OAuth provider (${route}) and start an auth session with it`;
  const start = providerId === undefined ? register : `Start an auth session with provider_id '${providerId}'`;
  const reason = code === "token_expired" ? "what this user granted has expired" : "this user has not granted access";
  return new RequestError(
    code,
    `${start}, and approve it at its verification_url: '${settings.name}' needs OAuth, and ${reason}`,
  );
}
