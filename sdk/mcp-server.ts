import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import { requireProgram } from "./program-start";
import { providerBy } from "./provider";
import { secretPaths } from "./secret-paths";
import { adoptedBefore, namesBefore, ownerMark } from "./owner";
import {
  declared,
  named,
  type NotAnOutput,
  orDefault,
  outputsWhenUnset,
  ProgramError,
  requireUsable,
  timeoutsIn,
} from "./properties";

/**
 * Arguments of {@link McpServer}.
 *
 * @example
 * const args: deepagents.McpServerArgs = {
 *   url: "https://mcp.example.com",
 *   headers: { Authorization: pulumi.interpolate`Bearer ${new pulumi.Config().requireSecret("mcpToken")}` },
 * };
 */
export interface McpServerArgs {
  /**
   * The name people see. Unique in the workspace; a new name replaces the server.
   *
   * Default: the one that the server has; of a new server, the resource's.
   */
  name?: pulumi.Input<string> | undefined;

  /** The server's URL, https (plain http for a loopback address). Tools refer to the server by it. */
  url: pulumi.Input<string>;

  /**
   * Headers sent with every call of the server's tools, by name: `{ Authorization: "Bearer …" }`.
   *
   * Always secret, in the state and in every output, whether or not the program passes secrets. Replaced as a whole.
   */
  headers?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

  /** How the server authenticates callers. With `oauth` a person grants access: see `McpConnection`. Default: `headers`. */
  authType?: pulumi.Input<"headers" | "oauth"> | undefined;

  /** How OAuth clients are registered; for `authType: "oauth"`. */
  oauthMode?: pulumi.Input<"legacy_shared_provider" | "per_user_dynamic_client"> | undefined;

  /** The OAuth provider's id; for `oauthMode: "legacy_shared_provider"`. */
  oauthProviderId?: pulumi.Input<string> | undefined;

  /** Vendor identifier for grouping in the catalog. A change replaces the server. */
  vendorId?: pulumi.Input<string> | undefined;

  /** An identifier of your own that the API keeps and does not interpret. A change replaces the server. */
  externalSystemId?: pulumi.Input<string> | undefined;

  /**
   * The id of a registered server to take over instead of registering a new one. What the program sets is changed,
   * everything else stays as it is; `name`, `vendorId` and `externalSystemId` have to be those of the server. Only the
   * first deployment needs this argument; it may stay in the program. A different id replaces the server.
   */
  adopt?: pulumi.Input<string> | undefined;
}

const OPTIONAL_OUTPUTS = ["url", "authType", "oauthMode", "oauthProviderId", "vendorId", "externalSystemId"] as const;

/**
 * An MCP server registered in a LangSmith workspace, with the credentials for calling its tools.
 *
 * @example
 * const config = new pulumi.Config();
 * const search = new deepagents.McpServer("search", {
 *   url: "https://mcp.tavily.com/mcp/",
 *   headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("tavilyKey")}` },
 * });
 */
export class McpServer extends pulumi.CustomResource {
  /** The name people see. */
  declare readonly name: pulumi.Output<string>;
  /** The server's URL. */
  declare readonly url: pulumi.Output<string>;
  /** The headers of every call, secret. */
  declare readonly headers: pulumi.Output<Record<string, string>>;
  /** How the server authenticates its callers. */
  declare readonly authType: pulumi.Output<"headers" | "oauth" | undefined>;
  /** How OAuth clients are registered. */
  declare readonly oauthMode: pulumi.Output<"legacy_shared_provider" | "per_user_dynamic_client" | undefined>;
  /** The OAuth provider's id. */
  declare readonly oauthProviderId: pulumi.Output<string | undefined>;
  /** Vendor identifier for grouping in the catalog. */
  declare readonly vendorId: pulumi.Output<string | undefined>;
  /** An identifier of your own. */
  declare readonly externalSystemId: pulumi.Output<string | undefined>;
  /** Whether the API key may call the server's tools. */
  declare readonly canInvoke: pulumi.Output<boolean>;
  /** When the server was registered (RFC 3339). */
  declare readonly createdAt: pulumi.Output<string>;
  /** When the server was last changed (RFC 3339). */
  declare readonly updatedAt: pulumi.Output<string>;

