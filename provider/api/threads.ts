/** `/threads`: one line an operation. Source: the public OpenAPI document, tag "Threads". */
import { tolerant } from "../schema/tolerant";
import { ListThreadsResponseSchema, type ThreadSummary } from "../schema/wire";
import type { ApiClient } from "./client";
import { path, withQuery } from "./path";

const ThreadsPage = tolerant(ListThreadsResponseSchema);

/** The most that the API gives on one page. */
const LARGEST_PAGE = 20;

export class ThreadsApi {
  constructor(private readonly client: ApiClient) {}

  /** An agent's threads, page by page: the ordinary ones, or those marked as test runs. */
  async *list(agentId: string, filter: { readonly testRun?: boolean } = {}): AsyncGenerator<ThreadSummary> {
    let cursor: string | undefined;
    do {
      const query = { agent_id: agentId, page_size: LARGEST_PAGE, test_run: filter.testRun, cursor };
      const page = await this.client.json(ThreadsPage, { method: "GET", path: withQuery("/threads", query) });
      yield* page.threads;
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
  }

  /** Succeeds also when there is no such thread. */
  delete(id: string): Promise<void> {
    return this.client.delete(path`/threads/${id}`);
  }
}
