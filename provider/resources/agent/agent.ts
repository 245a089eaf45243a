/** A Managed Deep Agent: model, prompt, tools, subagents, skills and files under one id and a revision. */
import { check } from "../../inputs/check";
import { type AgentInputs, AgentInputsSchema } from "../../inputs/agent";
import { withoutUndefined } from "../../helpers/json";
import { ownerIn } from "../../inputs/owner";
import { policyFailures } from "../../inputs/policies";
import { AGENT_RULES } from "../../inputs/rules/agent";
import type { Agent } from "../../wire";
import { findOrUndefined } from "../../client/errors";
import { inputsOf as inputsAmong, type AdoptingResource, type Properties } from "../resource";
import { inputsFrom } from "./groups";
import { preflight } from "./preflight";
import { changedProperties } from "./requests";
import { adopted, change, makeOrTakeOver } from "./take-over";
import type { Api } from "../../client";

export const agent: AdoptingResource = {
  secrets: () => [],

  check: (inputs, policies) => [...check(AgentInputsSchema, AGENT_RULES, inputs), ...policyFailures(policies, inputs)],

  async previewAdoption({ api }, properties) {
    const inputs = inputsOf(properties);
    const { agent, before } = await adopted(api, String(inputs.adopt), inputs);
    const owner = ownerIn(agent.extras);
    return {
      // The mark is not the program's: it does not count as a change.
      changed: changedProperties(before, { ...inputs, __owner: before.__owner }),
      managedElsewhere: owner !== undefined && owner !== inputs.__owner,
    };
  },

  diff(id, state, properties) {
    const inputs = inputsOf(properties);
    const replaces = inputs.adopt === undefined || inputs.adopt === id ? [] : ["adopt"];
    const changed = [...changedProperties(inputsOf(state), inputs), ...replaces];
    return { changes: changed.length > 0, changed, replaces, deleteBeforeReplace: true };
  },

  async create(context, properties) {
    const inputs = inputsOf(properties);
    await preflight(context, inputs);
    const made = await makeOrTakeOver(context, inputs);
    return { id: made.id, state: stateOf(inputs, made) };
  },

  async read({ api }, id, state) {
    const managed = state && inputsOf(state);
    const includeFiles = managed === undefined || managed.files !== undefined;
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
    const updated = await change(context.api, id, before, inputs);
    return updated ? stateOf(inputs, updated) : { ...outputsIn(state), ...inputs };
  },

  async delete({ api, inventory: deployment, log }, id, state) {
    if (deployment.hasTakenOver(id)) {
      log(`the agent ${id} is kept: another resource has taken it over`);
      return;
    }
    if (inputsOf(state).onDelete?.threads === "delete") {
      await deleteThreads(api, id);
    }
    await api.agents.delete(id);
  },
};

const inputsOf = (properties: Properties): AgentInputs => inputsAmong(AgentInputsSchema, properties);

const OUTPUTS = ["revision", "createdAt", "updatedAt", "ownerId"] as const;

function stateOf(inputs: AgentInputs, agent: Agent): Properties {
  const outputs: Record<(typeof OUTPUTS)[number], string | undefined> = {
    revision: agent.revision,
    createdAt: agent.created_at,
    updatedAt: agent.updated_at,
    ownerId: agent.owner_id,
  };
  return { ...inputs, ...withoutUndefined(outputs) };
}

function outputsIn(state: Properties): Properties {
  return withoutUndefined(Object.fromEntries(OUTPUTS.map((name) => [name, state[name]])));
}

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
