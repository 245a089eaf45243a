/** The provider's configuration: Pulumi config first, then the product's own environment variables, then defaults. */
import type { SettingKey } from "../helpers/settings";
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
  /** Whether a preview does without asking the API whether it can be reached and takes the key. */
  readonly offline: boolean;
  /** The proxy that the environment names, unless the API is on this machine. NO_PROXY may exempt the API all the same. */
  readonly proxy?: Proxy;
  readonly names: SettingNames;
}

/**
 * What messages call the settings, so that a reader looks where they were set: `LANGSMITH_ENDPOINT`, or
 * `deepagents:endpoint of the provider "staging"`.
 */
export interface SettingNames {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly workspaceId: string;
  /** Absent where it cannot be set. */
  readonly timeoutSeconds?: string;
}

export interface Proxy {
  /** The environment variable that names it. */
  readonly variable: string;
  /** With the user and the password, if it wants any: for messages there is `shown`. */
  readonly url: string;
  /** The URL without them. */
  readonly shown: string;
}

/** Names the `Provider` that the settings beside it belong to. Existing states hold it under this key. */
export const PROVIDER_SETTING = "deepagents:connection";

/** The configuration is invalid; the message says what to set. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks up a fully qualified Pulumi config key, or a setting of a program's `Provider`. */
type FindSetting = (key: string) => string | undefined;

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
 * | `deepagents:offline` | | false |
 * | | `HTTPS_PROXY`, `https_proxy` | none |
 *
 * A program's `Provider` takes nothing of an account from the environment, which belongs to the stack's own.
 *
 * @param get `undefined` where there is no Pulumi: the command has the environment only
 * @throws ConfigError when the API key is missing or a value is invalid
 */
export function resolveConfig(get: FindSetting | undefined, env: Environment): Config {
  const provider = get?.(PROVIDER_SETTING);
  const setting = settingsIn(get, env, provider);

  const apiKey = setting("apiKey", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY");
  if (apiKey.value === undefined) {
    throw new ConfigError(missingKey(get, provider));
  }
  if (/[^\x21-\x7e]/.test(apiKey.value)) {
    throw new ConfigError(
      `${apiKey.name} has a character that an HTTP header cannot carry (a space, a line break, a curly quote?): ` +
        (apiKey.name === "deepagents:apiKey" ? `set it again with ${SET_KEY}` : "set it again"),
    );
  }
  const endpoint = setting("endpoint", "LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT");
  const workspaceId = setting("workspaceId", "LANGSMITH_WORKSPACE_ID");
  const timeoutSeconds = setting("timeoutSeconds");
  const baseUrl = baseUrlOf(endpoint.name, endpoint.value ?? DEFAULT_ENDPOINT);
  const proxy = isLoopback(new URL(baseUrl)) ? undefined : proxyIn(env);
  return {
    baseUrl,
    apiKey: apiKey.value,
    ...(workspaceId.value === undefined ? {} : { workspaceId: workspaceId.value }),
    timeoutMs: 1000 * wholeNumber(timeoutSeconds, 120, { from: 1, to: 3600 }),
    maxRetries: wholeNumber(setting("maxRetries"), 5, { from: 0, to: 20 }),
    concurrency: wholeNumber(setting("concurrency"), 16, { from: 1, to: 256 }),
    verifyTools: trueOrFalse(setting("verifyTools"), true),
    offline: trueOrFalse(setting("offline"), false),
    ...(proxy === undefined ? {} : { proxy }),
    names: {
      apiKey: apiKey.name,
      endpoint: endpoint.name,
      workspaceId: workspaceId.name,
      ...(get === undefined ? {} : { timeoutSeconds: timeoutSeconds.name }),
    },
  };
}

const SET_KEY = "`pulumi config set --secret deepagents:apiKey`";

function missingKey(get: FindSetting | undefined, provider: string | undefined): string {
  if (provider !== undefined) {
    return `deepagents:apiKey${ofProvider(provider)} is empty: give the provider an API key`;
  }
  return `no LangSmith API key: ${get === undefined ? "" : `run ${SET_KEY} or `}set LANGSMITH_API_KEY`;
}

/** A setting, and what it is called where it was found, or else where it would be set. */
interface Setting {
  readonly name: string;
  readonly value?: string;
}

/** Finds each setting at the first place that has it: Pulumi config, then these variables. */
function settingsIn(get: FindSetting | undefined, env: Environment, provider: string | undefined) {
  return (key: SettingKey, ...variables: readonly string[]): Setting => {
    const names = [
      ...(get === undefined
        ? []
        : [{ name: `deepagents:${key}${ofProvider(provider)}`, value: get(`deepagents:${key}`) }]),
      ...(provider === undefined ? variables.map((name) => ({ name, value: env[name] })) : []),
    ];
    const found = names.find(({ value }) => value?.trim());
    return found ? { name: found.name, value: String(found.value).trim() } : { name: names[0]?.name ?? key };
  };
}

/** Completes a setting's name, for messages: `deepagents:apiKey of the provider "staging"`. */
function ofProvider(provider: string | undefined): string {
  return provider === undefined ? "" : ` of the provider "${provider}"`;
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

function wholeNumber({ name, value }: Setting, fallback: number, range: { from: number; to: number }): number {
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

function trueOrFalse({ name, value }: Setting, fallback: boolean): boolean {
  if (value !== undefined && value !== "true" && value !== "false") {
    throw new ConfigError(`${name} "${value}" must be true or false`);
  }
  return value === undefined ? fallback : value === "true";
}

function proxyIn(env: Environment): Proxy | undefined {
  const variable = ["https_proxy", "HTTPS_PROXY"].find((name) => env[name]?.trim());
  const text = variable && env[variable]?.trim();
  if (!text) {
    return undefined;
  }
  // Other programs take a bare host and port as well.
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    // The text is not shown, because it may hold a password.
    throw new ConfigError(`${variable} is not the URL of a proxy: write it like http://proxy.example.com:3128`);
  }
  return { variable, url: url.href, shown: url.origin };
}
