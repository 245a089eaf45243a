/** `/threads`: one line an operation. Source: the public OpenAPI document, tag "Threads". */
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
import { path, withQuery } from "./path";

const ThreadAnswer = tolerant(ThreadSchema);
const StateAnswer = tolerant(ThreadStateSchema);
const StatesAnswer = tolerant(SearchThreadsResponseSchema);
const CountAnswer = tolerant(CountThreadsResponseSchema);
const BulkAnswer = tolerant(BulkUpdateThreadsResponseSchema);
const ThreadsPage = tolerant(ListThreadsResponseSchema);

/** The most that the API gives on one page. */
const LARGEST_PAGE = 20;

/** Which of an agent's threads are listed. */
export interface ThreadsQuery {
  readonly status?: ThreadStatus | undefined;
  readonly isPinned?: boolean | undefined;
  /** Those marked as test runs instead of the ordinary ones. */
  readonly testRun?: boolean | undefined;
  /** Those that wait for a person. Not together with `status`. */
  readonly requiresAttention?: boolean | undefined;
}

export class ThreadsApi {
  constructor(private readonly client: ApiClient) {}

  create(body: CreateThreadRequest): Promise<Thread> {
    return this.client.json(ThreadAnswer, { method: "POST", path: "/threads", body });
  }

  get(id: string): Promise<ThreadState> {
    return this.client.json(StateAnswer, { method: "GET", path: path`/threads/${id}` });
  }

  update(id: string, body: UpdateThreadRequest): Promise<ThreadState> {
    return this.client.json(StateAnswer, { method: "PATCH", path: path`/threads/${id}`, body });
  }

  /** An agent's threads, page by page. */
  async *list(agentId: string, filter: ThreadsQuery = {}): AsyncGenerator<ThreadSummary> {
    const query = {
      agent_id: agentId,
      page_size: LARGEST_PAGE,
      status: filter.status,
      is_pinned: filter.isPinned,
      test_run: filter.testRun,
      requires_attention: filter.requiresAttention,
    };
    let cursor: string | undefined;
    do {
      const page = await this.client.json(ThreadsPage, {
        method: "GET",
        path: withQuery("/threads", { ...query, cursor }),
      });
      yield* page.threads;
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
  }

  /** Succeeds also when there is no such thread. */
  delete(id: string): Promise<void> {
    return this.client.delete(path`/threads/${id}`);
  }

  /** One page; `limit` and `offset` say which. */
  search(body: SearchThreadsRequest): Promise<SearchThreadsResponse> {
    return this.client.json(StatesAnswer, { method: "POST", path: "/threads/search", body }, { idempotent: true });
  }

  /** How many threads wait for a person: of one agent, or of all. */
  count(filter: { readonly agentId?: string } = {}): Promise<CountThreadsResponse> {
    const query = { agent_id: filter.agentId };
    return this.client.json(CountAnswer, { method: "GET", path: withQuery("/threads/count", query) });
  }

  /** The same change to up to 50 threads; one result for each, in their order. */
  bulkModify(body: BulkUpdateThreadsRequest): Promise<BulkUpdateThreadsResponse> {
    return this.client.json(BulkAnswer, { method: "POST", path: "/threads/bulk-modify", body });
  }
}
