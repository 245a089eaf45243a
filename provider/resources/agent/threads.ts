import type { Api } from "../../api";

/**
 * Deletes an agent's threads, test runs included: the service does not do it when the agent goes. Listed to the end
 * first, because a list that shrinks while it is paged leaves some out.
 */
export async function deleteThreads(api: Api, agentId: string): Promise<void> {
  const ids: string[] = [];
  for (const testRun of [false, true]) {
    for await (const { id } of api.threads.list(agentId, { testRun })) {
      ids.push(id);
    }
  }
  await Promise.all(ids.map((id) => api.threads.delete(id)));
}
