/** How an agent is created, found again and changed. */
import type { AgentInputs } from "../../inputs/agent";
import { markedExtras, ownerIn, unmarkedExtras } from "../../inputs/owner";
import type { Agent, UpdateAgentRequest } from "../../wire";
import type { Api } from "../../client";
import type { Kind } from "../take-over";
import { inputsFrom } from "./groups";
import { changedProperties, createRequest, updateRequest } from "./requests";

export const AGENT: Kind<AgentInputs, Agent, UpdateAgentRequest> = {
  noun: "agent",
  adoptHint: "write the id of an existing agent, or leave adopt out to make a new one",
  get: (api, id) => api.agents.get(id, { includeFiles: true }),
  ownerOf: ({ extras }) => ownerIn(extras),
  leftover: async (inventory, { __owner: owner }) => (owner === undefined ? undefined : inventory.leftoverAgent(owner)),
  inputsFrom,
  changed: changedProperties,
  patchFor: updateRequest,
  unanswered: ({ files }) => (files === undefined ? ["files"] : []),
  managedBy: (before, inputs) => ({ ...before, ...inputs, files: { ...before.files, ...inputs.files } }),

  create({ api }, inputs) {
    const { __owner: owner } = inputs;
    return api.agents.create(
      createRequest(inputs),
      owner === undefined ? undefined : () => findMarked(api, owner, inputs),
    );
  },

  async update({ api }, id, { patch, before, inputs }, findOutcome) {
    if (patch.extras === undefined || before.extras !== undefined || inputs.extras !== undefined) {
      return api.agents.update(id, patch, findOutcome);
    }
    // Only the mark changes, but the API replaces the whole group, so metadata of others has to be sent along.
    const { extras } = await api.agents.get(id);
    const marked = markedExtras(unmarkedExtras(extras), inputs.__owner) ?? {};
    return api.agents.update(id, { ...patch, extras: marked }, findOutcome);
  },
};

/** After a POST whose answer was lost: the agent, if it was created. */
async function findMarked(api: Api, owner: string, { name }: AgentInputs): Promise<Agent | undefined> {
  for await (const agent of api.agents.list({ name })) {
    if (ownerIn(agent.extras) === owner) {
      return api.agents.get(agent.id);
    }
  }
  return undefined;
}
