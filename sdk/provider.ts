/** Accounts in addition to the one in the stack's configuration. */
import * as pulumi from "@pulumi/pulumi";
import { TYPE_PREFIX } from "../provider/dynamic/shell";
import { given, type NotAnOutput, requireUsable } from "./properties";

/**
 * Arguments of {@link Provider}. Anything left out has its default; nothing is taken from the stack's configuration.
 *
 * @example
 * const args: deepagents.ProviderArgs = { apiKeyConfig: "stagingKey", timeoutSeconds: 60 };
 * const staging = new deepagents.Provider("staging", args);
 */
export type ProviderArgs = ProviderOptions &
  (
    | {
        /** The account's API key. Always kept secret. */
        apiKey: pulumi.Input<string>;
        apiKeyConfig?: undefined;
      }
    | {
        /** The Pulumi config key that holds the API key: `stagingKey`, or `staging:apiKey` of another namespace. */
        apiKeyConfig: string;
        apiKey?: undefined;
      }
  );

/**
 * Optional settings of a provider. The limits are those of `deepagents:…` in Pulumi config.
 *
 * @example
 * const options: deepagents.ProviderOptions = { endpoint: "https://eu.api.smith.langchain.com", maxRetries: 3 };
 * const eu = new deepagents.Provider("eu", { apiKeyConfig: "euKey", ...options });
 */
export interface ProviderOptions {
  /** The API's address. Default: `https://api.smith.langchain.com`. */
  endpoint?: pulumi.Input<string> | undefined;
  /** The workspace to work in. Default: the key's own. */
  workspaceId?: pulumi.Input<string> | undefined;
  /** How long one operation may take, with all its retries, in seconds. Default: 120. */
  timeoutSeconds?: pulumi.Input<number> | undefined;
  /** How often a request is tried again, where that is safe. Default: 5. */
  maxRetries?: pulumi.Input<number> | undefined;
  /** How many requests are sent at once. Default: 16. */
  concurrency?: pulumi.Input<number> | undefined;
  /** Whether an MCP server is asked if it has the tools that an agent gets. Default: true. */
  verifyTools?: pulumi.Input<boolean> | undefined;
  /** Whether a preview does without asking the API whether it can be reached and takes the key. Default: false. */
  offline?: pulumi.Input<boolean> | undefined;
}

/** The settings of a provider by their names in Pulumi config. */
export type Settings = Readonly<Record<string, string>>;

/**
 * An account (or a workspace of one) in addition to the one that the stack's configuration names. Pass it as `provider` to
 * resources and look-ups, or in `providers` to a component. The state contains the key once, encrypted.
 *
 * A different `endpoint` or `workspaceId` means a different account: everything that was deployed with the provider is
 * created there, and deleted where it was. A different key does not.
 *
 * @example
 * const staging = new deepagents.Provider("staging", {
 *   apiKeyConfig: "stagingKey",
 *   workspaceId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
 * });
 * const assistant = new deepagents.Agent("assistant", { systemPrompt: "Hello." }, { provider: staging });
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal For look-ups, which run in the program itself. */
  readonly settings: pulumi.Output<Settings>;

  /**
   * @param name the provider's name, unique in the stack; errors name it
   * @param args which account, and how to reach it
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: ProviderArgs & NotAnOutput, opts?: pulumi.ResourceOptions) {
    requireUsable(`new Provider("${name}")`, args);
    const settings = settingsOf(name, args);
    const account = pulumi.all([args.endpoint, args.workspaceId]).apply(([endpoint, workspaceId]) => [
      // Spellings of one address are one account.
      endpoint
        ?.trim()
        .replace(/\/+$/, "")
        .replace(/\/v1(\/deepagents)?$/, ""),
      workspaceId,
    ]);
    super(PACKAGE, name, settings, pulumi.mergeOptions({ replacementTrigger: account }, opts));
    this.settings = pulumi.output(settings);
  }
}

/** The package of every dynamic resource, whose provider gets these settings from the engine as its configuration. */
const PACKAGE = TYPE_PREFIX.split(":", 1)[0] as string;

function settingsOf(name: string, args: ProviderArgs): Record<string, pulumi.Input<string>> {
  const { apiKey, apiKeyConfig, ...options } = args;
  const key = apiKeyConfig === undefined ? apiKey : configured(apiKeyConfig);
  return {
    "deepagents:connection": name,
    "deepagents:apiKey": pulumi.secret(key),
    ...Object.fromEntries(
      Object.entries(given(options)).map(([option, value]) => [
        `deepagents:${option}`,
        pulumi.output(value).apply((known?: string | number | boolean | null) => known?.toString() as string),
      ]),
    ),
  };
}

function configured(key: string): pulumi.Output<string> {
  const colon = key.lastIndexOf(":");
  return colon < 0
    ? new pulumi.Config().requireSecret(key)
    : new pulumi.Config(key.slice(0, colon)).requireSecret(key.slice(colon + 1));
}

/**
 * The provider that a resource has, `undefined` for the stack's own. For the engine only a provider's package counts;
 * Pulumi's SDK finds it by the key in `providers`, which for dynamic providers is not the one that anybody would write.
 */
export function providerOf(resource: pulumi.Resource): pulumi.ProviderResource | undefined {
  const { __providers: all = {} } = resource as { __providers?: Readonly<Record<string, pulumi.ProviderResource>> };
  return resource.getProvider(TYPE_PREFIX) ?? Object.values(all).findLast(isOurs);
}

/** Whether it is a {@link Provider}, also of another copy of this package. */
function isOurs(provider: pulumi.ProviderResource): boolean {
  const { pkg } = provider as unknown as { readonly pkg?: string };
  return pkg === PACKAGE && "settings" in provider;
}

/** The provider that a resource or look-up with these options has, `undefined` for the stack's own. */
export function providerBy({ provider, parent }: ProviderSource = {}): pulumi.ProviderResource | undefined {
  return provider ?? (parent && providerOf(parent));
}

/** The resource options that decide it. */
type ProviderSource = Pick<pulumi.CustomResourceOptions, "provider" | "parent">;
