/**
 * An agent that exists for one test. A fresh one each time: one that was tested before may have written files of its own.
 * It carries the mark of the test, so what a crash or a failed test leaves behind is found without any state.
 */
import type { Api } from "../../api";
import type { SmokeTestRunInputs } from "../../schema/inputs/smoke-test-run";
import { ownerIn } from "../../schema/owner";
import { deleteTestThreads } from "../../smoke";
import { agent } from "../agent/agent";
import type { Context } from "../resource";
import { metadataOf } from "./state";

export async function makeCandidate(
  context: Context,
  { __candidate, __owner }: SmokeTestRunInputs,
): Promise<{ agentId: string; revision: string }> {
  const { id, state } = await agent.create(context, { ...__candidate, __owner });
  return { agentId: id, revision: String(state.revision) };
}

/** Deletes the test's candidates, with what is left of their threads. */
export async function deleteCandidates(api: Api, inputs: SmokeTestRunInputs): Promise<void> {
  const found: string[] = [];
  for await (const { id, extras } of api.agents.list()) {
    if (ownerIn(extras) === inputs.__owner) {
      found.push(id);
    }
  }
  for (const id of found) {
    await deleteTestThreads(api, id, metadataOf(inputs));
    await api.agents.delete(id);
  }
}
