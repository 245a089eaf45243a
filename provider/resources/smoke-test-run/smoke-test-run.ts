/** A smoke test of a deployed agent: making it, and changing it, is running it. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { check } from "../../inputs/check";
import { SmokeTestRunInputsSchema, type SmokeTestRunInputs, SMOKE_TEST_RUN_RULES } from "../../inputs/smoke-test";
import { deleteTestThreads } from "../../smoke";
import { agent } from "../agent/agent";
import type { Context, Properties, Resource } from "../resource";
import { deleteCandidates, run } from "./run";
import { inputsOf, metadataOf, nameOf, outputsIn } from "./state";
import type { AgentInputs } from "../../inputs/agent";
import { hasUnknown } from "../../helpers/json";
import { changedProperties } from "../agent/requests";

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

// When a smoke test has to run again.

/** Inputs that say what is tested. The others say how: they are used the next time. */
const REASONS = {
  agentId: "the agent is another one",
  revision: "the agent's revision changes",
  __candidate: "the agent changes",
  __mcpServers: "an MCP server of its tools changes",
  cases: "the cases change",
  triggers: "the triggers change",
} as const;

export type Reason = keyof typeof REASONS;
const NAMES = Object.keys(REASONS) as Reason[];

/** The inputs that make the test run again. What is not known yet counts as different. */
export function changedInputs(before: SmokeTestRunInputs, after: SmokeTestRunInputs): Reason[] {
  return NAMES.filter((name) =>
    name === "__candidate"
      ? candidateDiffers(before.__candidate, after.__candidate)
      : hasUnknown(after[name]) || !isDeepStrictEqual(before[name], after[name]),
  );
}

/** A failed run is repeated, unless it was recorded on purpose. */
export function lastRunFailed(state: Properties, inputs: SmokeTestRunInputs): boolean {
  const recorded = inputsOf(state).onFailure === "warn" && inputs.onFailure === "warn";
  return !outputsIn(state).passed && !recorded;
}

export function explain(changed: readonly Reason[], failed: boolean): string {
  return [...(failed ? ["the last run failed"] : []), ...changed.map((name) => REASONS[name])].join(", ");
}

function candidateDiffers(before: AgentInputs | undefined, after: AgentInputs | undefined): boolean {
  return before && after ? changedProperties(before, after).length > 0 : before !== after;
}
