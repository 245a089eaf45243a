/** A Managed Deep Agent: model, prompt, tools, subagents, skills and files under one id and a revision. */
import { isDeepStrictEqual } from "node:util";
import type { Api } from "../../client";
import { findOrUndefined } from "../../client/errors";
import { withoutUndefined } from "../../helpers/json";
import { type AgentInputs, AgentInputsSchema } from "../../inputs/agent";
import { check } from "../../inputs/check";
import { policyFailures } from "../../inputs/policies";
import { AGENT_RULES, toolNamesAreApart } from "../../inputs/rules/agent";
import type { Agent } from "../../wire";
import { type AdoptingResource, inputsReader, type Properties, unmanagedIn, unmanagedOf } from "../resource";
import { change, createOrTakeOver, mayDelete, previewAdoption } from "../take-over";
import { inputsFrom } from "./groups";
import { preflight } from "./preflight";
import { changedProperties } from "./requests";
import { AGENT } from "./take-over";

const OUTPUTS = ["revision", "createdAt", "updatedAt", "ownerId"] as const;

/** Memories are among the files, and every run may change them. */
const NOT_SHOWN = ["files"];

export const agent: AdoptingResource = {
  noun: AGENT.noun,
  schema: AgentInputsSchema,
  outputs: OUTPUTS,

  secrets: () => [],

  check(inputs, policies, old = {}) {
    const hasSameTools = isDeepStrictEqual([old.tools, old.subagents], [inputs.tools, inputs.subagents]);
    const rules = hasSameTools ? AGENT_RULES : [...AGENT_RULES, toolNamesAreApart];
    return [...check(AgentInputsSchema, rules, inputs), ...policyFailures(policies, inputs)];
  },

  previewAdoption: (context, properties) => previewAdoption(AGENT, context, inputsOf(properties)),

  diff(id, state, properties) {
    const inputs = inputsOf(properties);
    const replaces = inputs.adopt === undefined || inputs.adopt === id ? [] : ["adopt"];
    const changed = [...changedProperties(inputsOf(state), inputs), ...replaces];
    return { changes: changed.length > 0, changed, replaces, deleteBeforeReplace: true };
  },

  async create(context, properties) {
    const inputs = inputsOf(properties);
    await preflight(context, inputs);
    const created = await createOrTakeOver(AGENT, context, inputs);
    return { id: created.id, state: stateOf(inputs, created) };
  },

  isListed: (inventory, id, state) => inventory.hasAgent(id, inputsOf(state).__owner),

  async read({ api }, id, state) {
    const managed = state && inputsOf(state);
    // The front matter of skills is only in their files.
    const includeFiles = managed === undefined || managed.files !== undefined || managed.skills !== undefined;
    const found = await findOrUndefined(api.agents.get(id, { includeFiles }));
    if (!found) {
      return undefined;
    }
    const inputs = inputsFrom(found, managed);
    return { inputs, state: stateOf(inputs, found) };
  },

  async update(context, id, state, properties) {
    const [before, inputs] = [inputsOf(state), inputsOf(properties)];
    const changed = changedProperties(before, inputs);
    if (changed.some((property) => property === "tools" || property === "subagents")) {
      await preflight(context, inputs);
    }
    const updated = await change(AGENT, context, id, before, inputs);
    return updated
      ? stateOf(inputs, updated)
      : { ...outputsIn(state), ...inputs, ...unmanagedOf(inputs, () => unmanagedIn(state)) };
  },

  async delete(context, id, state) {
    if (!mayDelete(AGENT, context, id, state.__owner)) {
      return;
    }
    if (inputsOf(state).onDelete?.threads === "delete") {
      await deleteThreads(context.api, id);
    }
    await context.api.agents.delete(id);
  },
};

const inputsOf = inputsReader(AgentInputsSchema);

function stateOf(inputs: AgentInputs, agent: Agent): Properties {
  const outputs: Record<(typeof OUTPUTS)[number], string | undefined> = {
    revision: agent.revision,
    createdAt: agent.created_at,
    updatedAt: agent.updated_at,
    ownerId: agent.owner_id,
  };
  return {
    ...inputs,
    ...unmanagedOf(inputs, () => inputsFrom({ ...agent, files: undefined }), NOT_SHOWN),
    ...withoutUndefined(outputs),
  };
}

function outputsIn(state: Properties): Properties {
  return withoutUndefined(Object.fromEntries(OUTPUTS.map((name) => [name, state[name]])));
}

/**
 * Deletes an agent's threads, including test runs, which the service does not do when it deletes the agent. Lists all of
 * them first, because a list that shrinks while it is paged skips some.
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
