/** The threads of smoke tests: marked as test runs, and found again by their metadata. */
import type { Api } from "../api";
import { NotFoundError } from "../api/errors";
import type { ThreadSummary } from "../schema/wire";
import { contained } from "./expectations/contained";
import { inPool } from "./pool";

const AT_ONCE = 8;

/**
 * Deletes the agent's test threads that have all of `metadata`: leftovers of a run that crashed, or threads that a
 * failed one kept. Succeeds also when the agent is gone, and its threads with it.
 *
 * @param metadata not empty
 * @param minAgeSeconds those with younger activity stay; defaults to 0
 * @returns how many there were
 * @throws ApiError, NoAnswerError when the threads cannot be listed or one of them cannot be deleted
 */
export async function deleteTestThreads(
  api: Api,
  agentId: string,
  metadata: Readonly<Record<string, string>>,
  minAgeSeconds = 0,
): Promise<number> {
  if (Object.keys(metadata).length === 0) {
    throw new Error("without metadata, the threads of every test would be deleted");
  }
  const latest = Date.now() - 1000 * minAgeSeconds;
  const leftovers: string[] = [];
  try {
    for await (const thread of api.threads.list(agentId, { testRun: true })) {
      if (contained(metadata, thread.metadata) && activityOf(thread) <= latest) {
        leftovers.push(thread.id);
      }
    }
  } catch (error) {
    if (error instanceof NotFoundError) {
      return 0;
    }
    throw error;
  }
  await inPool(leftovers, AT_ONCE, (id) => api.threads.delete(id));
  return leftovers.length;
}

/** One that does not say when is old. */
function activityOf({ updated_at: updatedAt, created_at: createdAt }: ThreadSummary): number {
  return Date.parse(updatedAt ?? createdAt ?? "") || 0;
}
