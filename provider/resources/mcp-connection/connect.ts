/** From an MCP server with OAuth to access that a person has granted, or has been asked for. */
import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../../client";
import { type McpConnectionInputs, McpConnectionInputsSchema } from "../../inputs/mcp-connection";
import { withoutUndefined } from "../../helpers/json";
import type { McpServer, AuthSessionStatus } from "../../wire";
import { ExpectedError } from "../errors";
import { findOrUndefined } from "../../client/errors";
import { type Context, inputsOf as inputsAmong, type Properties } from "../resource";

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

// Waiting for a person who was asked to approve access.

/** One request holds its answer back no longer, well below the time that an operation usually has. The API allows 25. */
const LONGEST_POLL_SECONDS = 10;
/** How often an API that does not hold its answer back is asked. */
const PAUSE_MILLISECONDS = 1000;

/** The session's status once a person has decided, or as it is after that many seconds. */
export async function statusAfter(
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

export interface Outputs {
  readonly status: AuthSessionStatus;
  readonly oauthProviderId: string;
  /** The session that a person was asked in; none where access had been granted before. */
  readonly authSessionId?: string | undefined;
  /** Where a person approves. Kept while they may, and as a secret. */
  readonly authorizationUrl?: string | undefined;
}

export function inputsOf(properties: Properties): McpConnectionInputs {
  return inputsAmong(McpConnectionInputsSchema, properties);
}

export function stateOf(inputs: McpConnectionInputs, outputs: Outputs): Properties {
  return withoutUndefined({ ...inputs, ...outputs });
}

/** The outputs among the properties of a state. */
export function outputsIn(state: Properties): Outputs {
  return state as unknown as Outputs;
}

const SUFFIX = "/connection";

/** Not the server's own id: that would say that this resource manages the server. */
export function idOf({ mcpServerId }: McpConnectionInputs): string {
  return mcpServerId + SUFFIX;
}

export function serverIdIn(id: string): string {
  return id.slice(0, -SUFFIX.length);
}
