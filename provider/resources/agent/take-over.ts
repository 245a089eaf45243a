/** Making an agent, unless there is one already that should become it. */
import type { Api } from "../../client";
import type { AgentInputs } from "../../inputs/agent";
import { markedExtras, ownerIn, unmarkedExtras } from "../../inputs/owner";
import type { Agent } from "../../wire";
import { findOrUndefined } from "../../client/errors";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";
import { inputsFrom } from "./groups";
import { createRequest, updateRequest } from "./requests";

/** The agent that `inputs` describe: adopted by id, left behind by an interrupted deployment, or new. */
export async function makeOrTakeOver(context: Context, inputs: AgentInputs): Promise<Agent> {
  const { api, inventory: deployment, log } = context;
  if (inputs.adopt !== undefined) {
    deployment.adopts(inputs.adopt);
    const { agent, before } = await adopted(api, inputs.adopt, inputs);
    log(`${inputs.name}: adopting the agent ${agent.id}`);
    return (await change(api, agent.id, before, inputs)) ?? agent;
  }
  const { __owner: owner } = inputs;
  const leftover = owner === undefined ? undefined : await deployment.leftoverAgent(owner);
  const agent = leftover && (await findOrUndefined(api.agents.get(leftover, { includeFiles: true })));
  if (agent) {
    deployment.takesOver(agent.id);
    log(`${inputs.name}: taking over the agent ${agent.id}, which an interrupted deployment left behind`);
    // It was made by an earlier version of this program, so whatever else it has is ours to clear.
    return (await change(api, agent.id, inputsFrom(agent), inputs)) ?? agent;
  }
  const findOutcome =
    owner === undefined ? undefined : (): Promise<Agent | undefined> => findMarked(api, owner, inputs);
  return api.agents.create(createRequest(inputs), findOutcome);
}

/**
 * The agent to adopt, and what of it the program manages: what it does not set stays as it is.
 *
 * @throws DeploymentError when there is no such agent
 */
export async function adopted(
  api: Api,
  id: string,
  inputs: AgentInputs,
): Promise<{ agent: Agent; before: AgentInputs }> {
  const agent = await findOrUndefined(api.agents.get(id, { includeFiles: true }));
  if (!agent) {
    throw new ExpectedError(
      `adopt: there is no agent ${id}, or the API key may not see it: write the id of an existing agent, ` +
        "or leave adopt out to make a new one",
    );
  }
  return { agent, before: inputsFrom(agent, inputs, "unset") };
}

/** Changes an agent from `before` to `inputs`. Sends nothing, and returns nothing, when they mean the same. */
export async function change(
  api: Api,
  id: string,
  before: AgentInputs,
  inputs: AgentInputs,
): Promise<Agent | undefined> {
  const patch = updateRequest(before, inputs);
  if (Object.keys(patch).length === 0) {
    return undefined;
  }
  if (patch.extras !== undefined && before.extras === undefined && inputs.extras === undefined) {
    // Only the mark changes, but the API replaces the group: what others keep there has to go along.
    const { extras } = await api.agents.get(id);
    patch.extras = markedExtras(unmarkedExtras(extras), inputs.__owner) ?? {};
  }
  return api.agents.update(id, patch, () => findUpdated(api, id, before, inputs));
}

/** After a PATCH whose answer was lost: the agent, if it is what `inputs` say as far as the API shows. */
async function findUpdated(api: Api, id: string, before: AgentInputs, inputs: AgentInputs): Promise<Agent | undefined> {
  const agent = await api.agents.get(id, { includeFiles: true });
  // Also what the PATCH was to clear or delete: `inputs` do not name that. To send it twice does no harm.
  const managed = { ...before, ...inputs, files: { ...before.files, ...inputs.files } };
  const now = inputsFrom(agent, managed, "unset");
  return Object.keys(updateRequest(now, inputs)).length === 0 ? agent : undefined;
}

/** After a POST whose answer was lost: the agent, if it was made. */
async function findMarked(api: Api, owner: string, { name }: AgentInputs): Promise<Agent | undefined> {
  for await (const agent of api.agents.list({ name })) {
    if (ownerIn(agent.extras) === owner) {
      return api.agents.get(agent.id);
    }
  }
  return undefined;
}
