/** Gets access to an MCP server with OAuth, which a person has granted or is asked to grant. */
import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../client";
import { findOrUndefined } from "../../client/errors";
import type { McpConnectionInputs } from "../../inputs/mcp-connection";
import type { AuthSessionStatus, McpServer } from "../../wire";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";

/** One request holds back its answer no longer, well below an operation's usual time. The API allows 25 seconds. */
const LONGEST_POLL_SECONDS = 10;
/** How long to wait before asking an API again that does not hold back its answer. */
const PAUSE_MILLISECONDS = 1000;

/** The state of the access that was asked for. Never a token; those stay on the server. */
export interface Outputs {
  readonly status: AuthSessionStatus;
  readonly oauthProviderId: string;
  /** The session in which a person was asked. Absent if access had been granted before. */
  readonly authSessionId?: string | undefined;
  /** Where a person can approve. A secret, kept only while they can. */
  readonly authorizationUrl?: string | undefined;
}

/** Uses access that was granted before. If there is none, or it has expired, asks a person and waits for them. */
export async function connect(context: Context, inputs: McpConnectionInputs): Promise<Outputs> {
  const server = await oauthServer(context.api, inputs.mcpServerId);
  const oauthProviderId = await providerOf(context.api, server);
  const { status, id, verification_url: url } = await start(context.api, oauthProviderId, inputs);
  if (status !== "PENDING" || id === undefined || url === undefined) {
    return { status, oauthProviderId };
  }
  // By default there is no waiting: until the update has ended the engine cuts lines off at the width of the terminal, so
  // the person may not see the URL.
  const { waitSeconds = 0 } = inputs;
  const waiting = waitSeconds > 0 ? ` (waiting up to ${String(waitSeconds)} s)` : "";
  context.logWithUrls(`${inputs.__label}: approve access to the MCP server "${server.name}" at ${url}${waiting}`);
  const after = await statusAfter(context, id, waitSeconds);
  return {
    status: after,
    oauthProviderId,
    authSessionId: id,
    ...(after === "PENDING" ? { authorizationUrl: url } : {}),
  };
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
  // There is no session to look at. Starting one tells whether there is a token; if there is none, nobody is asked, and
  // that session expires.
  const { status } = await start(api, oauthProviderId, inputs);
  return { status: status === "PENDING" ? "CONNECTION_REQUIRED" : status, oauthProviderId };
}

/** The OAuth provider that grants access to the server: the shared one that it names, or the caller's own. */
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
    throw new ExpectedError(
      `mcpServerId: there is no MCP server ${id}, or the API key may not see it: write the id of a registered server`,
    );
  }
  if (server.auth_type !== "oauth") {
    throw new ExpectedError(
      `mcpServerId: the MCP server "${server.name}" does not use OAuth: set authType: "oauth" on it, or drop the connection`,
    );
  }
  return server;
}

/** The session's status once a person has decided, or after that many seconds. */
async function statusAfter(
  { connect, signal }: Context,
  sessionId: string,
  seconds: number,
): Promise<AuthSessionStatus> {
  const end = Date.now() + seconds * 1000;
  let status: AuthSessionStatus = "PENDING";
  for (let left = seconds; status === "PENDING" && left > 0; left = Math.ceil((end - Date.now()) / 1000)) {
    signal.throwIfAborted();
    const pollSeconds = Math.min(left, LONGEST_POLL_SECONDS);
    [{ status }] = await Promise.all([connect().authSessions.get(sessionId, pollSeconds), pause(PAUSE_MILLISECONDS)]);
  }
  return status;
}
