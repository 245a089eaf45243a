/** The look-up of an agent's threads. */
import type { Api } from "../client";
import { atMost } from "../client/paging";
import { withoutUndefined } from "../helpers/json";
import type { GetThreadsArgs } from "../inputs/lookups";

export async function getThreads(api: Api, { agentId, limit, ...filter }: GetThreadsArgs) {
  const threads = await atMost(limit, api.threads.list(agentId, filter));
  return {
    threads: threads.map((thread) =>
      withoutUndefined({
        id: thread.id,
        title: thread.title,
        status: thread.status,
        hasInterrupts: thread.has_interrupts,
        metadata: thread.metadata,
        createdAt: thread.created_at,
        updatedAt: thread.updated_at,
        stateUpdatedAt: thread.state_updated_at,
      }),
    ),
  };
}
