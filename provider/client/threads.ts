/** `/threads`, one method per operation. Source: the public OpenAPI document, tag "Threads". */
import { tolerant } from "../wire/tolerant";
import {
  type BulkUpdateThreadsRequest,
  type BulkUpdateThreadsResponse,
  BulkUpdateThreadsResponseSchema,
  type CountThreadsResponse,
  CountThreadsResponseSchema,
  type CreateThreadRequest,
  ListThreadsResponseSchema,
  type SearchThreadsRequest,
  type SearchThreadsResponse,
  SearchThreadsResponseSchema,
  type Thread,
  ThreadSchema,
  type ThreadStatus,
  type ThreadState,
  ThreadStateSchema,
  type ThreadSummary,
  type UpdateThreadRequest,
} from "../wire";
import type { ApiClient } from "./client";
import { paged } from "./paging";
import { path, withQuery } from "./path";

const ThreadAnswer = tolerant(ThreadSchema);
const StateAnswer = tolerant(ThreadStateSchema);
const StatesAnswer = tolerant(SearchThreadsResponseSchema);
const CountAnswer = tolerant(CountThreadsResponseSchema);
const BulkAnswer = tolerant(BulkUpdateThreadsResponseSchema);
const ThreadsPage = tolerant(ListThreadsResponseSchema);

/** The largest page that the API allows. */
const LARGEST_PAGE = 20;

/** Which of an agent's threads to list. */
export interface ThreadsQuery {
  readonly status?: ThreadStatus | undefined;
  readonly isPinned?: boolean | undefined;
  /** Threads marked as test runs instead of the ordinary ones. */
  readonly testRun?: boolean | undefined;
  /** Threads that wait for a person. Cannot be combined with `status`. */
  readonly requiresAttention?: boolean | undefined;
}

export class ThreadsApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Safe to repeat, and so repeated when the answer is lost, with an id of its own and `if_exists: "do_nothing"`. */
  create(body: CreateThreadRequest): Promise<Thread> {
    const idempotent = body.thread_id !== undefined && body.if_exists === "do_nothing";
    return this.#client.json(ThreadAnswer, { method: "POST", path: "/threads", body }, { idempotent });
  }

  get(id: string): Promise<ThreadState> {
    return this.#client.json(StateAnswer, { method: "GET", path: path`/threads/${id}` });
  }

  update(id: string, body: UpdateThreadRequest): Promise<ThreadState> {
    return this.#client.json(StateAnswer, { method: "PATCH", path: path`/threads/${id}`, body });
  }

  /** An agent's threads, fetched page by page. */
  list(agentId: string, filter: ThreadsQuery = {}): AsyncGenerator<ThreadSummary> {
    const query = {
      agent_id: agentId,
      page_size: LARGEST_PAGE,
      status: filter.status,
      is_pinned: filter.isPinned,
      test_run: filter.testRun,
      requires_attention: filter.requiresAttention,
    };
    return paged(
      (cursor) => this.#client.json(ThreadsPage, { method: "GET", path: withQuery("/threads", { ...query, cursor }) }),
      ({ threads }) => threads,
    );
  }

  /** Also succeeds when there is no such thread. */
  delete(id: string): Promise<void> {
    return this.#client.delete(path`/threads/${id}`);
  }

  /** The page that `limit` and `offset` name. */
  search(body: SearchThreadsRequest): Promise<SearchThreadsResponse> {
    return this.#client.json(StatesAnswer, { method: "POST", path: "/threads/search", body }, { idempotent: true });
  }

  /** How many threads of one agent, or of all agents, wait for a person. */
  count(filter: { readonly agentId?: string } = {}): Promise<CountThreadsResponse> {
    const query = { agent_id: filter.agentId };
    return this.#client.json(CountAnswer, { method: "GET", path: withQuery("/threads/count", query) });
  }

  /** Makes the same change to up to 50 threads. Returns one result per thread, in the same order. */
  bulkModify(body: BulkUpdateThreadsRequest): Promise<BulkUpdateThreadsResponse> {
    return this.#client.json(BulkAnswer, { method: "POST", path: "/threads/bulk-modify", body });
  }
}
