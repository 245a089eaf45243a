import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Api, apiOver } from "../../../../provider/client";
import { BrokenStreamError } from "../../../../provider/client/errors";
import type { RunEvent } from "../../../../provider/client/runs";
import { RunMessageSchema } from "../../../../provider/wire";
import { answer, clientOf, closeServers, collect, serve } from "./support";

const FIXTURES = join(__dirname, "../../../fixtures/wire");

afterEach(closeServers);

interface Sent {
  readonly line: string;
  readonly body: unknown;
}

/** The API of a server that gives every request the same answer, and what it was sent. */
async function apiAnswering(
  status: number,
  body: string,
  type = "application/json",
): Promise<{ api: Api; sent: Sent[] }> {
  const sent: Sent[] = [];
  const { url } = await serve((request, response, text) => {
    sent.push({
      line: `${String(request.method)} ${String(request.url).replace("/v1/deepagents", "")}`,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    });
    answer(status, body, { "content-type": type })(request, response, text);
  });
  return { api: apiOver(clientOf(url).client), sent };
}

async function eventsOf(stream: string): Promise<RunEvent[]> {
  const { api } = await apiAnswering(200, stream, "text/event-stream");
  return collect(api.runs.stream("t", { agent_id: "a" }));
}

const stream = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

describe("events of a run", () => {
  it.each(["guide-run-messages.sse", "guide-run-updates.sse", "guide-run-values.sse"])(
    "%s: the documented events, without losing a field",
    async (file) => {
      const text = readFileSync(join(FIXTURES, file), "utf8");
      const documented = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data = ""]) => ({
        event,
        namespace: [],
        data: JSON.parse(data) as unknown,
      }));
      expect(documented.length).toBeGreaterThan(1);
      expect(await eventsOf(text)).toEqual(documented);
    },
  );

  it("are tested with every documented stream", () => {
    expect(readdirSync(FIXTURES).filter((file) => file.endsWith(".sse"))).toHaveLength(3);
  });

  it("carry a message in the documented update", async () => {
    const [, , update] = await eventsOf(readFileSync(join(FIXTURES, "guide-run-updates.sse"), "utf8"));
    const { model } = z
      .object({ model: z.object({ messages: z.array(RunMessageSchema) }) })
      .parse(update?.event === "updates" && update.data);
    expect(model).toEqual(update?.event === "updates" && update.data["model"]);
  });

  it("of subagents have a namespace", async () => {
    expect(await eventsOf(stream("updates|tools:1|model:2", { model: null }))).toEqual([
      { event: "updates", namespace: ["tools:1", "model:2"], data: { model: null } },
    ]);
  });

  it("of unknown kinds are passed on unchanged", async () => {
    expect(await eventsOf("event: custom|tools:1\ndata: not JSON\n\ndata: x\n\n")).toEqual([
      { event: "other", name: "custom|tools:1", data: "not JSON" },
      { event: "other", name: "message", data: "x" },
    ]);
  });

  it.each([
    ["structured", { error: "ValueError", message: "no such model" }],
    ["plain", "no such model"],
    ["nested", { error: { type: "overloaded_error", message: "Overloaded" } }],
    ["of another shape", { detail: "quota" }],
  ])("may be an error, %s", async (_, data) => {
    expect(await eventsOf(stream("error", data))).toEqual([{ event: "error", namespace: [], data }]);
  });

  it("may have values and fields that are not documented yet", async () => {
    const message = {
      type: "ai_v2",
      content: ["a", { type: "image", url: "u" }, { text: "b", index: 0 }],
      tool_calls: [{ name: "search", args: { q: 1 }, type: "tool_call", index: 0 }],
      usage_metadata: { input_tokens: 1, input_token_details: { cache_read: 1 } },
      status: "cancelled",
      response_metadata: { a: [1] },
    };
    const values = { messages: [message], __interrupt__: [{ value: { a: 1 }, id: "i", when: "during" }], todos: [] };
    expect(await eventsOf(stream("values", values))).toEqual([{ event: "values", namespace: [], data: values }]);
    const [event] = await eventsOf(stream("messages", [{ ...message, name: null, id: null }, {}]));
    expect(event).toMatchObject({ event: "messages", data: [message, {}] });
  });

  it.each([
    ["not JSON", 'event: values\ndata: {"key-canary\n\n', 'the data of event "values" is not JSON'],
    [
      "of another shape",
      stream("messages|tools:1", { a: "key-canary" }),
      'the data of event "messages|tools:1" is not what the API documents (',
    ],
    ["without a run", stream("metadata", {}), "is not what the API documents (run_id: "],
  ])("with data %s are passed on with the reason, which does not quote them", async (_, text, reason) => {
    const [first, second] = await eventsOf(text + stream("updates", { model: null }));
    expect(first).toMatchObject({ event: "other", problem: expect.stringContaining(reason) as string });
    expect(first?.event === "other" && first.problem).not.toMatch(/canary/);
    expect(second).toMatchObject({ event: "updates" });
  });

  it.each<[string, object, object]>([
    ["no content", { type: "ai", content: null }, { content: [] }],
    [
      "a block that is null",
      { type: "ai", content: [null, { type: "text", text: "a" }] },
      { content: [{ text: "a" }] },
    ],
    [
      "arguments as text",
      { type: "ai", content: "", tool_calls: [{ name: "search", args: '{"q":1}' }, { name: "b", args: '{"q' }, null] },
      {
        tool_calls: [
          { name: "search", args: { q: 1 } },
          { name: "b", args: {} },
        ],
      },
    ],
    [
      "a fraction of a token",
      { type: "ai", content: "", usage_metadata: { total_tokens: 1.5 } },
      { usage_metadata: { total_tokens: 2 } },
    ],
    ["a role instead of a type", { role: "assistant", content: "a" }, { type: "ai", content: "a" }],
    ["neither", { content: "a" }, { type: "unknown", content: "a" }],
  ])("have messages with %s", async (_, message, read) => {
    const whole = { type: "ai", content: "The answer." };
    const [values] = await eventsOf(stream("values", { messages: [message, null, whole] }));
    expect(values).toMatchObject({ event: "values", data: { messages: [read, whole] } });
    const [piece] = await eventsOf(stream("messages", [message, {}]));
    expect(piece).toMatchObject({ event: "messages", data: [read, {}] });
  });

  it("may be empty, or the last one without an empty line after it", async () => {
    const last = { event: "values", namespace: [], data: { messages: [] } };
    expect(await eventsOf(`event: values\ndata:\n\n${stream("values", { messages: [] }).trim()}`)).toEqual([
      { event: "other", name: "values", data: "" },
      last,
    ]);
    expect(await eventsOf(`${stream("values", { messages: [] })}: keep-alive`)).toEqual([last]);
    expect(await eventsOf(`${stream("values", { messages: [] })}event: end\n`)).toEqual([last]);
  });

  it("are not whole if the stream ends in the middle of one, and the error does not quote it", async () => {
    const failure = eventsOf('event: values\ndata: {"key-canary');
    await expect(failure).rejects.toBeInstanceOf(BrokenStreamError);
    await expect(failure).rejects.toThrow("POST /threads/t/runs/stream broke off: the stream ended in the middle");
    await expect(failure).rejects.not.toThrow(/canary/);
  });
});

