/** Shared by tests of the REST client: a server that answers as told, and a client for it that never waits. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ApiClient, type ClientSeams } from "../../../../provider/client/client";
import type { Config } from "../../../../provider/config/config";

const servers: Server[] = [];

export interface Served {
  readonly url: string;
  readonly count: () => number;
  readonly close: () => Promise<unknown>;
}

/** Answers a request after its body has arrived. */
export type Listener = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server that answers with each of `listeners` in turn, and with the last one from then on. */
export async function serve(...listeners: Listener[]): Promise<Served> {
  let count = 0;
  const server = createServer((request, response) => {
    const listener = listeners[Math.min(count, listeners.length - 1)];
    count += 1;
    void text(request).then(
      (body) => listener?.(request, response, body),
      () => undefined,
    );
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/deepagents`,
    count: () => count,
    close: () => close(server),
  };
}

/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map(close));
}

function close(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
}

export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Listener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

export const breakOff: Listener = (request) => request.socket.destroy();

export function clientOf(
  url: string,
  config: Partial<Config> = {},
  seams: Partial<ClientSeams> = {},
): { client: ApiClient; waits: number[] } {
  const waits: number[] = [];
  const settings: Config = {
    baseUrl: url,
    apiKey: "key-canary",
    timeoutMs: 5_000,
    maxRetries: 5,
    concurrency: 4,
    verifyTools: true,
    offline: false,
    names: {
      apiKey: "deepagents:apiKey",
      endpoint: "deepagents:endpoint",
      workspaceId: "deepagents:workspaceId",
      timeoutSeconds: "deepagents:timeoutSeconds",
    },
    ...config,
  };
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  return { client: new ApiClient(settings, { sleep, random: () => 0, ...seams }), waits };
}

/** Everything that `source` yields. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) {
    items.push(item);
  }
  return items;
}
