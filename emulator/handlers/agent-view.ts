/** An agent as answers show it. */
import type { Agent, AgentSummary } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { type FileTree, toFileMap } from "../file-tree/file-tree";
import { parseTree } from "../file-tree/parse";
import type { AgentRecord } from "../store/agents";
import { formatTimestamp } from "../store/clock";
import { accessLevel } from "./agent-access";

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