describe("requests", () => {
  const messages = [{ role: "user", content: "hi" }] as const;

  it.each([
    ["the guides'", { agent_id: "a", messages: [...messages], input: { files: {} } }],
    ["the OpenAPI document's", { agent_id: "a", input: { messages: [...messages], files: {} } }],
  ])("put their messages in both places, given %s", async (_, body) => {
    const { api, sent } = await apiAnswering(200, "", "text/event-stream");
    await collect(api.runs.stream("t/1", body));
    expect(sent).toEqual([
      {
        line: "POST /threads/t%2F1/runs/stream",
        body: { agent_id: "a", messages, input: { messages, files: {} } },
      },
    ]);
  });

  it("answer an interrupt without messages", async () => {
    const body = {
      agent_id: "a",
      command: { resume: { decisions: [{ type: "approve" }] } },
      multitask_strategy: "reject" as const,
    };
    const { api, sent } = await apiAnswering(200, "", "text/event-stream");
    await collect(api.runs.stream("t", body));
    expect(sent[0]?.body).toEqual(body);
  });

  const agent_id = "a";
  it.each<[string, (api: Api) => Promise<unknown>, Sent, unknown]>([
    [
      "runs.create",
      ({ runs }) => runs.create("t", { agent_id, messages: [...messages] }),
      { line: "POST /threads/t/runs", body: { agent_id, messages, input: { messages } } },
      { run_id: "r", status: "pending", multitask_strategy: "enqueue" },
    ],
    [
      "runs.createWithThread",
      ({ runs }) =>
        runs.createWithThread({ agent_id, messages: [...messages], thread: { options: { test_run: true } } }),
      {
        line: "POST /threads/runs",
        body: { agent_id, messages, input: { messages }, thread: { options: { test_run: true } } },
      },
      { run_id: "r", thread_id: "t" },
    ],
    [
      "threads.create",
      ({ threads }) =>
        threads.create({ agent_id, options: { test_run: true }, metadata: { case: "c" }, if_exists: "raise" }),
      {
        line: "POST /threads",
        body: { agent_id, options: { test_run: true }, metadata: { case: "c" }, if_exists: "raise" },
      },
      { id: "t", agent_id: "", status: "idle" },
    ],
    [
      "threads.get",
      ({ threads }) => threads.get("t"),
      { line: "GET /threads/t", body: undefined },
      { thread_id: "t", status: "interrupted", interrupts: { task: [{ value: 1 }] }, config: { a: 1 } },
    ],
    [
      "threads.update",
      ({ threads }) => threads.update("t", { title: "a" }),
      { line: "PATCH /threads/t", body: { title: "a" } },
      { thread_id: "t", title: "a" },
    ],
    [
      "threads.search",
      ({ threads }) => threads.search({ metadata: { case: "c" }, limit: 5 }),
      { line: "POST /threads/search", body: { metadata: { case: "c" }, limit: 5 } },
      [{ thread_id: "t", more: 1 }],
    ],
    [
      "threads.count",
      ({ threads }) => threads.count({ agentId: "a" }),
      { line: "GET /threads/count?agent_id=a", body: undefined },
      { attention_count: 3 },
    ],
    [
      "threads.count of all agents",
      ({ threads }) => threads.count(),
      { line: "GET /threads/count", body: undefined },
      { attention_count: 0 },
    ],
    [
      "threads.bulkModify",
      ({ threads }) => threads.bulkModify({ thread_ids: ["t"], data: { metadata: { a: 1 } } }),
      { line: "POST /threads/bulk-modify", body: { thread_ids: ["t"], data: { metadata: { a: 1 } } } },
      { results: [{ id: "t", status: "failure", error_code: "thread_not_found" }] },
    ],
    [
      "mcpTools.list",
      ({ mcpTools }) => mcpTools.list("https://m.example.com/a?b", { forceRefresh: true, oauthProviderId: "p" }),
      {
        line: "GET /mcp/tools?url=https%3A%2F%2Fm.example.com%2Fa%3Fb&force_refresh=true&oauth_provider_id=p",
        body: undefined,
      },
      JSON.parse(readFileSync(join(FIXTURES, "mcp-tools-response.json"), "utf8")),
    ],
    [
      "mcpServers.registerOAuthProvider",
      ({ mcpServers }) => mcpServers.registerOAuthProvider("m"),
      { line: "POST /mcp-servers/m/oauth-provider", body: {} },
      { oauth_provider_id: "p" },
    ],
    [
      "authSessions.create",
      ({ authSessions }) => authSessions.create({ provider_id: "p", scopes: ["repo"], strategy: "REUSE" }),
      { line: "POST /auth-sessions", body: { provider_id: "p", scopes: ["repo"], strategy: "REUSE" } },
      { id: "s", status: "PENDING", verification_url: "https://auth.example.com" },
    ],
    [
      "authSessions.get",
      ({ authSessions }) => authSessions.get("s", 25),
      { line: "GET /auth-sessions/s?wait_seconds=25", body: undefined },
      { id: "s", status: "COMPLETED" },
    ],
  ])("%s sends what is documented and gives the whole answer", async (_, call, expected, reply) => {
    const { api, sent } = await apiAnswering(200, JSON.stringify(reply));
    expect(await call(api)).toEqual(reply);
    expect(sent).toEqual([expected]);
  });

  it("runs.resolveInterrupt expects no body and is not repeated", async () => {
    const { api, sent } = await apiAnswering(204, "");
    await expect(api.runs.resolveInterrupt("t")).resolves.toBeUndefined();
    expect(sent).toEqual([{ line: "POST /threads/t/resolve-interrupt", body: undefined }]);

    const failing = await apiAnswering(503, "");
    await expect(failing.api.runs.resolveInterrupt("t")).rejects.toMatchObject({ status: 503 });
    expect(failing.sent).toHaveLength(1);
  });

  it("threads.search is repeated like a GET, because it creates nothing", async () => {
    const { url, count } = await serve(answer(503, ""), answer(200, "[]"));
    await expect(apiOver(clientOf(url).client).threads.search({})).resolves.toEqual([]);
    expect(count()).toBe(2);
  });
});
