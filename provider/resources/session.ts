/** What operations work with: the configuration and the connection behind it. For the adapters to the engine. */
import type { Api } from "../client";
import { ApiError, NoAnswerError, UnknownOutcomeError } from "../client/errors";
import { type Config, ConfigError, resolveConfig } from "../config/config";
import { Inventory } from "./inventory";
import { ExpectedError } from "./errors";
import type { Context } from "./resource";

interface SharedClient {
  /** What makes the API for one operation with these secrets. */
  readonly api: () => Promise<(secrets?: readonly string[]) => Api>;
  readonly inventory: Inventory;
}

export { redact } from "../helpers/redact";

/** Connections of this process. Sessions with the same configuration share one, and with it one pool. */
const sharedClients = new Map<string, SharedClient>();

export class Session {
  private resolved: Config | undefined;
  private shared: SharedClient | undefined;

  /**
   * @param lookup finds a fully qualified Pulumi config key, for example `deepagents:apiKey`
   * @param log shows a line to the person who deploys
   * @param signal see {@link Context.signal}
   */
  constructor(
    private readonly lookup: (key: string) => string | undefined,
    private readonly log: (line: string) => void,
    private readonly signal: AbortSignal = new AbortController().signal,
  ) {}

  /** What is wrong with the configuration, if anything. */
  configProblem(): string | undefined {
    try {
      this.config();
      return undefined;
    } catch (error) {
      if (error instanceof ConfigError) {
        return error.message;
      }
      throw error;
    }
  }

  /**
   * What one operation works with: its requests and retries share one time budget.
   *
   * @param secrets values that must not appear in its errors, whoever echoes them
   * @param id the object that the operation is about, where the state has one
   * @throws ConfigError when the configuration cannot be used
   */
  async operation(secrets: readonly string[], id?: string): Promise<Context> {
    const { api, inventory: deployment } = this.client();
    if (id !== undefined) {
      deployment.manages(id);
    }
    const apiWith = await api();
    const connect = (): Api => apiWith(secrets);
    return { api: connect(), connect, inventory: deployment, log: this.log, signal: this.signal };
  }

  /** Takes note of an object that the state has. A configuration that cannot be used is for others to report. */
  manages(id: string): void {
    if (this.configProblem() === undefined) {
      this.client().inventory.manages(id);
    }
  }

  private client(): SharedClient {
    return (this.shared ??= sharedClientFor(this.config()));
  }

  private config(): Config {
    return (this.resolved ??= resolveConfig(this.lookup, process.env));
  }
}

function sharedClientFor(config: Config): SharedClient {
  const key = JSON.stringify(config);
  const known = sharedClients.get(key);
  if (known) {
    return known;
  }
  const api = apiAt(config);
  const shared = { api, inventory: new Inventory(async () => (await api())()) };
  sharedClients.set(key, shared);
  return shared;
}

/**
 * The client is loaded once something is to be sent: with undici and the schemas of the wire it takes longer to load than
 * everything else together, and an unchanged `pulumi up` needs none of it.
 */
function apiAt(config: Config): SharedClient["api"] {
  // A real `import()` resolves like an ES module even from CommonJS, hence the file name with its extension.
  const load = async () => {
    const { ApiClient, apiOver } = await import("../client/index.js");
    const client = new ApiClient(config);
    return (secrets?: readonly string[]): Api => apiOver(client.withinBudget(secrets));
  };
  let loaded: ReturnType<typeof load> | undefined;
  return () => (loaded ??= load());
}

/** Whether `error` is a failure whose message says everything, and not a bug of ours, where the stack matters. */
export function isExpected(error: unknown): error is Error {
  return [ApiError, NoAnswerError, UnknownOutcomeError, ConfigError, ExpectedError].some(
    (Kind) => error instanceof Kind,
  );
}
