/** OAuth: what users granted, how they are asked, and an authorization server for MCP servers without one. */
import { AuthorizationServer } from "./authorization-server";
import { OAuthAccess, type OAuthSurroundings } from "./access";
import { AuthSessions } from "./sessions";

export interface OAuth {
  access: OAuthAccess;
  sessions: AuthSessions;
  server: AuthorizationServer;
}

export function createOAuth(surroundings: OAuthSurroundings): OAuth {
  const access = new OAuthAccess(surroundings);
  const server = new AuthorizationServer(surroundings.store.oauthGrants, surroundings.now);
  return { access, sessions: new AuthSessions(surroundings, access), server };
}