  /**
   * @param name the resource's name, unique in the stack
   * @param args what the server is
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: McpServerArgs & NotAnOutput, opts?: pulumi.CustomResourceOptions) {
    requireUsable(`new McpServer("${name}")`, args, opts, 'write the argument adopt: "<id>" instead');
    requireProgram();
    const { headers, ...others } = args;
    super(
      `${TYPE_PREFIX}McpServer`,
      name,
      {
        ...declared(others, OPTIONAL_OUTPUTS, opts),
        ...named(name, args.name),
        // A secret even when there are none: a property that first appears on a refresh is secret only if the state
        // already has it as a secret.
        headers: pulumi.secret(orDefault(headers, {})),
        canInvoke: undefined,
        createdAt: undefined,
        updatedAt: undefined,
        __owner: ownerMark("McpServer", name, opts),
        __names: namesBefore("McpServer", name, opts),
        __adopted: args.adopt === undefined ? undefined : adoptedBefore("McpServer", name, opts),
        __secretPaths: secretPaths(others),
        __customTimeouts: timeoutsIn(`new McpServer("${name}")`, opts),
        __connection: providerBy(opts)?.id,
        __provider: providerShell("mcpServer"),
      },
      pulumi.mergeOptions({ deleteBeforeReplace: true, additionalSecretOutputs: ["headers"] }, opts),
    );
  }
}

outputsWhenUnset(McpServer, OPTIONAL_OUTPUTS);

/** In place of a type, what the compiler says of any other value. Nothing is both, so nothing fits. */
type Expected<Kind, Advice extends string> = Kind & Advice;

/**
 * A tool of an MCP server that an agent or subagent may call. `mcpServer` or `mcpServerUrl` says which server.
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const tools: deepagents.ToolArgs[] = [
 *   { name: "search", mcpServer: search },
 *   { name: "send_mail", mcpServerUrl: "https://mail.example.com/mcp", requireApproval: true },
 * ];
 */
export type ToolArgs = ServerToolArgs | UrlToolArgs | ToolNeedsServer;

/**
 * A tool of a server that the program declares.
 *
 * @example
 * const mcpServer = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const tool: deepagents.ServerToolArgs = { name: "search", mcpServer };
 */
export interface ServerToolArgs extends ToolOptions {
  /** The server that has the tool, declared in this program: it is deployed first. */
  mcpServer: McpServer;
  mcpServerUrl?: undefined;
}

/**
 * A tool of a server that is registered already.
 *
 * @example
 * const tool: deepagents.UrlToolArgs = { name: "send_mail", mcpServerUrl: "https://mail.example.com/mcp" };
 */
export interface UrlToolArgs extends ToolOptions {
  /** The URL of a registered MCP server that has the tool. */
  mcpServerUrl: pulumi.Input<string>;
  mcpServer?: undefined;
}

/**
 * What the compiler compares a tool with that has no server, or something else in its place, such as its URL: of several
 * alternatives that fit equally badly it takes the last. Editors show nothing of it where the arguments are right.
 */
interface ToolNeedsServer extends ToolOptions {
  mcpServer: Expected<McpServer, "the server itself, as in mcpServer: crm; its URL would be mcpServerUrl: crm.url">;
  mcpServerUrl?: undefined;
}

/**
 * Optional settings of a tool.
 *
 * @example
 * const options: deepagents.ToolOptions = { name: "search", displayName: "Search the web" };
 */
export interface ToolOptions {
  /** The tool's name as the MCP server exposes it. */
  name: pulumi.Input<string>;
  /** The server's name for people. Default: its URL. */
  mcpServerName?: pulumi.Input<string> | undefined;
  /** The tool's name for people. Default: `name`. */
  displayName?: pulumi.Input<string> | undefined;
  /** Whether a person has to approve each call before it is made. Writes the tool's rule in `interruptConfig`. */
  requireApproval?: pulumi.Input<boolean> | undefined;
}

/**
 * Refuses anything else in the place of a server, such as its URL. In TypeScript the compiler does, except for `any`.
 *
 * @param where the argument, for messages
 * @param instead what to do where the program has no such resource
 */
export function requireServer(where: string, server: unknown, instead: string): asserts server is McpServer {
  if (!pulumi.Resource.isInstance(server) || !("url" in server)) {
    throw new ProgramError(
      `${where} takes the McpServer resource itself (crm, not crm.url or crm.id): pass that, or ${instead}`,
    );
  }
}
