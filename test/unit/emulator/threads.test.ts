import {
  BulkUpdateThreadsResponseSchema,
  CountThreadsResponseSchema,
  ListThreadsResponseSchema,
  SearchThreadsResponseSchema,
  type Thread,
  type ThreadState,
  ThreadStateSchema,
} from "../../../provider/wire";
import { DEFAULT_WORKSPACE, type Emulator } from "../../../emulator/index";
import {
  AGENTS,
  call,
  type CallOptions,
  closeAll,
  createAgent,
  createThread,
  expectCall,
  start,
  THREADS,
} from "./support";

afterEach(closeAll);

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const CHOSEN_ID = "019e2d67-ff4d-7251-bce5-dfdec8e1991b";

function patch(emulator: Emulator, id: string, body: object): Promise<ThreadState> {
  return expectCall(ThreadStateSchema, 200, emulator, "PATCH", `${THREADS}/${id}`, { body });
}

function get(emulator: Emulator, id: string): Promise<ThreadState> {
  return expectCall(ThreadStateSchema, 200, emulator, "GET", `${THREADS}/${id}`);
}

function list(emulator: Emulator, query: string) {
  return expectCall(ListThreadsResponseSchema, 200, emulator, "GET", `${THREADS}?${query}`);
}

async function listedIds(emulator: Emulator, query: string): Promise<string[]> {
  return (await list(emulator, query)).threads.map(({ id }) => id);
}

async function found(emulator: Emulator, body?: object): Promise<(string | undefined)[]> {
  const answer = await expectCall(SearchThreadsResponseSchema, 200, emulator, "POST", `${THREADS}/search`, { body });
  return answer.map(({ thread_id }) => thread_id);
}

function count(emulator: Emulator, query = "", options: CallOptions = {}) {
  return expectCall(CountThreadsResponseSchema, 200, emulator, "GET", `${THREADS}/count${query}`, options);
}

/** An emulator with an agent, and some threads of it, oldest first. */
async function withThreads(amount: number) {
  const emulator = await start();
  const agent = await createAgent(emulator, { name: "a" });
  const threads: Thread[] = [];
  for (let i = 0; i < amount; i += 1) {
    threads.push(await createThread(emulator, { agent_id: agent.id }));
  }
  return { emulator, agentId: agent.id, ids: threads.map(({ id }) => id) };
}

