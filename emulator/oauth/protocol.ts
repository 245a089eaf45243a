/** The client's side of OAuth. Loads the MCP SDK, which takes a while: import this file lazily. */
import {
  discoverOAuthServerInfo,
  exchangeAuthorization,
  extractWWWAuthenticateParams,
  refreshAuthorization,
  registerClient,
  startAuthorization,
} from "@modelcontextprotocol/sdk/client/auth.js";
import { OAuthError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { checkResourceAllowed } from "@modelcontextprotocol/sdk/shared/auth-utils.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { AuthorizationEndpoints } from "./provider-store";
import { OAuthPeerError } from "../errors";

const TIMEOUT_MILLISECONDS = 10_000;

/** A client, and the authorization server that knows it. */
export interface RegisteredClient {
  server: AuthorizationEndpoints;
  client: OAuthClientInformationMixed;
}

/** What an MCP server publishes about its authorization server (RFC 9728, RFC 8414); undefined if that is nothing. */
export async function discover(mcpUrl: string): Promise<AuthorizationEndpoints | undefined> {
  return explained(`the MCP server ${mcpUrl} or its authorization server`, async () => {
    const answer = await request(mcpUrl, { headers: { accept: "application/json, text/event-stream" } });
    await answer.body?.cancel();
    const { resourceMetadataUrl } = extractWWWAuthenticateParams(answer);
    const { authorizationServerUrl, authorizationServerMetadata, resourceMetadata } = await discoverOAuthServerInfo(
      mcpUrl,
      { fetchFn: request, ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }) },
    );
    const resource = resourceMetadata?.resource;
    if (authorizationServerMetadata === undefined) {
      if (resourceMetadata?.authorization_servers === undefined) {
        return undefined;
      }
      throw new OAuthPeerError(`${authorizationServerUrl} does not publish the metadata of an authorization server`);
    }
    if (resource !== undefined && !checkResourceAllowed({ requestedResource: mcpUrl, configuredResource: resource })) {
      throw new OAuthPeerError(`the metadata of ${mcpUrl} is about another resource`);
    }
    return {
      url: authorizationServerUrl,
      metadata: authorizationServerMetadata,
      ...(resource === undefined ? {} : { resource }),
    };
  });
}

export function register(server: AuthorizationEndpoints, redirectUri: string): Promise<OAuthClientInformationMixed> {
  return explained(nameOf(server), () =>
    registerClient(server.url, {
      metadata: server.metadata,
      fetchFn: request,
      clientMetadata: {
        client_name: "Managed Deep Agents (local emulator)",
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
      },
    }),
  );
}

/** Where a person can grant access, and the secret with which their answer is redeemed. */
export async function authorize(
  { server, client }: RegisteredClient,
  { redirectUri, scopes, state }: { redirectUri: string; scopes: readonly string[]; state: string },
): Promise<{ url: string; verifier: string }> {
  const { authorizationUrl, codeVerifier } = await explained(nameOf(server), () =>
    startAuthorization(server.url, {
      metadata: server.metadata,
      clientInformation: client,
      redirectUrl: redirectUri,
      state,
      ...(scopes.length === 0 ? {} : { scope: scopes.join(" ") }),
      ...resourceOf(server),
    }),
  );
  return { url: authorizationUrl.href, verifier: codeVerifier };
}

export function exchange(
  { server, client }: RegisteredClient,
  { redirectUri, code, verifier }: { redirectUri: string; code: string; verifier: string },
): Promise<OAuthTokens> {
  return explained(nameOf(server), () =>
    exchangeAuthorization(server.url, {
      metadata: server.metadata,
      clientInformation: client,
      authorizationCode: code,
      codeVerifier: verifier,
      redirectUri,
      fetchFn: request,
      ...resourceOf(server),
    }),
  );
}

/** Undefined if the server no longer accepts the refresh token. */
export function refresh({ server, client }: RegisteredClient, refreshToken: string): Promise<OAuthTokens | undefined> {
  return explained(nameOf(server), async () => {
    try {
      return await refreshAuthorization(server.url, {
        metadata: server.metadata,
        clientInformation: client,
        refreshToken,
        fetchFn: request,
        ...resourceOf(server),
      });
    } catch (error) {
      const final = ["invalid_grant", "invalid_client", "unauthorized_client"];
      if (error instanceof OAuthError && final.includes(error.errorCode)) {
        return undefined;
      }
      throw error;
    }
  });
}

function resourceOf({ resource }: AuthorizationEndpoints): { resource?: URL } {
  return resource === undefined ? {} : { resource: new URL(resource) };
}

async function request(url: string | URL, init?: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  // @hono/node-server replaces the global Response, and the SDK reads only errors that are an instance of that one.
  const { body, status, headers } = answer;
  return answer instanceof Response ? answer : new Response(body, { status, headers });
}

function nameOf({ url }: AuthorizationEndpoints): string {
  return `the authorization server ${url}`;
}

async function explained<T>(peer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthPeerError) {
      throw error;
    }
    // Without a cause, which would contain the answer and with it perhaps a token.
    throw new OAuthPeerError(`${peer} ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OAuthError) {
    return `answered ${error.errorCode}`;
  }
  if (error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError")) {
    return "could not be reached";
  }
  // What the SDK says about metadata that it understood.
  const refusal = /^Incompatible auth server: (.*)/.exec(error instanceof Error ? error.message : "")?.[1];
  return refusal ?? "gave an answer that does not follow the OAuth specification";
}
