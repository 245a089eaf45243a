/** The connections to the API: directly, or through the proxy that HTTPS_PROXY names. */
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { Config } from "../config/config";

const CONNECT_TIMEOUT_MS = 10_000;
/** Creating an agent also creates its repository and tracing project, which may take a while. */
const HEADERS_TIMEOUT_MS = 60_000;
/** Between two chunks of a body. */
const BODY_TIMEOUT_MS = 30_000;

export class Connections {
  readonly #config: Config;
  /** As many as are configured. */
  readonly requests: Dispatcher;
  /** Has no limit, because a run streams for minutes and would make other requests time out. */
  readonly streams: Dispatcher;
  #isTunnelled = false;

  /** @param replacement for both, in tests */
  constructor(config: Config, replacement?: Dispatcher) {
    this.#config = config;
    this.requests = replacement ?? this.#pool(config.concurrency);
    this.streams = replacement ?? this.#pool(null);
  }

  /** The proxy that requests were sent through, for messages. */
  get proxyInUse(): string | undefined {
    const { proxy } = this.#config;
    return proxy !== undefined && this.#isTunnelled ? `${proxy.shown} (${proxy.variable})` : undefined;
  }

  /** @param connections the most per origin; `null` for no limit */
  #pool(connections: number | null): Dispatcher {
    const limits = {
      connections,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: BODY_TIMEOUT_MS,
    };
    const { proxy } = this.#config;
    if (proxy === undefined) {
      return new Agent(limits);
    }
    return new EnvHttpProxyAgent({
      ...limits,
      // Given both, undici reads only NO_PROXY from the environment. There is no plain http to anywhere but this machine.
      httpProxy: proxy.url,
      httpsProxy: proxy.url,
      factory: (origin, options: Pool.Options) => {
        // Undici does not tell whether NO_PROXY exempts a host; but only a connection through a proxy is made by a function.
        this.#isTunnelled = typeof options.connect === "function";
        return new Pool(origin, options);
      },
    });
  }
}
