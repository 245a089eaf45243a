/** A smoke test of a deployed agent. Creating it and changing it both run the test. */
import { randomUUID } from "node:crypto";
import { sameMeaning } from "../../helpers/json";
import { AgentInputsSchema } from "../../inputs/agent";
import { check } from "../../inputs/check";
import {
  isTemporary,
  SMOKE_TEST_RUN_RULES,
  type SmokeTestRunInputs,
  SmokeTestRunInputsSchema,
} from "../../inputs/smoke-test";
import { deleteTestThreads } from "../../smoke";
import { agent } from "../agent/agent";
import { changedProperties } from "../agent/requests";
import type { Context, Properties, Resource } from "../resource";
import { deleteCandidates, run } from "./run";
import { inputsOf, metadataOf, nameOf, outputsIn } from "./state";

export const smokeTestRun: Resource = {
  noun: "smoke test",
  schema: SmokeTestRunInputsSchema.extend({ __candidate: AgentInputsSchema.optional() }),
  outputs: ["passed", "results", "transcript"],

  secrets: () => [],

  check: ({ __candidate: candidate, ...inputs }, policies, old = {}) => [
    ...check(SmokeTestRunInputsSchema, SMOKE_TEST_RUN_RULES, { ...inputs, __candidate: candidate }),
    ...(candidate === undefined ? [] : agent.check(candidate as Properties, policies, old.__candidate as Properties)),
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

  isListed(inventory, _id, state) {
    const { results, testedAgentId } = outputsIn(state);
    const leavesNothing = isTemporary(state) && !results.some(({ threadKept }) => threadKept);
    return leavesNothing && outputsIn(state).passed ? "nothing" : inventory.hasAgent(testedAgentId, undefined);
  },

  // Only threads are on the server, and changes of them are not drift.
  read: (_context, _id, state) => Promise.resolve(state && { inputs: inputsOf(state), state }),

  async update(context, id, state, properties) {
    const inputs = inputsOf(properties);
    if (isTemporary(inputs) || isTemporary(state) || outputsIn(state).testedAgentId !== inputs.agentId) {
      await cleanUp(context, state);
    }
    return run(context, id, inputs, inputsOf(state));
  },

  delete: (context, _id, state) => cleanUp(context, state),
};

/** Deletes what a run left on the server: threads that were kept, and the candidate of a failed run. */
async function cleanUp({ api }: Context, state: Properties): Promise<void> {
  const inputs = inputsOf(state);
  const { results, testedAgentId } = outputsIn(state);
  // Also by id, because the threads of a deleted agent cannot be listed.
  const kept = results.flatMap(({ threadId, threadKept }) => (threadKept && threadId !== undefined ? [threadId] : []));
  await Promise.all(kept.map((id) => api.threads.delete(id)));
  await deleteTestThreads(api, testedAgentId, metadataOf(inputs));
  if (isTemporary(inputs)) {
    await deleteCandidates(api, inputs);
  }
}

/** Why the test runs again, by changed input. The other inputs say how to test and take effect in the next run. */
const RERUN_REASONS = {
  agentId: "the agent is another one",
  revision: "the agent's revision changes",
  __candidate: "the agent changes",
  __adopt: "another agent is adopted",
  __mcpServers: "an MCP server of its tools changes",
  cases: "the cases change",
  triggers: "the triggers change",
} as const;

type RerunReason = keyof typeof RERUN_REASONS;
const NAMES = Object.keys(RERUN_REASONS) as RerunReason[];

/** The changed inputs that make the test run again. What is not known yet counts as changed. */
function changedInputs(before: SmokeTestRunInputs, after: SmokeTestRunInputs): RerunReason[] {
  return NAMES.filter((name) => {
    switch (name) {
      case "__candidate":
        return candidateDiffers(before, after);
      case "revision":
        // A candidate that stays is tested again when its arguments change: its revision does when it is edited by hand.
        return !(before.__candidate && after.__candidate) && !sameMeaning(before.revision, after.revision);
      default:
        return !sameMeaning<unknown>(before[name], after[name]);
    }
  });
}

/** Whether the last run failed and has to be repeated. With `onFailure: "warn"` a failure is only recorded. */
function lastRunFailed(state: Properties, inputs: SmokeTestRunInputs): boolean {
  const recorded = inputsOf(state).onFailure === "warn" && inputs.onFailure === "warn";
  return !outputsIn(state).passed && !recorded;
}

function explain(changed: readonly RerunReason[], failed: boolean): string {
  return [...(failed ? ["the last run failed"] : []), ...changed.map((name) => RERUN_REASONS[name])].join(", ");
}

function candidateDiffers(before: SmokeTestRunInputs, after: SmokeTestRunInputs): boolean {
  if (before.__candidate && after.__candidate) {
    return changedProperties(before.__candidate, after.__candidate).length > 0;
  }
  // An earlier version kept no arguments of a candidate that stays.
  const isOld = after.agentId !== undefined && before.agentId !== undefined && !before.__candidate;
  return before.__candidate !== after.__candidate && !isOld;
}
