/** What the agent routes do. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type {
  Agent,
  CloneAgentRequest,
  CreateAgentRequest,
  ListAgentsResponse,
  UpdateAgentRequest,
} from "../../provider/wire";
import type { Caller, Services } from "../context";
import { agentNotFound, ForbiddenError, RequestError } from "../errors";
import type { AgentRecord, AgentPosition, AgentQuery, AgentMetadata } from "./store";
import { decodeCursor, pageOf } from "../paging";
import type { FileTree } from "./file-tree/file-tree";
import { createTree, updateTree } from "./file-tree/materialise";
import { mergeMetadata, newMetadata, withDefaults } from "./metadata";
import { accessLevel, describe, summarise } from "./view";

export interface AgentAnswerOptions {
  includeFiles: boolean;
  timezone?: string | undefined;
}

export interface ListAgentsQuery extends Pick<AgentQuery, "sortBy" | "sortOrder"> {
  pageSize: number;
  cursor: string | undefined;
  name: string | undefined;
}

/** How a list is sorted. */
type Sort = Pick<AgentQuery, "sortBy" | "sortOrder">;

/** What a page cursor says: how the list is sorted, and the last item's sort value and id. */
const CursorSchema = z.tuple([
  z.enum(["created_at", "updated_at", "name"]),
  z.enum(["asc", "desc"]),
  z.union([z.string(), z.int()]),
  z.string(),
]);

export function createAgent(
  services: Services,
  caller: Caller,
  request: CreateAgentRequest,
  options: AgentAnswerOptions,
): Agent {
  const metadata = newMetadata(request, options.timezone);
  const tree = createTree(request);
  return describe(insertAgent(services, caller, metadata, tree), tree, caller, options.includeFiles);
}

export function getAgent(services: Services, caller: Caller, id: string, options: AgentAnswerOptions): Agent {
  const agent = readableAgent(services, caller, id);
  return describe(agent, services.store.commits.get(agent.head).tree, caller, options.includeFiles);
}

/** Every PATCH is a commit, even one that changes nothing, or only metadata. */
export function updateAgent(
  services: Services,
  caller: Caller,
  id: string,
  request: UpdateAgentRequest,
  options: AgentAnswerOptions,
): Agent {
  const agent = writableAgent(services, caller, id);
  const metadata = mergeMetadata(agent.metadata, request, options.timezone);
  const tree = updateTree(services.store.commits.get(agent.head).tree, request);
  return describe(services.store.commitAgent(agent, metadata, tree), tree, caller, options.includeFiles);
}

/** Idempotent: an unknown id, or one the caller cannot see, is already gone. */
export function deleteAgent(services: Services, caller: Caller, id: string): void {
  const agent = services.store.agents.get(caller.workspace, id);
  if (agent === undefined || accessLevel(agent, caller) === undefined) {
    return;
  }
  services.store.agents.delete(writableAgent(services, caller, id).id);
}

export function listAgents({ store }: Services, caller: Caller, query: ListAgentsQuery): ListAgentsResponse {
  const { sortBy, sortOrder, pageSize, cursor, name = "" } = query;
  const filter = { workspace: caller.workspace, ownerId: caller.ownerId, nameContains: name, sortBy, sortOrder };
  const after = cursor === undefined ? undefined : decodePosition(cursor, query);
  const { page, next_cursor } = pageOf(
    pageSize,
    (limit) => store.agents.list({ ...filter, after, limit }),
    (last) => [sortBy, sortOrder, sortValue(last, sortBy), last.id],
  );
  return { items: page.map((agent) => summarise(agent, caller)), next_cursor };
}

/** Copies what the agent does (runtime, backend, configuration, files); extras and sharing start fresh. */
export function cloneAgent(
  services: Services,
  caller: Caller,
  id: string,
  request: CloneAgentRequest,
  options: AgentAnswerOptions,
): Agent {
  const { metadata: source, head } = readableAgent(services, caller, id);
  const copied = { ...source };
  delete copied.extras;
  const metadata = mergeMetadata(
    { ...copied, permissions: withDefaults({}) },
    { ...request, name: request.name ?? `${source.name} (copy)` },
    options.timezone,
  );
  const { tree } = services.store.commits.get(head);
  return describe(insertAgent(services, caller, metadata, tree), tree, caller, options.includeFiles);
}

function insertAgent(services: Services, caller: Caller, metadata: AgentMetadata, tree: FileTree): AgentRecord {
  const { store, agentLimit } = services;
  if (agentLimit !== undefined && store.agents.count(caller.workspace) >= agentLimit) {
    throw new RequestError(
      "agent_limit_reached",
      `Delete an agent first: this workspace is limited to ${String(agentLimit)} agents`,
    );
  }
  return store.transaction(() => {
    const id = randomUUID();
    const createdAt = store.clock.now();
    const { hash } = store.commits.append({
      agentId: id,
      parent: undefined,
      createdAt,
      tree,
      metadata: JSON.stringify(metadata),
    });
    const agent: AgentRecord = {
      id,
      workspace: caller.workspace,
      ownerId: caller.ownerId,
      metadata,
      head: hash,
      createdAt,
      updatedAt: createdAt,
    };
    store.agents.insert(agent);
    return agent;
  });
}

/** The agent, if the caller may see it; otherwise the same 404 as for one that does not exist. */
export function readableAgent({ store }: Services, caller: Caller, id: string): AgentRecord {
  const agent = store.agents.get(caller.workspace, id);
  if (agent === undefined || accessLevel(agent, caller) === undefined) {
    throw agentNotFound();
  }
  return agent;
}

/** The agent, if the caller may change it. */
export function writableAgent(services: Services, caller: Caller, id: string): AgentRecord {
  const agent = readableAgent(services, caller, id);
  if (accessLevel(agent, caller) !== "WRITE") {
    throw new ForbiddenError();
  }
  return agent;
}

function sortValue({ createdAt, updatedAt, metadata }: AgentRecord, sortBy: Sort["sortBy"]): string | number {
  return { created_at: createdAt, updated_at: updatedAt, name: metadata.name }[sortBy];
}

/** Also refuses the cursor of a list that is sorted differently. */
function decodePosition(cursor: string, { sortBy, sortOrder }: Sort): AgentPosition {
  const [cursorSortBy, cursorSortOrder, key, id] = decodeCursor(CursorSchema, cursor);
  if (cursorSortBy !== sortBy || cursorSortOrder !== sortOrder) {
    throw new RequestError(
      "invalid_cursor",
      "Keep sort_by and sort_order while paging: cursor belongs to another order",
    );
  }
  return { key, id };
}
