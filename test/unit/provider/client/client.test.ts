import type { Socket } from "node:net";
import * as z from "zod";
import { ApiError, ConflictError, NoAnswerError, NotFoundError } from "../../../../provider/client/errors";
import type { ApiRequest } from "../../../../provider/client/transport";
import { Handoff } from "../../../support/handoff";
import { retryLines } from "../../../../provider/client/retry";
import { answer, breakOff, clientOf as client, closeServers, type Listener, serve } from "./support";

afterEach(closeServers);

const Body = z.object({ id: z.string() });
const get: ApiRequest = { method: "GET", path: "/agents/a" };
const post: ApiRequest = { method: "POST", path: "/agents", body: { name: "a" } };

it("authenticates, names the workspace and parses the answer", async () => {
  const seen: unknown[] = [];
  const { url } = await serve((request, response) => {
    seen.push(request.headers["x-api-key"], request.headers["x-tenant-id"], request.url);
    response.end('{"id":"a"}');
  });
  await expect(client(url, { workspaceId: "w" }).client.json(Body, get)).resolves.toEqual({ id: "a" });
  expect(seen).toEqual(["key-canary", "w", "/v1/deepagents/agents/a"]);
});

it("retries a GET until it is answered", async () => {
  const { url, count } = await serve(answer(503, "busy"), breakOff, answer(200, '{"id":"a"}'));
  const { client: api, waits } = client(url);
  await expect(api.json(Body, get)).resolves.toEqual({ id: "a" });
  expect(count()).toBe(3);
  expect(waits).toEqual([500, 1000]);
});

it("says that it waits, but not for every request", async () => {
  const { url } = await serve(answer(503, "busy: https://mcp.example.com?key=canary"));
  const lines: string[] = [];
  const { client: api } = client(url, { maxRetries: 3 }, { onRetry: retryLines((line) => lines.push(line)) });
  await Promise.allSettled([api.json(Body, get), api.json(Body, get)]);
  expect(lines).toEqual([expect.stringMatching(/^GET \/agents\/a answered 503: busy: .*\. Trying again in 1 s$/)]);
  expect(lines.join()).not.toContain("canary");
});

it("does not say that it waits for the moment before a first retry", async () => {
  const { url } = await serve(answer(503, "busy"), answer(200, '{"id":"a"}'));
  const lines: string[] = [];
  await client(url, {}, { onRetry: retryLines((line) => lines.push(line)) }).client.json(Body, get);
  expect(lines).toEqual([]);
});

it("does not repeat a POST whose answer was lost", async () => {
  const { url, count } = await serve(breakOff);
  const error = await client(url)
    .client.json(Body, post)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NoAnswerError);
  expect(error).toMatchObject({ effect: "maybe" });
  expect(count()).toBe(1);
});

it("finds out what became of a lost POST, and repeats it only if it was not carried out", async () => {
  const lost = await serve(breakOff, answer(200, '{"id":"second"}'));
  await expect(
    client(lost.url).client.json(Body, post, { findOutcome: () => Promise.resolve(undefined) }),
  ).resolves.toEqual({
    id: "second",
  });
  const made = await serve(breakOff);
  await expect(
    client(made.url).client.json(Body, post, { findOutcome: () => Promise.resolve({ id: "first" }) }),
  ).resolves.toEqual({
    id: "first",
  });
  expect(made.count()).toBe(1);
});

it("repeats a POST that never arrived", async () => {
  const { url, close } = await serve(answer(200, "{}"));
  await close();
  const { client: api, waits } = client(url);
  await expect(api.json(Body, post)).rejects.toMatchObject({ effect: "no" });
  expect(waits).toHaveLength(5);
});

it("waits as long as the server asks, but not beyond the operation's budget", async () => {
  const { url } = await serve(answer(429, "", { "retry-after": "2" }), answer(200, '{"id":"a"}'));
  const { client: api, waits } = client(url);
  await api.withinBudget().json(Body, post);
  expect(waits).toEqual([2000]);

  const patient = await serve(answer(429, "", { "retry-after": "60" }));
  await expect(client(patient.url).client.withinBudget().json(Body, post)).rejects.toMatchObject({ status: 429 });
  expect(patient.count()).toBe(1);
});

it("gives up on a server that never answers", async () => {
  const { url } = await serve(() => undefined);
  const { client: api } = client(url, { timeoutMs: 100 });
  await expect(api.withinBudget().json(Body, get)).rejects.toThrow(
    "GET /agents/a got no usable answer: none arrived within 0.1 s (deepagents:timeoutSeconds raises the limit)",
  );
});

it("gives up on a request that waits for a connection, and never sends it", async () => {
  const arrived = new Handoff<() => void>();
  const held: Listener = (_, response) => arrived.put(() => response.end('{"id":"first"}'));
  const { url, count } = await serve(held, answer(200, '{"id":"third"}'));
  const { client: api } = client(url, { timeoutMs: 100, concurrency: 1 });
  const first = api.json(Body, post);
  const release = await arrived.take();
  await expect(api.withinBudget().json(Body, post)).rejects.toThrow("none arrived within 0.1 s");
  release();
  await expect(first).resolves.toEqual({ id: "first" });
  await expect(api.json(Body, post)).resolves.toEqual({ id: "third" });
  expect(count()).toBe(2);
});

