import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import { providerBy, providerOf } from "./provider";
import { secretPaths } from "./secret-paths";
import { type McpServer, requireServer } from "./mcp-server";
import { requireProgram } from "./program-start";
import { declared, type NotAnOutput, outputsWhenUnset, requireUsable, timeoutsIn } from "./properties";

/**
 * Arguments of {@link McpConnection}: the server, as `mcpServer` or `mcpServerId`, and how to ask for access.
 *
 * @example
 * const args: deepagents.McpConnectionArgs = { mcpServerId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11", waitSeconds: 0 };
 */
export type McpConnectionArgs = McpConnectionOptions &
  (
    | {
        /** The server, declared in this program with `authType: "oauth"`. */
        mcpServer: McpServer;
        mcpServerId?: undefined;
      }
    | {
        /** The id of a registered server with OAuth. Another id replaces the connection. */
        mcpServerId: pulumi.Input<string>;
        mcpServer?: undefined;
      }
  );

/**
 * How to ask for access; see {@link McpConnectionArgs}.
 *
 * @example
 * const options: deepagents.McpConnectionOptions = { scopes: ["repo"], onPending: "fail" };
 */
export interface McpConnectionOptions {
  /** The OAuth scopes to ask for. Default: none, which leaves the choice to the server. */
  scopes?: pulumi.Input<pulumi.Input<string>[]> | undefined;

  /**
   * How long `pulumi up` waits for a person to approve, in seconds (0 to 3600). In a terminal Pulumi shows the whole URL
   * only after the update, so wait only with `--non-interactive`, the Automation API, or output that goes to a file.
   *
   * Default: 0, so that an unattended update does not wait.
   */
  waitSeconds?: pulumi.Input<number> | undefined;

  /**
   * What the update does if nobody has approved by then: it goes on with a warning, or it fails. In both cases the next
   * update finds that access was granted, or asks again. Default: `warn`.
   */
  onPending?: pulumi.Input<"warn" | "fail"> | undefined;
}

/**
 * Access to an MCP server with OAuth. `pulumi up` registers the OAuth provider if the server's mode needs one, and uses
 * access that was granted before. If there is none, or it has expired, `pulumi up` prints a URL where a person can approve;
 * the next update or refresh finds the approval. See docs/oauth.md.
 *
 * Access is granted to the user whose API key deploys, for that user's threads. Destroying the connection does not revoke
 * access: the API has no way to do so.
 *
 * @example
 * const github = new deepagents.McpServer("github", {
 *   url: "https://mcp.example.com/github",
 *   authType: "oauth",
 *   oauthMode: "per_user_dynamic_client",
 * });
 * const access = new deepagents.McpConnection("github", { mcpServer: github, scopes: ["repo"] });
 * export const status = access.status;
 */
export class McpConnection extends pulumi.CustomResource {
  /** The id of the server. */
  declare readonly mcpServerId: pulumi.Output<string>;
  /** The OAuth scopes that were asked for. */
  declare readonly scopes: pulumi.Output<string[] | undefined>;
  /** `COMPLETED` when the server's tools can be called. In the API's words, as of the last update or refresh. */
  declare readonly status: pulumi.Output<"PENDING" | "COMPLETED" | "CONNECTION_REQUIRED" | "TOKEN_EXPIRED">;
  /** Where a person approves, while `status` is `PENDING`. Secret: whoever approves there connects their own account. */
  declare readonly authorizationUrl: pulumi.Output<string | undefined>;
  /** The OAuth provider that grants access: the caller's own, or the shared one that the server names. */
  declare readonly oauthProviderId: pulumi.Output<string>;
  /** The session in which a person was asked. Unset if access had been granted before. */
  declare readonly authSessionId: pulumi.Output<string | undefined>;

  /**
   * @param name the resource's name, unique in the stack
   * @param args the server, and how to ask for access
   * @param opts Pulumi's resource options. `provider` defaults to that of `mcpServer`
   */
  constructor(name: string, args: McpConnectionArgs & NotAnOutput, opts?: pulumi.CustomResourceOptions) {
    requireUsable(`new McpConnection("${name}")`, args, opts, "leave it out; access that was granted before is found");
    requireProgram();
    const { mcpServer, ...options } = args;
    if (mcpServer) {
      requireServer(`new McpConnection("${name}"): mcpServer`, mcpServer, "write the id as mcpServerId");
    }
    const inputs = {
      ...options,
      mcpServerId: mcpServer?.id ?? options.mcpServerId,
      __server: mcpServer && accessTo(mcpServer),
    };
    const provider = providerBy(opts) ?? (mcpServer && providerOf(mcpServer));
    super(
      `${TYPE_PREFIX}McpConnection`,
      name,
      {
        ...declared(inputs, ["scopes"], opts),
        status: undefined,
        authorizationUrl: undefined,
        oauthProviderId: undefined,
        authSessionId: undefined,
        __secretPaths: secretPaths(inputs),
        __customTimeouts: timeoutsIn(`new McpConnection("${name}")`, opts),
        __label: name,
        __connection: provider?.id,
        __provider: providerShell("mcpConnection"),
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["authorizationUrl"], ...(provider ? { provider } : {}) }, opts),
    );
  }
}

outputsWhenUnset(McpConnection, ["scopes"]);

/** What access depends on: a grant for one URL does not cover another. */
function accessTo({ url, authType, oauthMode, oauthProviderId }: McpServer) {
  return { url, authType, oauthMode, oauthProviderId };
}
