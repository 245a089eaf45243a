/** How an agent is created, found again and changed. */
import type { AgentInputs } from "../../inputs/agent";
import { markedExtras, ownerIn, unmarkedExtras } from "../../inputs/owner";
import type { Agent, UpdateAgentRequest } from "../../wire";
import type { Api } from "../../client";
import type { Kind } from "../take-over";
import { clearing, inputsFrom } from "./groups";
import { changedProperties, createRequest, updateRequest } from "./requests";
import { withFrontMatterOf } from "./subagents-and-skills";

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
  managedBy: (before, inputs) => ({
    ...before,
    ...clearing(before, inputs),
    files: { ...before.files, ...inputs.files },
  }),

  create({ api }, inputs) {
    const { __owner: owner } = inputs;
    return api.agents.create(
      createRequest(inputs),
      owner === undefined ? undefined : () => findMarked(api, owner, inputs),
    );
  },

  async update({ api }, id, { patch, before, inputs }, findOutcome) {
    const isOnlyMark = patch.extras !== undefined && before.extras === undefined && inputs.extras === undefined;
    const changesSkills = (inputs.skills ?? []).length > 0 && changedProperties(before, inputs).includes("skills");
    if (!isOnlyMark && !changesSkills) {
      return api.agents.update(id, patch, findOutcome);
    }
    // The API replaces whole groups, so what others have added to them has to be sent along.
    const found = await api.agents.get(id, { includeFiles: changesSkills });
    const complete = {
      ...(changesSkills ? withFrontMatterKept(found, before, inputs) : patch),
      ...(isOnlyMark ? { extras: markedExtras(unmarkedExtras(found.extras), inputs.__owner) ?? {} } : {}),
    };
    return Object.keys(complete).length === 0 ? found : api.agents.update(id, complete, findOutcome);
  },
};

/** The PATCH between `before` and `inputs`, with the front matter that the skills have now and that the program never set. */
function withFrontMatterKept(found: Agent, before: AgentInputs, inputs: AgentInputs): UpdateAgentRequest {
  const { skills } = inputsFrom(found);
  const { skills: wanted = [] } = clearing(before, inputs);
  return updateRequest({ ...before, skills }, { ...inputs, skills: withFrontMatterOf(skills, wanted) });
}

/** After a POST whose answer was lost: the agent, if it was created. */
async function findMarked(api: Api, owner: string, { name }: AgentInputs): Promise<Agent | undefined> {
  for await (const agent of api.agents.list({ name })) {
    if (ownerIn(agent.extras) === owner) {
      return api.agents.get(agent.id);
    }
  }
  return undefined;
}
