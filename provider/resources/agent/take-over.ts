/** Making an agent, unless there is one already that should become it. */
import type { Api } from "../../api";
import type { AgentInputs } from "../../schema/inputs/agent";
import { ownerIn } from "../../schema/owner";
import type { Agent } from "../../schema/wire";
import { findOrUndefined } from "../find";
import { type Context, DeploymentError } from "../resource";
import { inputsFrom } from "./from-wire";
import { changedProperties, createRequest, updateRequest } from "./requests";

/** The agent that `inputs` describe: adopted by id, left behind by an interrupted deployment, or new. */
export async function makeOrTakeOver(context: Context, inputs: AgentInputs): Promise<Agent> {
  const { api, deployment, log } = context;
  if (inputs.adopt !== undefined) {
    const { agent, before } = await adopted(api, inputs.adopt, inputs);
    log(`${inputs.name}: adopting the agent ${agent.id}`);
    return (await change(api, agent.id, before, inputs)) ?? agent;
  }
  const leftover = inputs.__owner === undefined ? undefined : await deployment.leftoverAgent(api, inputs.__owner);
  const agent = leftover && (await findOrUndefined(api.agents.get(leftover, { includeFiles: true })));
  if (agent) {
    log(`${inputs.name}: taking over the agent ${agent.id}, which an interrupted deployment left behind`);
    // It was made by an earlier version of this program, so whatever else it has is ours to clear.
    return (await change(api, agent.id, inputsFrom(agent), inputs)) ?? agent;
  }
  const { __owner: owner } = inputs;
  return api.agents.create(
    createRequest(inputs),
    owner === undefined ? undefined : () => findMarked(api, owner, inputs),
  );
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
    throw new DeploymentError(
      `adopt: there is no agent ${id}, or the API key may not see it: write the id of an existing agent, ` +
        "or leave adopt out to make a new one",
    );
  }
  return { agent, before: inputsFrom(agent, inputs) };
}

/** Changes an agent from `before` to `inputs`. Sends nothing, and returns nothing, when they mean the same. */
export async function change(
  api: Api,
  id: string,
  before: AgentInputs,
  inputs: AgentInputs,
): Promise<Agent | undefined> {
  const patch = updateRequest(before, inputs);
  return Object.keys(patch).length === 0
    ? undefined
    : api.agents.update(id, patch, () => findUpdated(api, id, before, inputs));
}

/** After a PATCH whose answer was lost: the agent, if it is what `inputs` say. */
async function findUpdated(api: Api, id: string, before: AgentInputs, inputs: AgentInputs): Promise<Agent | undefined> {
  const agent = await api.agents.get(id, { includeFiles: true });
  // Also what the PATCH was to clear: `inputs` do not name that.
  const now = inputsFrom(agent, { ...before, ...inputs });
  return changedProperties(now, inputs).length === 0 ? agent : undefined;
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
