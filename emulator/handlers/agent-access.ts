/** Who may see and change an agent. */
import type { AgentSummary } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { agentNotFound, ForbiddenFault } from "../errors";
import type { Services } from "../services";
import type { AgentRecord } from "../store/agents";

type AccessLevel = NonNullable<AgentSummary["access_level"]>;

const TENANT_ACCESS = { read: "READ", run: "RUN", write: "WRITE" } as const;

/** What a caller may do with an agent; undefined when the agent is invisible to them. */
export function accessLevel({ ownerId, metadata }: AgentRecord, caller: Caller): AccessLevel | undefined {
  if (ownerId === caller.ownerId) return "WRITE";
  const { shared_users, visibility, tenant_access_level } = metadata.permissions;
  const tenant = visibility === "tenant" ? TENANT_ACCESS[tenant_access_level ?? "read"] : undefined;
  if (tenant === "WRITE" || shared_users?.update?.includes(caller.ownerId) === true) return "WRITE";
  if (tenant === "RUN" || shared_users?.run?.includes(caller.ownerId) === true) return "RUN";
  if (tenant === "READ" || shared_users?.read?.includes(caller.ownerId) === true) return "READ";
  return undefined;
}

/** The agent, if the caller may see it; otherwise the same 404 as for one that does not exist. */
export function readableAgent({ store }: Services, caller: Caller, id: string): AgentRecord {
  const agent = store.agents.get(caller.workspace, id);
  if (agent === undefined || accessLevel(agent, caller) === undefined) throw agentNotFound();
  return agent;
}

/** The agent, if the caller may change it. */
export function writableAgent(services: Services, caller: Caller, id: string): AgentRecord {
  const agent = readableAgent(services, caller, id);
  if (accessLevel(agent, caller) !== "WRITE") throw new ForbiddenFault();
  return agent;
}
