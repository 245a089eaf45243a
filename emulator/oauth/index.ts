/** Everything of OAuth: what users granted, how they are asked, and an authorization server for those without one. */
import { AuthorizationServer } from "./authorization-server";
import { OAuthConnections, type OAuthSurroundings } from "./connections";
import { AuthSessions } from "./sessions";

export interface OAuth {
  connections: OAuthConnections;
  sessions: AuthSessions;
  server: AuthorizationServer;
}

export function createOAuth(surroundings: OAuthSurroundings): OAuth {
  const connections = new OAuthConnections(surroundings);
  const server = new AuthorizationServer(surroundings.store.oauthGrants, surroundings.now);
  return { connections, sessions: new AuthSessions(surroundings, connections), server };
}
