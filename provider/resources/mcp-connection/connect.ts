/** From an MCP server with OAuth to access that a person has granted, or has been asked for. */
import type { Api } from "../../api";
import type { McpConnectionInputs } from "../../schema/inputs/mcp-connection";
import type { McpServer } from "../../schema/wire";
import { DeploymentError } from "../deployment-error";
import { findOrUndefined } from "../find";
import type { Context } from "../resource";
import type { Outputs } from "./state";
import { statusAfter } from "./waiting";

/** Uses the access that was granted before. Where there is none, or it has expired, asks a person and waits for them. */
export async function connect(context: Context, inputs: McpConnectionInputs): Promise<Outputs> {
  const server = await oauthServer(context.api, inputs.mcpServerId);
  const oauthProviderId = await providerOf(context.api, server);
  const { status, id, verification_url: url } = await start(context.api, oauthProviderId, inputs);
  if (status !== "PENDING" || id === undefined || url === undefined) {
    return { status, oauthProviderId };
  }
  // The engine cuts lines off at the width of a terminal until the update has ended: unasked, nobody waits for a person
  // who cannot see the URL.
  const { waitSeconds = 0 } = inputs;
  const waiting = waitSeconds > 0 ? ` (waiting up to ${String(waitSeconds)} s)` : "";
  context.log(`${inputs.__label}: approve access to the MCP server "${server.name}" at ${url}${waiting}`);
  const after = await statusAfter(context, id, waitSeconds);
  return { status: after, oauthProviderId, authSessionId: id, ...(after === "PENDING" && { authorizationUrl: url }) };
}

/** Whether access is granted now. */
export async function lookUp(api: Api, inputs: McpConnectionInputs, known: Omit<Outputs, "status">): Promise<Outputs> {
  const { oauthProviderId, authSessionId, authorizationUrl } = known;
  if (authSessionId !== undefined) {
    const session = await findOrUndefined(api.authSessions.get(authSessionId));
    if (session) {
      const url = session.status === "PENDING" ? authorizationUrl : undefined;
      return { status: session.status, oauthProviderId, authSessionId, authorizationUrl: url };
    }
  }
  // There is no session to look at, or no longer. Whether there is a token is what the start of one answers; if there is
  // not, nobody is asked, and that session ends by itself.
  const { status } = await start(api, oauthProviderId, inputs);
  return { status: status === "PENDING" ? "CONNECTION_REQUIRED" : status, oauthProviderId };
}

/** The OAuth provider that access to the server is granted at: the shared one that it names, or the caller's own. */
export async function providerOf(api: Api, server: McpServer): Promise<string> {
  if (server.oauth_mode === "per_user_dynamic_client" || !server.oauth_provider_id) {
    return (await api.mcpServers.registerOAuthProvider(server.id)).oauth_provider_id;
  }
  return server.oauth_provider_id;
}

function start(api: Api, oauthProviderId: string, { scopes = [] }: McpConnectionInputs) {
  return api.authSessions.create({ provider_id: oauthProviderId, scopes, strategy: "REUSE" });
}

async function oauthServer(api: Api, id: string): Promise<McpServer> {
  const server = await findOrUndefined(api.mcpServers.get(id));
  if (!server) {
    throw new DeploymentError(
      `mcpServerId: there is no MCP server ${id}, or the API key may not see it: write the id of a registered server`,
    );
  }
  if (server.auth_type !== "oauth") {
    throw new DeploymentError(
      `mcpServerId: the MCP server "${server.name}" does not use OAuth: set authType: "oauth" on it, or drop the connection`,
    );
  }
  return server;
}