describe("errors", () => {
  it.each([
    [404, '{"code":"agent_not_found"}', NotFoundError],
    [409, "{}", ConflictError],
    [422, "{}", ApiError],
  ])("of status %i have the class that callers expect", async (code, body, Kind) => {
    const { url } = await serve(answer(code, body));
    await expect(client(url).client.json(Body, get)).rejects.toBeInstanceOf(Kind);
  });

  it.each([
    [
      "structured",
      answer(422, '{"code":"invalid_field","detail":"name is too long","status":422}', { "x-request-id": "r1" }),
      "POST /agents answered 422 invalid_field: name is too long (request id r1)",
    ],
    ["flat", answer(401, '{"error":"Unauthorized"}'), /answered 401: Unauthorized\. No API key arrived/],
    ["plain text", answer(403, "missing permission agents:create"), /answered 403: missing permission agents:create\./],
    [
      "HTML",
      answer(400, "<html><style>p{}</style><h1>Bad</h1>\n<p>gateway</p></html>"),
      "POST /agents answered 400: Bad gateway",
    ],
    ["empty", answer(400, ""), "POST /agents answered 400"],
    ["not JSON", answer(200, "<p>Welcome</p>"), /status 200 with a body that is not JSON: Welcome/],
    ["of another shape", answer(200, '{"name":"x"}'), /unexpected body \(id: Invalid input/],
  ])("in an answer that is %s become one readable sentence", async (_, listener, message) => {
    const { url } = await serve(listener);
    await expect(client(url).client.json(Body, post)).rejects.toThrow(message);
  });

  it.each([
    ["of a wrong path", '{"code":"not_found","detail":"no such route"}'],
    ["of a framework", '{"detail":"Not Found"}'],
    ["of a proxy", "<html>Not Found</html>"],
  ])("do not take a 404 %s for a missing object", async (_, body) => {
    const { url } = await serve(answer(404, body));
    const failure = client(url).client.json(Body, get);
    await expect(failure).rejects.not.toBeInstanceOf(NotFoundError);
    await expect(failure).rejects.toThrow(/This is not the API's own answer: check deepagents:endpoint/);
  });

  it("name the settings as they were set", async () => {
    const { url } = await serve(answer(403, ""));
    const names = {
      apiKey: "LANGSMITH_API_KEY",
      endpoint: "LANGSMITH_ENDPOINT",
      workspaceId: "LANGSMITH_WORKSPACE_ID",
    };
    await expect(client(url, { names }).client.json(Body, get)).rejects.toThrow(
      "check LANGSMITH_API_KEY and LANGSMITH_WORKSPACE_ID",
    );
  });

  it("report a redirect, which is not followed with the API key", async () => {
    const { url } = await serve(answer(307, "", { location: "https://elsewhere.example.com/v1" }));
    await expect(client(url).client.json(Body, get)).rejects.toThrow(
      /answered 307\. It redirects to https:\/\/elsewhere\.example\.com: check deepagents:endpoint/,
    );
  });

  it.each([
    ["of another shape", '{"headers":[{"key":"A","value":"tok-canary"}]}'],
    ["broken off", '{"id":"a","headers":[{"key":"A","value":"tok-canary"},'],
  ])(
    "do not quote an answer %s, which may contain a header's value, and the request is not repeated",
    async (_, body) => {
      const { url, count } = await serve(answer(200, body));
      const failure = client(url, { maxRetries: body.startsWith('{"id"') ? 0 : 5 }).client.json(Body, get);
      await expect(failure).rejects.toThrow(/got no usable answer: status 200 with/);
      await expect(failure).rejects.not.toThrow(/canary/);
      expect(count()).toBe(1);
    },
  );

  it("report a body that breaks off, which may have had an effect", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(201, { "content-length": "100" });
      response.write('{"id":', () => response.destroy());
    });
    await expect(client(url).client.json(Body, post)).rejects.toMatchObject({ effect: "maybe" });
  });

  it("never repeat the API key or a header value that the server echoes", async () => {
    const echo: Listener = (_, response) =>
      response.writeHead(422).end('{"code":"bad","detail":"key-canary and Bearer tok-canary are wrong"}');
    const { url } = await serve(echo);
    const failing = client(url).client.withinBudget(["Bearer tok-canary"]).json(Body, post);
    await expect(failing).rejects.toThrow("[secret] and [secret] are wrong");
  });

  const token = "Bearer tok+canary/1&2";

  it.each<[where: string, echo: Listener]>([
    ["in JSON with escapes", answer(422, '{"detail":"Bearer tok\\u002bcanary\\/1\\u00262"}')],
    ["in the request id", answer(500, "{}", { "x-request-id": token })],
    ["in the request id of an answer that cannot be read", answer(200, "{}", { "x-request-id": token })],
    ["as the name of a property", answer(200, JSON.stringify({ names: { [token]: 1 } }))],
  ])("never repeat a header value that the server echoes %s", async (_, echo) => {
    const { url } = await serve(echo);
    const budget = client(url, { maxRetries: 0 }).client.withinBudget([token, "tok+canary/1&2"]);
    const Names = z.object({ names: z.record(z.string(), z.string()) });
    await expect(budget.json(Names, post)).rejects.not.toThrow(/canary/);
  });
});

it("succeeds in deleting what is already gone", async () => {
  const { url } = await serve(answer(404, '{"code":"agent_not_found"}'));
  await expect(client(url).client.delete("/agents/a")).resolves.toBeUndefined();
});

it("sends as many requests at once as allowed, and no more", async () => {
  const held: (() => void)[] = [];
  const connections = new Set<Socket>();
  const { url } = await serve((request, response) => {
    connections.add(request.socket);
    held.push(() => response.end('{"id":"a"}'));
    if (held.length === 2) {
      held.splice(0).forEach((release) => release());
    }
  });
  const { client: api } = client(url, { concurrency: 2 });
  await Promise.all(Array.from({ length: 12 }, () => api.json(Body, get)));
  // A connection carries one request at a time, and all twelve were made at once.
  expect(connections.size).toBe(2);
});
