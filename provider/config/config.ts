/** The provider's configuration: Pulumi config first, then the product's own environment variables, then defaults. */
import { isLoopback } from "../helpers/url";

export const DEFAULT_ENDPOINT = "https://api.smith.langchain.com";

/** How to reach the API. The settings are complete and valid. */
export interface Config {
  /**
   * Where the API's routes start, for example `https://api.smith.langchain.com/v1/deepagents`. It has a path, but no
   * trailing slash and no query.
   */
  readonly baseUrl: string;
  /** Sent as `X-Api-Key`. A secret. */
  readonly apiKey: string;
  /** The workspace to work in, sent as `X-Tenant-Id` if set. */
  readonly workspaceId?: string;
  /** How long one operation may take, with all its retries, in milliseconds. */
  readonly timeoutMs: number;
  /** How often to retry a request after a failure that allows it. */
  readonly maxRetries: number;
  /** How many requests may run at once. */
  readonly concurrency: number;
  /** Whether an MCP server is asked if it has the tools that an agent gets. */
  readonly verifyTools: boolean;
  /** The name of the program's `Provider` that has these settings. Absent for the stack's own settings. */
  readonly provider?: string;
}

/** Names the `Provider` that the settings beside it belong to. Existing states hold it under this key. */
export const PROVIDER_SETTING = "deepagents:connection";

/** Completes a setting's name, for messages: `deepagents:apiKey of the provider "staging"`. */
export function ofProvider(provider: string | undefined): string {
  return provider === undefined ? "" : ` of the provider "${provider}"`;
}

/** The configuration is invalid; the message says what to set. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration.
 *
 * | Pulumi config | environment | default |
 * | --- | --- | --- |
 * | `deepagents:apiKey` | `LANGSMITH_API_KEY`, `LANGCHAIN_API_KEY` | none |
 * | `deepagents:endpoint` | `LANGSMITH_ENDPOINT`, `LANGCHAIN_ENDPOINT` | `https://api.smith.langchain.com` |
 * | `deepagents:workspaceId` | `LANGSMITH_WORKSPACE_ID` | the key's own workspace |
 * | `deepagents:timeoutSeconds` | | 120 |
 * | `deepagents:maxRetries` | | 5 |
 * | `deepagents:concurrency` | | 16 |
 * | `deepagents:verifyTools` | | true |
 *
 * A program's `Provider` takes nothing from the environment, which belongs to the stack's own account.
 *
 * @param get looks up a fully qualified Pulumi config key, or a setting of the provider
 * @throws ConfigError when the API key is missing or a value is invalid
 */
export function resolveConfig(
  get: (key: string) => string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const provider = get(PROVIDER_SETTING);
  const named = (key: string): string => `deepagents:${key}${ofProvider(provider)}`;
  const setting = (key: string, ...variables: string[]): string | undefined =>
    [get(`deepagents:${key}`), ...(provider === undefined ? variables.map((variable) => env[variable]) : [])]
      .map((value) => value?.trim())
      .find((value) => value);

  const apiKey = setting("apiKey", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY");
  if (!apiKey) {
    if (provider !== undefined) {
      throw new ConfigError(`${named("apiKey")} is empty: give the provider an API key`);
    }
    throw new ConfigError(
      "no LangSmith API key: run `pulumi config set --secret deepagents:apiKey` or set LANGSMITH_API_KEY",
    );
  }
  if (/[^\x21-\x7e]/.test(apiKey)) {
    throw new ConfigError(
      `${named("apiKey")} has a character that an HTTP header cannot carry (a space, a line break, a curly quote?): ` +
        (provider === undefined ? "set it again with `pulumi config set --secret deepagents:apiKey`" : "set it again"),
    );
  }
  const workspaceId = setting("workspaceId", "LANGSMITH_WORKSPACE_ID");
  return {
    baseUrl: baseUrlOf(
      named("endpoint"),
      setting("endpoint", "LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT") ?? DEFAULT_ENDPOINT,
    ),
    apiKey,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    timeoutMs: 1000 * wholeNumber(named("timeoutSeconds"), setting("timeoutSeconds"), 120, { from: 1, to: 3600 }),
    maxRetries: wholeNumber(named("maxRetries"), setting("maxRetries"), 5, { from: 0, to: 20 }),
    concurrency: wholeNumber(named("concurrency"), setting("concurrency"), 16, { from: 1, to: 256 }),
    verifyTools: trueOrFalse(named("verifyTools"), setting("verifyTools"), true),
    ...(provider === undefined ? {} : { provider }),
  };
}

function baseUrlOf(name: string, endpoint: string): string {
  const example = "write it like https://api.smith.langchain.com";
  const url = URL.parse(endpoint);
  if (!url || !["https:", "http:"].includes(url.protocol)) {
    throw new ConfigError(`${name} "${redactUserInfo(endpoint)}" is not a URL: ${example}`);
  }
  if (url.username || url.password) {
    throw new ConfigError(`${name} must not contain a user name or password: ${example}`);
  }
  if (url.search || url.hash) {
    throw new ConfigError(`${name} must not have a query or a fragment: ${example}`);
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    // The API key would cross the network unencrypted.
    throw new ConfigError(`${name} ${url.origin} must use https (plain http is allowed only for a loopback address)`);
  }
  const root = (url.origin + url.pathname).replace(/\/+$/, "");
  if (root.endsWith("/v1/deepagents")) {
    return root;
  }
  return root.endsWith("/v1") ? `${root}/deepagents` : `${root}/v1/deepagents`;
}

function redactUserInfo(endpoint: string): string {
  return endpoint.replace(/\/\/[^/@]*@/, "//[redacted]@");
}

function wholeNumber(
  name: string,
  value: string | undefined,
  fallback: number,
  range: { from: number; to: number },
): number {
  if (value === undefined) {
    return fallback;
  }
  const number = Number(value);
  if (!Number.isInteger(number) || number < range.from || number > range.to) {
    throw new ConfigError(
      `${name} "${value}" must be a whole number from ${String(range.from)} to ${String(range.to)}`,
    );
  }
  return number;
}

function trueOrFalse(name: string, value: string | undefined, fallback: boolean): boolean {
  if (value !== undefined && value !== "true" && value !== "false") {
    throw new ConfigError(`${name} "${value}" must be true or false`);
  }
  return value === undefined ? fallback : value === "true";
}
