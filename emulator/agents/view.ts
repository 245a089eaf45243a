/** An agent as answers show it. */
import { pick } from "../../provider/helpers/json";
import { type Agent, type AgentSummary, AgentSummarySchema } from "../../provider/wire";
import type { Caller } from "../context";
import { formatTimestamp } from "../store/clock";
import { type FileTree, toFileMap } from "./file-tree/file-tree";
import { parseTree } from "./file-tree/parse";
import { type AgentRecord, SETTINGS } from "./store";

const LISTED = SETTINGS.filter((name) => name in AgentSummarySchema.shape);

/** What lists show. */
export function summarise(agent: AgentRecord, caller: Caller): AgentSummary {
  const level = accessLevel(agent, caller);
  return {
    id: agent.id,
    ...pick(agent.metadata, LISTED),
    name: agent.metadata.name,
    owner_id: agent.ownerId,
    created_at: formatTimestamp(agent.createdAt),
    updated_at: formatTimestamp(agent.updatedAt),
    is_owner: agent.ownerId === caller.ownerId,
    ...(level === undefined ? {} : { access_level: level }),
  };
}

/** The agent with the fields parsed from its files, and the files themselves when asked for. */
export function describe(agent: AgentRecord, tree: FileTree, caller: Caller, includeFiles: boolean): Agent {
  return {
    ...summarise(agent, caller),
    ...pick(agent.metadata, SETTINGS),
    revision: agent.head,
    ...parseTree(tree),
    ...(includeFiles ? { files: toFileMap(tree) } : {}),
  };
}

type AccessLevel = NonNullable<AgentSummary["access_level"]>;

const TENANT_ACCESS = { read: "READ", run: "RUN", write: "WRITE" } as const;

/** What a caller may do with an agent; undefined when the agent is invisible to them. */
export function accessLevel({ ownerId, metadata }: AgentRecord, caller: Caller): AccessLevel | undefined {
  if (ownerId === caller.ownerId) {
    return "WRITE";
  }
  const { shared_users, visibility, tenant_access_level } = metadata.permissions;
  const tenant = visibility === "tenant" ? TENANT_ACCESS[tenant_access_level ?? "read"] : undefined;
  if (tenant === "WRITE" || shared_users?.update?.includes(caller.ownerId) === true) {
    return "WRITE";
  }
  if (tenant === "RUN" || shared_users?.run?.includes(caller.ownerId) === true) {
    return "RUN";
  }
  if (tenant === "READ" || shared_users?.read?.includes(caller.ownerId) === true) {
    return "READ";
  }
  return undefined;
}
