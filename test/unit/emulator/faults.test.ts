import { connect } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Emulator, FaultSpec } from "../../../emulator/index";
import {
  AGENTS,
  call,
  closeAll,
  createAgent,
  createMcpServer,
  getAgent,
  holdWaits,
  MCP_SERVERS,
  start,
} from "./support";

afterEach(closeAll);

const FAULTS = "/_emulator/faults";
const NEW_AGENT = { name: "made" };

type FaultOf<K> = Extract<FaultSpec["fault"], { kind: K }>;

/** What a client that uses `fetch` sees: an answer with its type, or the code of the error. */
async function attempt(emulator: Emulator, method: string, path: string, body?: object) {
  try {
    const response = await fetch(emulator.url + path, {
      method,
      headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      headers: response.headers,
      text: await response.text(),
    };
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return { error: cause?.code };
  }
}

async function agentNames(emulator: Emulator): Promise<string[]> {
  const { body } = await call(emulator, "GET", AGENTS);
  return (body as { items: { name: string }[] }).items.map(({ name }) => name);
}

function failCreate(emulator: Emulator, fault: FaultSpec["fault"], rest: Partial<FaultSpec> = {}): void {
  emulator.injectFault({ method: "POST", path: "/agents", fault, ...rest });
}

it("reset-before resets the connection, and nothing has happened", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "reset-before" });
  expect(await attempt(emulator, "POST", AGENTS, NEW_AGENT)).toEqual({ error: "ECONNRESET" });
  expect(await agentNames(emulator)).toEqual([]);
});

it("reset-after resets the connection without an answer, and the agent exists", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "reset-after" });
  expect(await attempt(emulator, "POST", AGENTS, NEW_AGENT)).toEqual({ error: "ECONNRESET" });
  expect(await agentNames(emulator)).toEqual(["made"]);
});

it("delay sends a complete answer late, and a client that gives up earlier has still created the agent", async () => {
  const { sleep, begun } = holdWaits();
  const emulator = await start({ sleep });
  failCreate(emulator, { kind: "delay", ms: 40 }, { times: 2 });
  const order: string[] = [];
  const answer = attempt(emulator, "POST", AGENTS, NEW_AGENT).finally(() => order.push("answered"));
  const first = await begun.take();
  expect(first.milliseconds).toBe(40);
  expect(await agentNames(emulator)).toEqual([]);
  order.push("waited");
  first.end();
  expect(await answer).toMatchObject({ status: 201 });
  expect(order).toEqual(["waited", "answered"]);

  const body = JSON.stringify({ name: "abandoned" });
  const headers = { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json" };
  const client = new AbortController();
  const abandoned = fetch(emulator.url + AGENTS, { method: "POST", headers, body, signal: client.signal });
  const second = await begun.take();
  client.abort(new DOMException("The client waits no longer", "TimeoutError"));
  await expect(abandoned).rejects.toMatchObject({ name: "TimeoutError" });
  expect(await agentNames(emulator)).toEqual(["made"]);
  second.end();
  while (emulator.requests.filter(({ method }) => method === "POST").length < 2) {
    await nextTurn();
  }
  expect((await agentNames(emulator)).sort()).toEqual(["abandoned", "made"]);
});

it.each<[string, Partial<FaultOf<"status">>, string | null, string]>([
  ["nothing", {}, null, ""],
  ["JSON", { body: { code: "busy", detail: ["x"] } }, "application/json", '{"code":"busy","detail":["x"]}'],
  ["the JSON null", { body: null }, "application/json", "null"],
  ["HTML", { body: "<h1>502</h1>" }, "text/html; charset=utf-8", "<h1>502</h1>"],
  ["another type", { body: "busy", headers: { "Content-Type": "text/plain" } }, "text/plain", "busy"],
])("status answers with %s instead of the handler", async (_what, answer, type, text) => {
  const emulator = await start();
  failCreate(emulator, { kind: "status", status: 503, ...answer });
  expect(await attempt(emulator, "POST", AGENTS, NEW_AGENT)).toMatchObject({ status: 503, type, text });
  expect(await agentNames(emulator)).toEqual([]);
});

it("status sends its headers, so that Retry-After can be tested", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "status", status: 429, headers: { "Retry-After": "7" } });
  const { headers } = await attempt(emulator, "POST", AGENTS, NEW_AGENT);
  expect(headers?.get("retry-after")).toBe("7");
});