describe("create", () => {
  it("a new thread is idle, belongs to the agent, and has the metadata that was asked for", async () => {
    const { emulator, agentId } = await withThreads(0);
    const { owner_id } = await createAgent(emulator, { name: "b" });
    const thread = await createThread(emulator, {
      agent_id: agentId,
      options: { test_run: true, skip_memory_write_protection: true },
      metadata: { ticket: 7, tenant_id: "mine" },
    });
    expect(thread).toMatchObject({
      agent_id: agentId,
      status: "idle",
      metadata: {
        ticket: 7,
        is_test_run: true,
        skip_memory_write_protection: true,
        ls_user_id: owner_id,
        tenant_id: DEFAULT_WORKSPACE,
      },
    });
    expect(thread.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    expect(await get(emulator, thread.id)).toMatchObject({ ...thread, thread_id: thread.id });
  });

  it("an id that is taken is a conflict, or returns the existing thread with do_nothing", async () => {
    const { emulator, agentId } = await withThreads(0);
    const body = { agent_id: agentId, thread_id: CHOSEN_ID, metadata: { first: true } };
    const thread = await createThread(emulator, body);
    expect(thread.id).toBe(CHOSEN_ID);
    for (const if_exists of [undefined, "raise"]) {
      const again = await call(emulator, "POST", THREADS, { body: { ...body, if_exists } });
      expect(again).toMatchObject({ status: 409, body: { code: "thread_already_exists", status: 409 } });
    }
    const upper = { ...body, thread_id: CHOSEN_ID.toUpperCase(), metadata: {}, if_exists: "do_nothing" };
    expect(await createThread(emulator, upper)).toEqual(thread);
    expect(await listedIds(emulator, `agent_id=${agentId}`)).toEqual([CHOSEN_ID]);
  });

  it.each([UNKNOWN_ID, "not-a-uuid"])("a thread for the unknown agent %s is a 404", async (agent_id) => {
    const answer = await call(await start(), "POST", THREADS, { body: { agent_id } });
    expect(answer).toMatchObject({ status: 404, body: { code: "agent_not_found" } });
  });

  it.each<[string, object, string, string]>([
    ["no agent", {}, "missing_required_field", "'agent_id' is required"],
    ["a blank agent", { agent_id: " " }, "missing_required_field", "'agent_id' is required"],
    ["an id that is no UUID", { agent_id: UNKNOWN_ID, thread_id: "x" }, "invalid_request_body", "thread_id"],
    ["an unknown if_exists", { agent_id: UNKNOWN_ID, if_exists: "replace" }, "invalid_request_body", "if_exists"],
    ["metadata of the wrong type", { agent_id: UNKNOWN_ID, metadata: [] }, "invalid_request_body", "metadata"],
    ["a typing mistake", { agent_id: UNKNOWN_ID, option: {} }, "invalid_request_body", "option is not a field"],
  ])("a thread with %s is refused with a 400, the documented status", async (_what, body, code, detail) => {
    const answer = await call(await start(), "POST", THREADS, { body });
    expect(answer).toMatchObject({ status: 400, body: { code, status: 400 } });
    expect((answer.body as { detail: string }).detail).toContain(detail);
  });
});

describe("update", () => {
  it("an update sets title and metadata keys, and keeps everything that is not mentioned", async () => {
    const { emulator, agentId } = await withThreads(0);
    const { id } = await createThread(emulator, { agent_id: agentId, metadata: { a: 1, b: { c: 1 } } });
    const before = await get(emulator, id);
    const named = await patch(emulator, id, { title: "Question" });
    expect(named).toEqual({ ...before, title: "Question", updated_at: named.updated_at });
    expect(named.updated_at! > before.updated_at!).toBe(true);
    const changed = await patch(emulator, id, { metadata: { b: { d: 2 }, ls_user_id: "someone", is_test_run: true } });
    expect(changed).toMatchObject({ title: "Question", metadata: { ...before.metadata, a: 1, b: { d: 2 } } });
    expect(changed.metadata!["b"]).toEqual({ d: 2 });
    expect(await get(emulator, id)).toEqual(changed);
    expect(await list(emulator, `agent_id=${agentId}`)).toMatchObject({ threads: [{ id, title: "Question" }] });
  });

  it("an update is not activity in the conversation, so that the order of the list stays", async () => {
    const { emulator, agentId, ids } = await withThreads(2);
    const before = await list(emulator, `agent_id=${agentId}`);
    await patch(emulator, ids[0]!, { title: "touched" });
    const after = await list(emulator, `agent_id=${agentId}`);
    expect(after.threads.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(after.threads[1]?.state_updated_at).toBe(before.threads[1]?.state_updated_at);
  });
});

it.each(["GET", "PATCH"])("a %s of an unknown thread is a 404", async (method) => {
  const emulator = await start();
  for (const id of [UNKNOWN_ID, "not-a-uuid", "%00"]) {
    const answer = await call(emulator, method, `${THREADS}/${id}`, method === "PATCH" ? { body: {} } : {});
    expect(answer).toMatchObject({ status: 404, body: { code: "thread_not_found", status: 404 } });
  }
});

it("deleting a thread removes only that thread, and deleting it again succeeds", async () => {
  const { emulator, agentId, ids } = await withThreads(2);
  for (const id of [ids[0], ids[0], UNKNOWN_ID, "not-a-uuid"]) {
    expect((await call(emulator, "DELETE", `${THREADS}/${id}`)).status).toBe(204);
  }
  expect((await call(emulator, "GET", `${THREADS}/${ids[0]}`)).status).toBe(404);
  expect(await listedIds(emulator, `agent_id=${agentId}`)).toEqual([ids[1]]);
});

it("a deleted agent's threads can still be read, listed and changed, but new ones are refused", async () => {
  const { emulator, agentId, ids } = await withThreads(1);
  expect((await call(emulator, "DELETE", `${AGENTS}/${agentId}`)).status).toBe(204);
  expect(await get(emulator, ids[0]!)).toMatchObject({ id: ids[0], agent_id: agentId });
  expect(await listedIds(emulator, `agent_id=${agentId}`)).toEqual(ids);
  expect(await patch(emulator, ids[0]!, { title: "t" })).toMatchObject({ title: "t" });
  expect((await call(emulator, "POST", THREADS, { body: { agent_id: agentId } })).status).toBe(404);
});

describe("list", () => {
  it("a list pages through one agent's threads, the latest first, each exactly once", async () => {
    const { emulator, agentId, ids } = await withThreads(5);
    const other = await createAgent(emulator, { name: "other" });
    await createThread(emulator, { agent_id: other.id });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    let pages = 0;
    do {
      const query = `agent_id=${agentId}&page_size=2${cursor ? `&cursor=${cursor}` : ""}`;
      const page = await list(emulator, query);
      seen.push(...page.threads.map(({ id }) => id));
      cursor = page.next_cursor;
      pages += 1;
    } while (cursor !== null && pages < 10);
    expect(seen).toEqual([...ids].reverse());
    expect(pages).toBe(3);
  });

  it("a page holds 20 threads by default", async () => {
    const { emulator, agentId } = await withThreads(21);
    const page = await list(emulator, `agent_id=${agentId}`);
    expect(page.threads).toHaveLength(20);
    expect(page.next_cursor).toEqual(expect.any(String));
    expect((await list(emulator, `agent_id=${agentId}&cursor=${page.next_cursor}`)).threads).toHaveLength(1);
  });

  it("a list shows test runs only when asked for them", async () => {
    const { emulator, agentId, ids } = await withThreads(1);
    const test = await createThread(emulator, { agent_id: agentId, options: { test_run: true } });
    expect(await listedIds(emulator, `agent_id=${agentId}`)).toEqual(ids);
    expect(await listedIds(emulator, `agent_id=${agentId}&test_run=false`)).toEqual(ids);
    expect(await listedIds(emulator, `agent_id=${agentId}&test_run=true`)).toEqual([test.id]);
  });

  it("a list filters by pinned state", async () => {
    const { emulator, agentId, ids } = await withThreads(2);
    expect(await patch(emulator, ids[0]!, { is_pinned: true })).toMatchObject({ is_pinned: true });
    await patch(emulator, ids[0]!, { title: "still pinned" });
    expect(await listedIds(emulator, `agent_id=${agentId}&is_pinned=true`)).toEqual([ids[0]]);
    expect(await listedIds(emulator, `agent_id=${agentId}&is_pinned=false`)).toEqual([ids[1]]);
  });

  it("the list of an agent that never existed is empty", async () => {
    expect(await list(await start(), `agent_id=${UNKNOWN_ID}`)).toEqual({ threads: [], next_cursor: null });
  });

  it.each([
    "",
    "agent_id=",
    `agent_id=${UNKNOWN_ID}&page_size=0`,
    `agent_id=${UNKNOWN_ID}&page_size=21`,
    `agent_id=${UNKNOWN_ID}&page_size=x`,
    `agent_id=${UNKNOWN_ID}&status=done`,
    `agent_id=${UNKNOWN_ID}&is_pinned=yes`,
    `agent_id=${UNKNOWN_ID}&status=idle&requires_attention=true`,
  ])("a list with the query '%s' is refused with a 400", async (query) => {
    const answer = await call(await start(), "GET", `${THREADS}?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_query_parameter" } });
  });

  it("a list accepts only cursors of the same agent's list", async () => {
    const { emulator, agentId } = await withThreads(2);
    const { next_cursor } = await list(emulator, `agent_id=${agentId}&page_size=1`);
    for (const query of [`agent_id=${UNKNOWN_ID}&cursor=${next_cursor}`, `agent_id=${agentId}&cursor=x`]) {
      const answer = await call(emulator, "GET", `${THREADS}?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_cursor" } });
    }
  });
});

describe("search", () => {
  it("a search without a body finds the ten latest threads of all agents", async () => {
    const { emulator, ids } = await withThreads(11);
    const other = await createAgent(emulator, { name: "other" });
    const latest = await createThread(emulator, { agent_id: other.id });
    expect(await found(emulator)).toEqual([latest.id, ...[...ids].reverse().slice(0, 9)]);
  });

  it("a search combines its filters, and matches metadata by containment", async () => {
    const { emulator, agentId } = await withThreads(0);
    const make = async (metadata: object) => (await createThread(emulator, { agent_id: agentId, metadata })).id;
    const one = await make({ stack: "dev", run: { tags: ["a", "b"], n: 1 } });
    const two = await make({ stack: "dev", run: { tags: ["b"] } });
    const three = await make({ stack: "prod", run: null });
    expect(await found(emulator, { metadata: { stack: "dev" } })).toEqual([two, one]);
    expect(await found(emulator, { metadata: { run: { tags: ["b", "a"] } } })).toEqual([one]);
    expect(await found(emulator, { metadata: { run: null } })).toEqual([three]);
    expect(await found(emulator, { metadata: { stack: "dev" }, ids: [two.toUpperCase(), three] })).toEqual([two]);
    expect(await found(emulator, { metadata: { is_test_run: true } })).toEqual([]);
    expect(await found(emulator, { status: "busy" })).toEqual([]);
    expect(await found(emulator, { status: "idle", values: {} })).toHaveLength(3);
    expect(await found(emulator, { values: { messages: [] } })).toEqual([]);
  });

  it("a search sorts and pages", async () => {
    const { emulator, ids } = await withThreads(3);
    await patch(emulator, ids[0]!, { title: "touched last" });
    const [a, b, c] = ids;
    expect(await found(emulator, { sort_by: "updated_at" })).toEqual([a, c, b]);
    expect(await found(emulator, { sort_by: "state_updated_at" })).toEqual([c, b, a]);
    expect(await found(emulator, { sort_by: "created_at", sort_order: "asc" })).toEqual([a, b, c]);
    expect(await found(emulator, { sort_by: "thread_id", sort_order: "asc" })).toEqual([...ids].sort());
    expect(await found(emulator, { sort_by: "created_at", sort_order: "asc", limit: 1, offset: 1 })).toEqual([b]);
  });

  it.each<[string, object, number, string]>([
    ["no limit", { limit: 0 }, 422, "limit"],
    ["an unknown order", { sort_by: "title" }, 422, "sort_by"],
    ["a filter of the wrong type", { metadata: "x" }, 400, "metadata"],
    ["a filter that the emulator does not know", { select: ["values"] }, 422, "select is not a field"],
  ])("a search with %s is refused", async (_what, body, status, detail) => {
    const answer = await call(await start(), "POST", `${THREADS}/search`, { body });
    expect(answer).toMatchObject({ status, body: { status } });
    expect((answer.body as { detail: string }).detail).toContain(detail);
  });
});

it("a thread without a run does not wait for anybody", async () => {
  const { emulator, agentId } = await withThreads(2);
  expect(await count(emulator)).toEqual({ attention_count: 0 });
  expect(await count(emulator, `?agent_id=${agentId}`)).toEqual({ attention_count: 0 });
});

describe("bulk-modify", () => {
  const bulk = (emulator: Emulator, body: object) =>
    expectCall(BulkUpdateThreadsResponseSchema, 200, emulator, "POST", `${THREADS}/bulk-modify`, { body });

  it("a bulk update changes what it can, and reports the result of each thread in order", async () => {
    const { emulator, ids } = await withThreads(3);
    const thread_ids = [ids[1], UNKNOWN_ID, ids[0]];
    const { results } = await bulk(emulator, { thread_ids, data: { title: "t", metadata: { done: true } } });
    expect(results).toEqual([
      { id: ids[1], status: "success" },
      {
        id: UNKNOWN_ID,
        status: "failure",
        error_code: "thread_not_found",
        message: expect.stringContaining("thread not found") as string,
      },
      { id: ids[0], status: "success" },
    ]);
    for (const id of [ids[0]!, ids[1]!]) {
      expect(await get(emulator, id)).toMatchObject({ title: "t", metadata: { done: true } });
    }
    expect(await get(emulator, ids[2]!)).not.toHaveProperty("title");
  });

  it("a bulk update accepts 50 threads and not one more", async () => {
    const emulator = await start();
    const thread_ids = Array<string>(50).fill(UNKNOWN_ID);
    expect((await bulk(emulator, { thread_ids, data: {} })).results).toHaveLength(50);
    const more = { thread_ids: [...thread_ids, UNKNOWN_ID], data: {} };
    const answer = await call(emulator, "POST", `${THREADS}/bulk-modify`, { body: more });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request_body" } });
  });

  it.each<[string, object, string]>([
    ["no threads", { data: {} }, "Set 'thread_ids' to an array"],
    ["no data", { thread_ids: [] }, "Set 'data' to an object"],
    ["an id that is none", { thread_ids: [UNKNOWN_ID, "t-1"], data: {} }, "thread_ids[1] must be a UUID"],
    ["data of the wrong type", { thread_ids: [], data: { title: 1 } }, "data.title must be string"],
  ])("a bulk update with %s is refused with a 400", async (_what, body, detail) => {
    const answer = await call(await start(), "POST", `${THREADS}/bulk-modify`, { body });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) as string } });
  });
});

