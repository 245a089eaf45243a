/** What operations work with: the configuration and the client behind it. For the adapters to the engine. */
import type { Api } from "../client";
import { isRefused, isRequestFailure } from "../client/errors";
import { entriesOf } from "../inputs/check";
import { type Config, ConfigError, resolveConfig } from "../config/config";
import { type Account, accountOf } from "./account";
import { Inventory } from "./inventory";
import { ExpectedError } from "./errors";
import type { Context } from "./resource";

interface SharedClient {
  /** Loads the function that makes the API for one operation with these secrets, and a time limit of its own. */
  readonly api: () => Promise<(secrets?: readonly string[], customMs?: number) => Api>;
  readonly inventory: Inventory;
  /** See {@link tryKey}. Asked by whoever comes first; for the others there is nothing more to say. */
  trial?: Promise<string | undefined>;
}

/** The clients of this process. Sessions with the same configuration share one, and with it a pool of connections. */
const sharedClients = new Map<string, SharedClient>();

export class Session {
  readonly #lookup: (key: string) => string | undefined;
  readonly #log: (line: string) => void;
  readonly #signal: AbortSignal;
  #resolved: Config | undefined;
  #shared: SharedClient | undefined;
  #isPreview = false;

  /**
   * @param lookup finds a fully qualified Pulumi config key, for example `deepagents:apiKey`
   * @param log shows a line to the person who deploys
   * @param signal see {@link Context.signal}
   */
  constructor(
    lookup: (key: string) => string | undefined,
    log: (line: string) => void,
    signal: AbortSignal = new AbortController().signal,
  ) {
    this.#lookup = lookup;
    this.#log = log;
    this.#signal = signal;
  }

  /** What is wrong with the configuration, if anything. */
  configProblem(): string | undefined {
    try {
      this.#config();
      return undefined;
    } catch (error) {
      if (error instanceof ConfigError) {
        return error.message;
      }
      throw error;
    }
  }

  /**
   * What one operation works with. Its requests and retries share one time budget.
   *
   * @param secrets values that must not appear in its errors, even if the server echoes them
   * @param id the object that the operation is about, if the state has one
   * @param customMs the operation's time budget, if it is not the configured one
   * @throws ConfigError when the configuration is invalid
   */
  async operation(secrets: readonly string[], id?: string, customMs?: number): Promise<Context> {
    const { api, inventory } = this.#client();
    if (id !== undefined) {
      inventory.manages(id);
    }
    const apiWith = await api();
    const connect = (): Api => apiWith(secrets);
    return {
      api: apiWith(secrets, customMs),
      connect,
      inventory,
      log: this.#log,
      logWithUrls: this.#log,
      signal: this.#signal,
    };
  }

  /** Notes an object that the state has. Leaves it to others to report an invalid configuration. */
  manages(id: string, owner?: unknown): void {
    if (this.configProblem() === undefined) {
      this.#client().inventory.manages(id, owner);
    }
  }

  /** Notes whether this deployment is a preview. */
  previews(isPreview: boolean): void {
    this.#isPreview = isPreview;
  }

  /**
   * What is wrong with the key, for the first resource of a preview that has something to send: only the update would show
   * it otherwise. Leaves it to others to report an invalid configuration.
   */
  async refusal(): Promise<string | undefined> {
    if (!this.#isPreview || this.configProblem() !== undefined || this.#config().offline) {
      return undefined;
    }
    const shared = this.#client();
    if (shared.trial !== undefined) {
      await shared.trial;
      return undefined;
    }
    return (shared.trial = shared.api().then((api) => tryKey(api(), this.#log)));
  }

  /** Notes what the state calls resources, by their marks. */
  knows(names: unknown): void {
    const known = entriesOf(names);
    if (known.length > 0 && this.configProblem() === undefined) {
      this.#client().inventory.knows(known);
    }
  }

  /**
   * Notes that a resource of the program goes on with an object.
   *
   * @param owner the mark of the resource
   * @throws ExpectedError when another resource has adopted it
   */
  keeps(id: string, owner: unknown): void {
    if (this.configProblem() === undefined) {
      this.#client().inventory.keeps(id, owner);
    }
  }

  /**
   * The account that the configuration names.
   *
   * @throws ConfigError when the configuration is invalid
   */
  account(): Account {
    return accountOf(this.#config());
  }

  #client(): SharedClient {
    return (this.#shared ??= sharedClientFor(this.#config(), this.#log));
  }

  #config(): Config {
    return (this.#resolved ??= resolveConfig(this.#lookup, process.env));
  }
}

function sharedClientFor(config: Config, log: (line: string) => void): SharedClient {
  const key = JSON.stringify(config);
  const known = sharedClients.get(key);
  if (known) {
    return known;
  }
  const api = apiAt(config, log);
  const shared: SharedClient = { api, inventory: new Inventory(async () => (await api())(), config.verifyTools) };
  sharedClients.set(key, shared);
  return shared;
}

/**
 * Loads the client only when there is something to send. With undici and the schemas of the API it takes longer to load
 * than everything else together, and an unchanged `pulumi up` needs none of it.
 */
function apiAt(config: Config, log: (line: string) => void): SharedClient["api"] {
  // A real `import()` resolves like an ES module even from CommonJS, hence the file name with its extension.
  const load = async () => {
    const { ApiClient, apiOver, retryLines } = await import("../client/index.js");
    const client = new ApiClient(config, { onRetry: retryLines(log) });
    return (secrets?: readonly string[], customMs?: number): Api => apiOver(client.withinBudget(secrets, customMs));
  };
  let loaded: ReturnType<typeof load> | undefined;
  return () => (loaded ??= load());
}

/**
 * Sends one short request, so that a preview shows what the update would run into. An API that cannot be reached now may be
 * there for the update: that is only said.
 *
 * @returns what is wrong with the key
 */
async function tryKey(api: Api, log: (line: string) => void): Promise<string | undefined> {
  try {
    await api.agents.list({ pageSize: 1, maxRetries: 1 }).next();
    return undefined;
  } catch (error) {
    if (!isRequestFailure(error)) {
      throw error;
    }
    if (isRefused(error)) {
      // Unless it is for MCP servers alone.
      return api.mcpServers.list({ maxRetries: 1 }).then(
        () => undefined,
        () => error.message,
      );
    }
    log(
      `warning: ${error.message}. An update needs the API; \`pulumi config set deepagents:offline true\` previews without ` +
        "asking it",
    );
    return undefined;
  }
}

/** Whether the message of `error` says everything. Otherwise it is a bug of ours, and its stack matters. */
export function isExpected(error: unknown): error is Error {
  return isRequestFailure(error) || error instanceof ConfigError || error instanceof ExpectedError;
}
