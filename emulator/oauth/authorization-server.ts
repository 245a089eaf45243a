/**
 * An OAuth 2.1 authorization server for MCP servers without one. Clients register themselves (RFC 7591), codes count
 * once and need PKCE, refresh tokens are replaced at each use, and tokens can be introspected (RFC 7662). It has no users:
 * whoever opens its page decides.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { AuthorizationServerMetadata } from "@modelcontextprotocol/sdk/shared/auth.js";
import * as z from "zod";
import type { Grants, OAuthGrantStore } from "./session-store";

export const OAUTH_BASE = "/_emulator/oauth";

const CODE_MILLISECONDS = 60_000;
const ACCESS_MILLISECONDS = 60 * 60_000;
const REFRESH_MILLISECONDS = 30 * 24 * 60 * 60_000;

type FailureCode =
  "invalid_client_metadata" | "invalid_client" | "invalid_request" | "invalid_grant" | "unsupported_grant_type";

/** A failure with an error code of the specification. */
export class OAuthFailure extends Error {
  override readonly name = "OAuthFailure";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

const ClientMetadataSchema = z.object({
  client_name: z.string().optional(),
  redirect_uris: z.array(z.url({ protocol: /^https?$/ })).min(1),
});

const AuthorizationRequestSchema = z.object({
  response_type: z.literal("code"),
  client_id: z.string(),
  redirect_uri: z.string(),
  state: z.string().min(1),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal("S256"),
  scope: z.string().default(""),
  resource: z.string().optional(),
});
export type AuthorizationRequest = z.infer<typeof AuthorizationRequestSchema>;

/** Fields are named as in the specification. */
export interface TokenAnswer {
  access_token: string;
  token_type: "Bearer";
  /** Seconds. */
  expires_in: number;
  refresh_token: string;
  scope: string;
}

export class AuthorizationServer {
  readonly #grants: OAuthGrantStore;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(grants: OAuthGrantStore, now: () => number) {
    this.#grants = grants;
    this.#now = now;
  }

  register(metadata: unknown): object {
    const parsed = ClientMetadataSchema.safeParse(metadata);
    if (!parsed.success) {
      throw new OAuthFailure("invalid_client_metadata", "redirect_uris must be http(s) URLs");
    }
    const { client_name: name = "A client without a name", redirect_uris: redirectUris } = parsed.data;
    const id = randomUUID();
    this.#grants.put("client", id, { name, redirectUris });
    return {
      client_id: id,
      client_name: name,
      redirect_uris: redirectUris,
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    };
  }

  /**
   * What a client asks a person for.
   *
   * @throws OAuthFailure for the person to read: after a faulty request, nobody must be sent to its redirect_uri
   */
  read(parameters: Record<string, string>): { request: AuthorizationRequest; clientName: string } {
    const parsed = AuthorizationRequestSchema.safeParse(parameters);
    if (!parsed.success) {
      const names = parsed.error.issues.map(({ path }) => path.join("."));
      throw new OAuthFailure("invalid_request", `these parameters are missing or wrong: ${names.join(", ")}`);
    }
    const client = this.#grants.get("client", parsed.data.client_id, this.#now())?.grant;
    if (client === undefined) {
      throw new OAuthFailure("invalid_client", "the client is not registered here");
    }
    const { redirect_uri: redirectUri } = parsed.data;
    if (!client.redirectUris.some((known) => isSameRedirect(known, redirectUri))) {
      throw new OAuthFailure("invalid_request", "the client has not registered this redirect_uri");
    }
    return { request: parsed.data, clientName: client.name };
  }

  /** Where to send the person who decided. */
  decide(request: AuthorizationRequest, approved: boolean): string {
    const { client_id: clientId, redirect_uri: redirectUri, code_challenge: challenge, scope, resource } = request;
    const target = new URL(redirectUri);
    target.searchParams.set("state", request.state);
    if (approved) {
      const code = newSecret();
      const grant = { clientId, redirectUri, challenge, scope, ...(resource === undefined ? {} : { resource }) };
      this.#grants.put("code", code, grant, this.#now() + CODE_MILLISECONDS);
      target.searchParams.set("code", code);
    } else {
      target.searchParams.set("error", "access_denied");
    }
    return target.href;
  }

  token(form: Record<string, string>): TokenAnswer {
    switch (form["grant_type"]) {
      case "authorization_code":
        return this.#redeem(form);
      case "refresh_token":
        return this.#refresh(form);
      default:
        throw new OAuthFailure("unsupported_grant_type", "grant_type must be authorization_code or refresh_token");
    }
  }

  introspect(token: string): object {
    const found = this.#grants.get("access", token, this.#now());
    if (found === undefined) {
      return { active: false };
    }
    const { clientId, scope, resource } = found.grant;
    return {
      active: true,
      token_type: "Bearer",
      client_id: clientId,
      scope,
      ...(resource === undefined ? {} : { aud: resource }),
      exp: Math.floor((found.expiresAt ?? 0) / 1000),
    };
  }

  #redeem({ code = "", client_id, redirect_uri, code_verifier = "" }: Record<string, string>): TokenAnswer {
    const grant = this.#grants.take("code", code, this.#now());
    const challenge = createHash("sha256").update(code_verifier).digest("base64url");
    const isFor = grant?.clientId === client_id && grant?.redirectUri === redirect_uri;
    if (grant === undefined || !isFor || grant.challenge !== challenge) {
      throw new OAuthFailure("invalid_grant", "the code is not valid: unknown, used, expired or for another request");
    }
    return this.#issue(grant);
  }

  #refresh({ refresh_token = "", client_id }: Record<string, string>): TokenAnswer {
    const grant = this.#grants.take("refresh", refresh_token, this.#now());
    if (grant === undefined || grant.clientId !== client_id) {
      throw new OAuthFailure("invalid_grant", "the refresh token is not valid: unknown, used or expired");
    }
    return this.#issue(grant);
  }

  #issue({ clientId, scope, resource }: Grants["access"]): TokenAnswer {
    const now = this.#now();
    const grant = { clientId, scope, ...(resource === undefined ? {} : { resource }) };
    const [access, refresh] = [newSecret(), newSecret()];
    this.#grants.deleteExpired(now);
    this.#grants.put("access", access, grant, now + ACCESS_MILLISECONDS);
    this.#grants.put("refresh", refresh, grant, now + REFRESH_MILLISECONDS);
    return {
      access_token: access,
      token_type: "Bearer",
      expires_in: ACCESS_MILLISECONDS / 1000,
      refresh_token: refresh,
      scope,
    };
  }
}

/** What clients are told about the server (RFC 8414). */
export function metadataOf(issuer: string): AuthorizationServerMetadata {
  return {
    issuer,
    authorization_endpoint: `${issuer}${OAUTH_BASE}/authorize`,
    token_endpoint: `${issuer}${OAUTH_BASE}/token`,
    registration_endpoint: `${issuer}${OAUTH_BASE}/register`,
    introspection_endpoint: `${issuer}${OAUTH_BASE}/introspect`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none"],
  };
}

/** The same text, except that a loopback address may have any port: programs listen on a free one (RFC 8252, 7.3). */
function isSameRedirect(known: string, asked: string): boolean {
  if (known === asked) {
    return true;
  }
  if (!URL.canParse(asked)) {
    return false;
  }
  const [one, other] = [new URL(known), new URL(asked)];
  other.port = one.port;
  return one.protocol === "http:" && ["127.0.0.1", "[::1]"].includes(one.hostname) && one.href === other.href;
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
