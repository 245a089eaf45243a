import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import { providerBy, providerOf } from "./provider";
import type { McpServer } from "./mcp-server";
import { given, outputsWhenUnset } from "./properties";

/**
 * Arguments of {@link McpConnection}: which server, as `mcpServer` or `mcpServerId`, and how it is connected to.
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
 * How access is asked for; see {@link McpConnectionArgs}.
 *
 * @example
 * const options: deepagents.McpConnectionOptions = { scopes: ["repo"], onPending: "fail" };
 */
export interface McpConnectionOptions {
  /** The OAuth scopes to ask for. Default: none, which leaves them to the server. */
  scopes?: pulumi.Input<pulumi.Input<string>[]> | undefined;

  /**
   * How long `pulumi up` waits for a person to approve, in seconds (0 to 3600). In a terminal Pulumi shows the whole URL
   * only when the update has ended: to wait is for `--non-interactive`, the Automation API, or output that goes to a file.
   *
   * Default: 0, so that an update that nobody watches does not wait either.
   */
  waitSeconds?: pulumi.Input<number> | undefined;

  /**
   * What becomes of the update when nobody has approved by then: it goes on and says so, or it fails. Either way the next
   * one finds the access granted, or asks again. Default: `warn`.
   */
  onPending?: pulumi.Input<"warn" | "fail"> | undefined;
}

/**
 * Access to an MCP server with OAuth. `pulumi up` registers the OAuth provider where the server's mode needs it, and uses
 * the access that was granted before. Where there is none, or it has expired, it prints a URL for a person to
 * approve at; the next update or refresh finds that they did. See docs/oauth.md.
 *
 * Access is granted to the user whose API key deploys, and for that user's threads. To destroy the connection does not
 * take it back: the API has no way to do so.
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
  /** The OAuth provider that access is granted at: the caller's own, or the shared one that the server names. */
  declare readonly oauthProviderId: pulumi.Output<string>;
  /** The session in which a person was asked; none where access had been granted before. */
  declare readonly authSessionId: pulumi.Output<string | undefined>;

  /**
   * @param name the resource's name, unique in the stack
   * @param args which server, and how access is asked for
   * @param opts Pulumi's resource options. Default of `provider`: that of `mcpServer`
   */
  constructor(name: string, { mcpServer, ...args }: McpConnectionArgs, opts?: pulumi.CustomResourceOptions) {
    const provider = providerBy(opts) ?? (mcpServer && providerOf(mcpServer));
    super(
      `${TYPE_PREFIX}McpConnection`,
      name,
      {
        ...given(args),
        mcpServerId: mcpServer?.id ?? args.mcpServerId,
        status: undefined,
        authorizationUrl: undefined,
        oauthProviderId: undefined,
        authSessionId: undefined,
        __server: mcpServer && accessTo(mcpServer),
        __label: name,
        __connection: provider?.id,
        __provider: providerShell("mcpConnection"),
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["authorizationUrl"], ...(provider ? { provider } : {}) }, opts),
    );
  }
}

outputsWhenUnset(McpConnection, ["scopes"]);

/** What access depends on: granted for one URL, it is not for another. */
function accessTo({ url, authType, oauthMode, oauthProviderId }: McpServer) {
  return { url, authType, oauthMode, oauthProviderId };
}
