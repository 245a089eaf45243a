/** What registering an OAuth provider does. */
import type { RegisterMcpOAuthProviderResponse } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, mcpServerNotFound } from "../errors";
import { OAuthPeerError } from "../oauth/peer-error";
import type { Services } from "../services";

/** Answers with the caller's provider for this server; it is made at the first time. */
export async function registerOAuthProvider(
  { store, oauth }: Services,
  caller: Caller,
  id: string,
): Promise<RegisterMcpOAuthProviderResponse> {
  const server = store.mcpServers.get(caller.workspace, id);
  if (server === undefined) throw mcpServerNotFound();
  const { auth_type: type, oauth_mode: mode } = server.settings;
  if (type !== "oauth" || mode !== "per_user_dynamic_client") {
    throw new ApiFault(
      "oauth_mode_mismatch",
      "Set auth_type 'oauth' and oauth_mode 'per_user_dynamic_client' on the MCP server: only then do its users have " +
        "OAuth providers of their own",
    );
  }
  try {
    const provider = await oauth.connections.register(server, caller.ownerId);
    return { oauth_provider_id: provider.id };
  } catch (error) {
    if (!(error instanceof OAuthPeerError)) throw error;
    throw new ApiFault(
      "oauth_discovery_failed",
      `Check that the MCP server runs, and what it publishes: ${error.message}`,
    );
  }
}
