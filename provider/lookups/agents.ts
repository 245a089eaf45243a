/** Look-ups of agents, whoever made them. */
import type { Api } from "../client";
import { inputsFrom } from "../resources/agent/groups";
import { ExpectedError } from "../resources/errors";
import { findOrUndefined } from "../client/errors";
import type { AgentInputs, SubagentInputs } from "../inputs/agent";
import type { GetAgentArgs, GetAgentHealthArgs, GetAgentsArgs } from "../inputs/lookups";
import { withoutUndefined } from "../helpers/json";
import type { Agent, AgentSummary } from "../wire";
import { atMost } from "../client/paging";

const SORT_BY = { createdAt: "created_at", updatedAt: "updated_at", name: "name" } as const;
/** Names that an error mentions. */
const MENTIONED = 5;

export async function getAgent(api: Api, { id, name = "", includeFiles = false }: GetAgentArgs) {
  const wanted = id ?? (await idOf(api, name));
  const agent = await findOrUndefined(api.agents.get(wanted, { includeFiles }));
  if (!agent) {
    throw new ExpectedError(`there is no agent ${wanted}, or the API key may not see it`);
  }
  return withoutUndefined({ ...argumentsOf(agent), ...metadataOf(agent), revision: agent.revision });
}

export async function getAgents(api: Api, { name, sortBy, sortOrder, limit }: GetAgentsArgs) {
  const query = { name, sortBy: sortBy && SORT_BY[sortBy], sortOrder };
  const agents = await atMost(limit, api.agents.list(query));
  return { agents: agents.map((agent) => withoutUndefined({ ...argumentsOf(agent), ...metadataOf(agent) })) };
}

export async function getAgentHealth(api: Api, { agentId }: GetAgentHealthArgs) {
  return { agentId, health: await api.agents.health(agentId) };
}

/** The id of the one agent with exactly this name; the API's own filter finds every name that contains it. */
async function idOf(api: Api, name: string): Promise<string> {
  const similar = await atMost(undefined, api.agents.list({ name }));
  const [first, ...others] = similar.filter((agent) => agent.name === name);
  if (first === undefined) {
    const names = [...new Set(similar.map((agent) => `"${agent.name}"`))].slice(0, MENTIONED).join(", ");
    throw new ExpectedError(
      `no agent that the API key can see is named "${name}"${names && `; names that contain it: ${names}`}`,
    );
  }
  if (others.length > 0) {
    const ids = [first, ...others].map(({ id }) => id);
    const more = ids.length > MENTIONED ? `, … (${String(ids.length)} in all)` : "";
    throw new ExpectedError(
      `several agents are named "${name}": say which one by its id: ${ids.slice(0, MENTIONED).join(", ")}${more}`,
    );
  }
  return first.id;
}

/** What {@link argumentsOf} finds: a subagent's prompt under one of its two names. */
type Found = Omit<AgentInputs, "adopt" | "onDelete" | "subagents" | "__owner"> & {
  subagents?: Omit<SubagentInputs, "systemPrompt">[] | undefined;
};

/** The arguments that would lead to the agent. */
function argumentsOf(agent: Agent): Found {
  const { adopt: _, onDelete: __, __owner: ___, ...inputs } = inputsFrom(agent);
  return inputs;
}

function metadataOf(agent: AgentSummary) {
  return {
    id: agent.id,
    createdAt: agent.created_at,
    updatedAt: agent.updated_at,
    ownerId: agent.owner_id,
    accessLevel: agent.access_level,
    isOwner: agent.is_owner,
  };
}