it.each<[string, CallOptions]>([
  ["another workspace", { headers: { "X-Tenant-Id": "other" } }],
  ["another key", { key: "other" }],
])("threads do not exist for %s", async (_who, who) => {
  const permissions = ["threads:create", "threads:read", "threads:update", "threads:delete", "agents:read"] as const;
  const emulator = await start({ scopedKeys: [{ key: "other", permissions }] });
  const agent = await createAgent(emulator, { name: "a" });
  const { id } = await createThread(emulator, { agent_id: agent.id, thread_id: CHOSEN_ID });
  const before = await get(emulator, id);
  expect((await call(emulator, "GET", `${THREADS}/${id}`, who)).status).toBe(404);
  expect((await call(emulator, "PATCH", `${THREADS}/${id}`, { ...who, body: { title: "x" } })).status).toBe(404);
  expect((await call(emulator, "DELETE", `${THREADS}/${id}`, who)).status).toBe(204);
  const bulk = { thread_ids: [id], data: { title: "x" } };
  expect((await call(emulator, "POST", `${THREADS}/bulk-modify`, { ...who, body: bulk })).body).toMatchObject({
    results: [{ status: "failure" }],
  });
  expect((await call(emulator, "GET", `${THREADS}?agent_id=${agent.id}`, who)).body).toMatchObject({ threads: [] });
  expect((await call(emulator, "POST", `${THREADS}/search`, { ...who, body: {} })).body).toEqual([]);
  expect(await get(emulator, id)).toEqual(before);
});

it("an id that another key has taken is a conflict, even with do_nothing, and is free in another workspace", async () => {
  const emulator = await start({ scopedKeys: [{ key: "other", permissions: ["threads:create", "agents:read"] }] });
  const { id: agent_id } = await createAgent(emulator, { name: "a" });
  await createThread(emulator, { agent_id, thread_id: CHOSEN_ID });
  const body = { agent_id, thread_id: CHOSEN_ID, if_exists: "do_nothing" };
  expect((await call(emulator, "POST", THREADS, { body, key: "other" })).status).toBe(409);
  const headers = { "X-Tenant-Id": "other" };
  const elsewhere = await createAgent(emulator, { name: "b" }, { headers });
  await createThread(emulator, { agent_id: elsewhere.id, thread_id: CHOSEN_ID }, { headers });
});