it("status-after answers 502 like a gateway, and the agent exists", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "status-after", status: 502, body: "<h1>Bad Gateway</h1>" });
  expect(await attempt(emulator, "POST", AGENTS, NEW_AGENT)).toMatchObject({
    status: 502,
    type: "text/html; charset=utf-8",
    text: "<h1>Bad Gateway</h1>",
  });
  expect(await agentNames(emulator)).toEqual(["made"]);
});

it("html answers 200 without JSON, and the agent exists", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "html" });
  const answer = await attempt(emulator, "POST", AGENTS, NEW_AGENT);
  expect(answer).toMatchObject({ status: 200, type: "text/html; charset=utf-8" });
  expect(answer.text).toMatch(/^<html>/);
  expect(await agentNames(emulator)).toEqual(["made"]);
});

it("truncated ends the body half-way, and the agent exists", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "truncated" }, { times: 2 });
  expect(await attempt(emulator, "POST", AGENTS, NEW_AGENT)).toEqual({ error: "UND_ERR_SOCKET" });
  expect(await agentNames(emulator)).toEqual(["made"]);

  const [head = "", body = ""] = (await rawAnswer(emulator, "POST", AGENTS, NEW_AGENT)).split("\r\n\r\n");
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  expect(head).toMatch(/^HTTP\/1\.1 201 /);
  expect(body.startsWith('{"id":')).toBe(true);
  expect(body).toHaveLength(Math.floor(length / 2));
});

it("truncated also cuts off an answer without a body, and the agent is gone", async () => {
  const emulator = await start();
  const { id } = await createAgent(emulator, NEW_AGENT);
  emulator.injectFault({ method: "DELETE", path: "/agents/{agent_id}", fault: { kind: "truncated" } });
  expect(await attempt(emulator, "DELETE", `${AGENTS}/${id}`)).toHaveProperty("error");
  expect(await agentNames(emulator)).toEqual([]);
});

it("slow-body sends the usual answer in two halves, the second one after the pause", async () => {
  const { sleep, begun } = holdWaits();
  const emulator = await start({ sleep });
  const agent = await createAgent(emulator, { name: "Ü".repeat(200) });
  emulator.injectFault({ method: "GET", path: "/agents/{agent_id}", fault: { kind: "slow-body", ms: 300 } });
  const response = await fetch(`${emulator.url}${AGENTS}/${agent.id}?include_files=true`, {
    headers: { "X-Api-Key": emulator.apiKey },
  });
  const length = Number(response.headers.get("content-length"));
  const half = Math.floor(length / 2);
  const pause = await begun.take();
  expect(pause.milliseconds).toBe(300);
  let received = Buffer.alloc(0);
  const order: string[] = [];
  for await (const bytes of response.body!) {
    received = Buffer.concat([received, bytes as Uint8Array]);
    if (received.length === half) {
      order.push("first half");
      pause.end();
    }
  }
  order.push("all");
  expect(order).toEqual(["first half", "all"]);
  expect(JSON.parse(received.toString())).toEqual(agent);
  expect(length).toBe(received.length);
});

it("slow-body delays an answer without a body", async () => {
  const { sleep, begun } = holdWaits();
  const emulator = await start({ sleep });
  emulator.injectFault({ method: "DELETE", path: "/agents/{agent_id}", fault: { kind: "slow-body", ms: 40 } });
  const order: string[] = [];
  const answer = attempt(emulator, "DELETE", `${AGENTS}/x`).finally(() => order.push("answered"));
  const pause = await begun.take();
  expect(pause.milliseconds).toBe(40);
  await agentNames(emulator);
  order.push("waited");
  pause.end();
  expect(await answer).toMatchObject({ status: 204, text: "" });
  expect(order).toEqual(["waited", "answered"]);
});

