import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { ApiClient, ClientSeams } from "../../../../provider/client/client";
import { ApiError, BrokenStreamError, NoAnswerError } from "../../../../provider/client/errors";
import type { ServerEvent } from "../../../../provider/client/sse";
import type { ApiRequest, StreamOptions } from "../../../../provider/client/transport";
import { answer, breakOff, clientOf, closeServers, collect, type Listener, serve } from "./support";

afterEach(closeServers);

const post: ApiRequest = { method: "POST", path: "/threads/t/runs/stream", body: {} };
const STREAM = { "content-type": "text/event-stream; charset=utf-8" };

function events(client: ApiClient, options?: StreamOptions): AsyncGenerator<string> {
  return client.events(({ data }: ServerEvent) => data, post, options);
}

/** Streams `parts`, then does what `then` says. */
function streaming(parts: readonly string[], then: (response: ServerResponse) => void): Listener {
  return (_, response) => {
    response.writeHead(200, STREAM);
    const [first = "", ...others] = parts;
    response.write(first, () => (others.length > 0 ? streamOn(response, others, then) : then(response)));
  };
}

function streamOn(
  response: ServerResponse,
  [first = "", ...others]: readonly string[],
  then: (r: ServerResponse) => void,
) {
  response.write(first, () => (others.length > 0 ? streamOn(response, others, then) : then(response)));
}

const end = (response: ServerResponse): void => void response.end();
const stayOpen = (): void => undefined;
const closed = (message: IncomingMessage): Promise<unknown> =>
  new Promise((done) => message.socket.once("close", () => done("closed")));

it("reads the events of an answer", async () => {
  const headers: unknown[] = [];
  const { url } = await serve((request, response, body) => {
    headers.push(request.headers.accept, request.headers["x-api-key"], request.headers["content-type"]);
    streaming(["data: 1\n\nda", "ta: 2\n\n"], end)(request, response, body);
  });
  expect(await collect(events(clientOf(url).client))).toEqual(["1", "2"]);
  expect(headers).toEqual(["text/event-stream", "key-canary", "application/json"]);
});

it("sends nothing before the first event is asked for", async () => {
  const { url, count } = await serve(streaming([], end));
  const unread = events(clientOf(url).client);
  await unread.return(undefined);
  expect(count()).toBe(0);
});

describe("before the answer begins", () => {
  it("retries only a request that the server rejected unread", async () => {
    const busy = await serve(answer(429, ""), streaming(["data: 1\n\n"], end));
    const { client, waits } = clientOf(busy.url);
    expect(await collect(events(client))).toEqual(["1"]);
    expect(waits).toEqual([500]);

    for (const lost of [breakOff, answer(502, ""), answer(503, "")]) {
      const { url, count } = await serve(lost);
      await expect(collect(events(clientOf(url).client))).rejects.toBeInstanceOf(
        lost === breakOff ? NoAnswerError : ApiError,
      );
      expect(count()).toBe(1);
    }
  });

  it("tries a server that does not answer as often as allowed", async () => {
    const { url, close } = await serve(breakOff);
    await close();
    const { client, waits } = clientOf(url);
    await expect(collect(events(client))).rejects.toMatchObject({ name: "NoAnswerError", effect: "no" });
    expect(waits).toHaveLength(5);
  });

  it("throws the same errors as other requests, without secrets", async () => {
    const body = '{"code":"upstream_auth_failed","detail":"key-canary and Bearer tok-canary were rejected"}';
    const { url } = await serve(answer(502, body, { ...STREAM, "x-request-id": "r1" }));
    const failure = collect(events(clientOf(url).client.withinBudget(["Bearer tok-canary"])));
    await expect(failure).rejects.toMatchObject({ name: "ApiError", status: 502, code: "upstream_auth_failed" });
    await expect(failure).rejects.toThrow("[secret] and [secret] were rejected (request id r1)");
  });

  it.each([
    ["a page", answer(200, "<html>key-canary</html>", { "content-type": "text/html" }), "status 200 with text/html"],
    ["an empty answer", answer(204, ""), "status 204 with no content"],
  ])("reports %s instead of a stream, and does not ask again", async (_, listener, what) => {
    const { url, count } = await serve(listener);
    const failure = collect(events(clientOf(url).client));
    await expect(failure).rejects.toBeInstanceOf(NoAnswerError);
    await expect(failure).rejects.toThrow(`got no usable answer: ${what} instead of a stream of events`);
    expect(count()).toBe(1);
  });
});

