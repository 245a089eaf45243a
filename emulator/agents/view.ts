/** An agent as answers show it. */
import type { Agent, AgentSummary } from "../../provider/wire";
import type { Caller } from "../context";
import { type FileTree, toFileMap } from "./file-tree/file-tree";
import { parseTree } from "./file-tree/parse";
import type { AgentRecord } from "./store";
import { formatTimestamp } from "../store/clock";

/** The metadata alone, for lists. */
export function summarise(agent: AgentRecord, caller: Caller): AgentSummary {
  const { name, description, permissions, runtime, extras, backend } = agent.metadata;
  const summary: AgentSummary = {
    id: agent.id,
    name,
    owner_id: agent.ownerId,
    created_at: formatTimestamp(agent.createdAt),
    updated_at: formatTimestamp(agent.updatedAt),
    permissions,
    backend,
    is_owner: agent.ownerId === caller.ownerId,
  };
  const level = accessLevel(agent, caller);
  if (level !== undefined) summary.access_level = level;
  if (description !== undefined) summary.description = description;
  if (runtime !== undefined) summary.runtime = runtime;
  if (extras !== undefined) summary.extras = extras;
  return summary;
}

/** The agent with the fields parsed from its files, and the files themselves when asked for. */
export function describe(agent: AgentRecord, tree: FileTree, caller: Caller, includeFiles: boolean): Agent {
  const view: Agent = { ...summarise(agent, caller), revision: agent.head, ...parseTree(tree) };
  const { configurable } = agent.metadata;
  if (configurable !== undefined) view.configurable = configurable;
  if (includeFiles) view.files = toFileMap(tree);
  return view;
}

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