/** Everything that arrives on a connection until its end, without a client that interprets it. */
function rawAnswer(emulator: Emulator, method: string, path: string, body: object): Promise<string> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (received += chunk));
    socket.on("end", () => resolve(received));
    socket.on("error", reject);
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: ${emulator.apiKey}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${String(text.length)}\r\n\r\n${text}`,
    );
  });
}

describe("which requests fail", () => {
  const busy = { kind: "status", status: 503 } as const;
  const statuses = async (emulator: Emulator, method: string, paths: string[]) => {
    const answers = [];
    for (const path of paths) {
      answers.push((await call(emulator, method, path)).status);
    }
    return answers;
  };

  it("nth selects the first request that fails, and times says how many in a row", async () => {
    const emulator = await start();
    emulator.injectFault({ method: "GET", path: "/agents", nth: 2, times: 2, fault: busy });
    expect(await statuses(emulator, "GET", Array<string>(5).fill(AGENTS))).toEqual([200, 503, 503, 200, 200]);
  });

  it("only the next request fails by default", async () => {
    const emulator = await start();
    emulator.injectFault({ method: "GET", path: "/agents", fault: busy });
    expect(await statuses(emulator, "GET", [AGENTS, AGENTS])).toEqual([503, 200]);
  });

  it("ids match by pattern, whatever the pattern calls them, and queries, other methods and other routes do not count", async () => {
    const emulator = await start();
    emulator.injectFault({ method: "GET", path: "/agents/{id}", nth: 2, times: 2, fault: busy });
    const paths = [
      `${AGENTS}/x`,
      AGENTS,
      MCP_SERVERS,
      `${AGENTS}/x/health`,
      `${AGENTS}/y?include_files=true`,
      `${AGENTS}/z`,
    ];
    await call(emulator, "DELETE", `${AGENTS}/x`);
    expect(await statuses(emulator, "GET", paths)).toEqual([404, 200, 200, 404, 503, 503]);
  });

  it("faults fire in the order in which they were armed", async () => {
    const emulator = await start();
    for (const status of [500, 502, 503]) {
      emulator.injectFault({ method: "GET", path: "/agents", fault: { kind: "status", status } });
    }
    expect(await statuses(emulator, "GET", Array<string>(4).fill(AGENTS))).toEqual([500, 502, 503, 200]);
  });

  it("requests without a valid key or with a broken body are refused as usual and use up no fault", async () => {
    const emulator = await start();
    failCreate(emulator, busy);
    expect((await call(emulator, "POST", AGENTS, { key: "wrong", body: NEW_AGENT })).status).toBe(403);
    expect((await call(emulator, "POST", AGENTS, { key: undefined, body: NEW_AGENT })).status).toBe(401);
    expect((await call(emulator, "POST", AGENTS, { body: "{" })).status).toBe(400);
    expect((await call(emulator, "POST", AGENTS, { body: NEW_AGENT })).status).toBe(503);
  });

  it("a fault applies to refusals as to any other answer", async () => {
    const emulator = await start();
    failCreate(emulator, { kind: "reset-after" });
    expect(await attempt(emulator, "POST", AGENTS, {})).toEqual({ error: "ECONNRESET" });
  });
});

it("the request log shows what the client saw, and which fault caused it", async () => {
  const emulator = await start();
  const kinds: FaultSpec["fault"][] = [
    { kind: "reset-before" },
    { kind: "reset-after" },
    { kind: "delay", ms: 1 },
    { kind: "status", status: 503 },
    { kind: "status-after", status: 502 },
    { kind: "truncated" },
    { kind: "html" },
    { kind: "slow-body", ms: 1 },
  ];
  for (const fault of kinds) {
    failCreate(emulator, fault);
    await attempt(emulator, "POST", AGENTS, NEW_AGENT);
  }
  await attempt(emulator, "POST", AGENTS, NEW_AGENT);
  const request = { method: "POST", path: AGENTS };
  expect(emulator.requests).toEqual([
    { ...request, fault: "reset-before" },
    { ...request, fault: "reset-after" },
    { ...request, status: 201, fault: "delay" },
    { ...request, status: 503, fault: "status" },
    { ...request, status: 502, fault: "status-after" },
    { ...request, status: 201, fault: "truncated" },
    { ...request, status: 200, fault: "html" },
    { ...request, status: 201, fault: "slow-body" },
    { ...request, status: 201 },
  ]);
});

describe("over HTTP", () => {
  const spec = { method: "POST", path: "/agents", fault: { kind: "status", status: 503 } };

  it("faults are armed, listed with their effect, and removed without a key", async () => {
    const emulator = await start();
    const control = (method: string, body?: object) => call(emulator, method, FAULTS, { key: undefined, body });
    const armed = { ...spec, nth: 1, times: 1, calls: 0, fired: 0 };
    expect(await control("POST", spec)).toMatchObject({ status: 201, body: armed });
    await control("POST", { ...spec, path: "/mcp-servers", times: 3 });
    await call(emulator, "POST", AGENTS, { body: NEW_AGENT });
    await call(emulator, "POST", AGENTS, { body: NEW_AGENT });
    expect((await control("GET")).body).toEqual([
      { ...armed, calls: 2, fired: 1 },
      { ...armed, path: "/mcp-servers", times: 3 },
    ]);
    expect((await control("DELETE")).status).toBe(204);
    expect((await control("GET")).body).toEqual([]);
    await createMcpServer(emulator, { name: "m", url: "https://x.example.com" });
  });

  it.each<[string, unknown, number, string]>([
    ["no body", undefined, 400, "valid JSON"],
    ["malformed JSON", "{", 400, "valid JSON"],
    ["no fault", { method: "POST", path: "/agents" }, 400, "'fault' is required"],
    ["no path", { ...spec, path: undefined }, 400, "'path' is required"],
    ["a method in small letters", { ...spec, method: "post" }, 422, '"POST"'],
    ["a route that does not exist", { ...spec, path: "/agent" }, 422, "POST /agents, "],
    ["a method that the route has not", { ...spec, method: "PATCH" }, 422, "no route PATCH /agents."],
    ["a full path", { ...spec, path: AGENTS }, 422, "no route"],
    ["a real id", { ...spec, method: "GET", path: "/agents/x" }, 422, "GET /agents/{agent_id}"],
    ["the zeroth call", { ...spec, nth: 0 }, 422, "nth"],
    ["half a call", { ...spec, times: 0.5 }, 400, "times must be int"],
    ["an unknown kind", { ...spec, fault: { kind: "explode" } }, 422, "reset-before"],
    ["no status", { ...spec, fault: { kind: "status" } }, 400, "'fault.status' is required"],
    ["an impossible status", { ...spec, fault: { kind: "status", status: 600 } }, 422, "fault.status"],
    ["a body where there is none", { ...spec, fault: { kind: "status", status: 204, body: {} } }, 422, "fault.body"],
    ["no time", { ...spec, fault: { kind: "delay" } }, 400, "'fault.ms' is required"],
    ["a negative time", { ...spec, fault: { kind: "slow-body", ms: -1 } }, 422, "fault.ms"],
    [
      "a broken header",
      { ...spec, fault: { kind: "status", status: 503, headers: { "a b": "c" } } },
      422,
      'fault.headers["a b"]',
    ],
    [
      "a length of its own",
      { ...spec, fault: { kind: "status", status: 503, headers: { "Content-Length": "1" } } },
      422,
      'fault.headers["Content-Length"]',
    ],
    ["an unknown field", { ...spec, count: 2 }, 422, "count is not a field"],
    ["a field of another kind", { ...spec, fault: { kind: "html", ms: 1 } }, 422, "fault.ms is not a field"],
  ])("a fault with %s is refused over HTTP and from code", async (_what, body, status, detail) => {
    const emulator = await start();
    const answer = await call(emulator, "POST", FAULTS, { key: undefined, body });
    expect(answer).toMatchObject({ status, body: { status } });
    expect((answer.body as { detail: string }).detail).toContain(detail);
    expect((await call(emulator, "GET", FAULTS)).body).toEqual([]);
    if (typeof body === "object") {
      expect(() => emulator.injectFault(body as FaultSpec)).toThrow(detail);
    }
  });

  it("a web page cannot arm a fault, because nothing happens without the JSON content type", async () => {
    const emulator = await start();
    const headers = { "Content-Type": "text/plain" };
    const answer = await call(emulator, "POST", FAULTS, { body: JSON.stringify(spec), headers });
    expect(answer.status).toBe(400);
    expect((await call(emulator, "GET", FAULTS)).body).toEqual([]);
  });
});

it("clearFaults removes the faults that have not fired yet", async () => {
  const emulator = await start();
  failCreate(emulator, { kind: "reset-before" }, { nth: 2, times: 5 });
  await createAgent(emulator, { name: "a" });
  emulator.clearFaults();
  await createAgent(emulator, { name: "b" });
});

it("closing does not wait for a delay, and the delayed request can still use the store", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const emulator = await start();
    // An hour: the end of the test proves that nothing waits that long, and the status that nothing was cut off.
    failCreate(emulator, { kind: "delay", ms: 3_600_000 });
    const answer = attempt(emulator, "POST", AGENTS, NEW_AGENT);
    while ((await faultCalls(emulator)) === 0) {
      // A request takes its time.
    }
    await emulator.close();
    expect(await answer).toMatchObject({ status: 201 });
    expect(stderr).not.toHaveBeenCalled();
  } finally {
    stderr.mockRestore();
  }
});

async function faultCalls(emulator: Emulator): Promise<number> {
  const { body } = await call(emulator, "GET", FAULTS);
  return (body as { calls: number }[])[0]?.calls ?? 0;
}

it("an emulator keeps working after a fault, for the same client and the same agent", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, NEW_AGENT);
  for (const kind of ["reset-before", "reset-after", "truncated", "html"] as const) {
    emulator.injectFault({ method: "GET", path: "/agents/{agent_id}", fault: { kind } });
    await attempt(emulator, "GET", `${AGENTS}/${agent.id}`);
    expect(await getAgent(emulator, agent.id)).toEqual(agent);
  }
});
