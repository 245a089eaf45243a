/** A smoke test of a deployed agent: making it, and changing it, is running it. */
import { randomUUID } from "node:crypto";
import { check } from "../../schema/check";
import { SmokeTestRunInputsSchema } from "../../schema/inputs/smoke-test-run";
import { SMOKE_TEST_RUN_RULES } from "../../schema/rules";
import { deleteTestThreads } from "../../smoke";
import { agent } from "../agent/agent";
import type { Context, Properties, Resource } from "../resource";
import { deleteCandidates } from "./candidate";
import { changedInputs, explain, lastRunFailed } from "./due";
import { run } from "./run";
import { inputsOf, metadataOf, nameOf, outputsIn } from "./state";

export const smokeTestRun: Resource = {
  secrets: () => [],

  check: (inputs, policies) => [
    ...check(SmokeTestRunInputsSchema, SMOKE_TEST_RUN_RULES, inputs),
    ...(inputs.__candidate === undefined ? [] : agent.check(inputs.__candidate as Properties, policies)),
  ],

  diff(_id, state, properties) {
    const inputs = inputsOf(properties);
    const changed = changedInputs(inputsOf(state), inputs);
    const failed = lastRunFailed(state, inputs);
    const changes = failed || changed.length > 0;
    const note = `${nameOf(inputs)}: the smoke test will run, because ${explain(changed, failed)}`;
    return { changes, changed, replaces: [], deleteBeforeReplace: true, ...(changes ? { note } : {}) };
  },

  async create(context, properties) {
    const id = randomUUID();
    return { id, state: await run(context, id, inputsOf(properties)) };
  },

  // What is on the server are threads, and what becomes of them is no drift.
  read: (_context, _id, state) => Promise.resolve(state && { inputs: inputsOf(state), state }),

  async update(context, id, state, properties) {
    const inputs = inputsOf(properties);
    if (inputs.__candidate ?? inputsOf(state).__candidate ?? outputsIn(state).testedAgentId !== inputs.agentId) {
      await cleanUp(context, state);
    }
    return run(context, id, inputs);
  },

  delete: (context, _id, state) => cleanUp(context, state),
};

/** Deletes what a run has left on the server: threads that were kept, and the candidate of one that failed. */
async function cleanUp({ api }: Context, state: Properties): Promise<void> {
  const inputs = inputsOf(state);
  const { results, testedAgentId } = outputsIn(state);
  // By their ids too: of an agent that is gone no threads are listed.
  const kept = results.flatMap(({ threadId, threadKept }) => (threadKept && threadId !== undefined ? [threadId] : []));
  await Promise.all(kept.map((id) => api.threads.delete(id)));
  await deleteTestThreads(api, testedAgentId, metadataOf(inputs));
  if (inputs.__candidate) {
    await deleteCandidates(api, inputs);
  }
}