describe("a stream that breaks", () => {
  it.each([
    [
      "with the connection",
      streaming(["data: 1\n\n"], (response) => response.destroy()),
      /broke off: (other side|terminated|aborted)/,
    ],
  ])(
    "%s gives its events first, then an error of its own, and is not requested again",
    async (_, listener, message) => {
      const { url, count } = await serve(listener);
      const reader = events(clientOf(url).client);
      await expect(reader.next()).resolves.toEqual({ value: "1", done: false });
      const failure = reader.next();
      await expect(failure).rejects.toBeInstanceOf(BrokenStreamError);
      await expect(failure).rejects.toThrow(message);
      expect(count()).toBe(1);
    },
  );

  it("is also reported, without secrets, if an event cannot be read, and the connection is closed", async () => {
    let gone: Promise<unknown> | undefined;
    const { url } = await serve((request, response, body) => {
      gone = closed(request);
      streaming(["data: 1\n\n"], stayOpen)(request, response, body);
    });
    const failure = clientOf(url).client.events(() => {
      throw new Error("key-canary is not JSON");
    }, post);
    await expect(failure.next()).rejects.toThrow("POST /threads/t/runs/stream broke off: [secret] is not JSON");
    await expect(gone).resolves.toBe("closed");
  });
});

it("does not let streaming runs hold up other requests", async () => {
  const { url } = await serve((request, response, body) => {
    const listener = request.method === "GET" ? answer(200, '"there"') : streaming(["data: 1\n\n"], stayOpen);
    listener(request, response, body);
  });
  const { client } = clientOf(url, { concurrency: 1, timeoutMs: 2_000 });
  const open = [events(client), events(client)];
  expect(await Promise.all(open.map(async (one) => (await one.next()).value as unknown))).toEqual(["1", "1"]);
  expect(await client.json(z.string(), { method: "GET", path: "/agents" })).toBe("there");
  await Promise.all(open.map((one) => one.return(undefined)));
});

describe("stopping", () => {
  it("early closes the connection", async () => {
    const gone: Promise<unknown>[] = [];
    const { url } = await serve((request, response, body) => {
      gone.push(closed(request));
      streaming(["data: 1\n\n"], stayOpen)(request, response, body);
    });
    const { client } = clientOf(url);
    for (let round = 0; round < 3; round += 1) {
      for await (const data of events(client)) {
        expect(data).toBe("1");
        break;
      }
    }
    await expect(Promise.all(gone)).resolves.toEqual(["closed", "closed", "closed"]);
  });

  it("reaches at once a server that does not wait for its reader", async () => {
    const flood: Listener = (_, response) => {
      response.writeHead(200, STREAM);
      const more = (): void => {
        while (!response.destroyed && response.write("data: 1\n\n".repeat(1000))) {
          // Writes until the connection takes no more.
        }
      };
      response.on("drain", more);
      more();
    };
    const { url } = await serve(flood);
    for await (const data of events(clientOf(url).client)) {
      expect(data).toBe("1");
      break;
    }
  });

  it.each([
    ["before the request", 0],
    ["while waiting for the answer", 1],
    ["while waiting for an event", 2],
    ["while waiting for another try", 3],
  ])("by a signal %s throws its reason and closes the connection", async (_label, when) => {
    const stop = new AbortController();
    const reason = new Error("enough");
    let gone: Promise<unknown> = Promise.resolve("closed");
    const { url, count } = await serve((request, response, body) => {
      gone = closed(request);
      if (when === 3) {
        response.writeHead(429, { "retry-after": "3600", connection: "close" }).end();
      } else if (when === 2) {
        streaming(["data: 1\n\n"], stayOpen)(request, response, body);
      } else {
        stop.abort(reason);
      }
    });
    const sleep: ClientSeams["sleep"] = (_, value, options) => {
      setImmediate(() => stop.abort(reason));
      return wait(3_600_000, value, options);
    };
    const { client } = clientOf(url, {}, { sleep });
    if (when === 0) {
      stop.abort(reason);
    }
    const reader = events(client, { signal: stop.signal });
    if (when === 2) {
      await reader.next();
      setImmediate(() => stop.abort(reason));
    }
    await expect(reader.next()).rejects.toBe(reason);
    await expect(gone).resolves.toBe("closed");
    expect(count()).toBe(when === 0 ? 0 : 1);
    await expect(reader.next()).resolves.toEqual({ value: undefined, done: true });
  });
});
