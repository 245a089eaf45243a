/** What operations work with: the configuration and the connection behind it. For the adapters to the engine. */
import { type Api, ApiClient, ApiError, apiOver, NoAnswerError } from "../api";
import { type Config, ConfigError, resolveConfig } from "../schema/config";

/** Connections of this process. Sessions with the same configuration share one, and with it one pool. */
const clients = new Map<string, ApiClient>();

export class Session {
  /** @param lookup finds a fully qualified Pulumi config key, for example `deepagents:apiKey` */
  constructor(private readonly lookup: (key: string) => string | undefined) {}

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
   * The API for one operation, whose requests and retries share one time budget.
   *
   * @throws ConfigError when the configuration cannot be used
   */
  operation(): Api {
    const config = this.config();
    const key = JSON.stringify(config);
    const client = clients.get(key) ?? new ApiClient(config);
    clients.set(key, client);
    return apiOver(client.withinBudget());
  }

  private config(): Config {
    return resolveConfig(this.lookup, process.env);
  }
}

/** Whether `error` is a failure whose message says everything, and not a bug of ours, where the stack matters. */
export function isExpected(error: unknown): error is Error {
  return [ApiError, NoAnswerError, ConfigError].some((Kind) => error instanceof Kind);
}
