/** What the thread routes do. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { isUuid } from "../../provider/helpers/text";
import type {
  CreateThreadRequest,
  Thread,
  ThreadState,
  UpdateThreadRequest,
  BulkUpdateThreadResult,
  BulkUpdateThreadsRequest,
  BulkUpdateThreadsResponse,
  CountThreadsResponse,
  ListThreadsResponse,
  SearchThreadsRequest,
} from "../../provider/wire";
import type { Caller, Services } from "../context";
import { RequestError, invalidBody, threadNotFound, requireNonBlank } from "../errors";
import type { ThreadRecord, ThreadSettings, ThreadFilter, ThreadPosition } from "./store";
import { readableAgent } from "../agents/handlers";
import { describeState, describeThread, summariseThread, visibleMetadata } from "./view";
import { decodeCursor, pageOf } from "../paging";

const DEFAULT_SEARCH_LIMIT = 10;

const SORT_FIELDS = {
  thread_id: "id",
  status: "status",
  created_at: "createdAt",
  updated_at: "updatedAt",
  state_updated_at: "stateUpdatedAt",
} as const;

/** What a page cursor says: the agent, and the last item's time and id. */
const CursorSchema = z.tuple([z.string(), z.int(), z.string()]);

export interface ListThreadsQuery extends ThreadFilter {
  agentId: string;
  pageSize: number;
  cursor: string | undefined;
}

/** Needs an agent that the caller may see. Whether they may also run it is checked when a run starts. */
export function createThread(services: Services, caller: Caller, request: CreateThreadRequest): Thread {
  const { store } = services;
  const { thread_id: wantedId, if_exists: ifExists = "raise", metadata = {}, options = {} } = request;
  requireNonBlank("agent_id", request.agent_id);
  if (wantedId !== undefined && !isUuid(wantedId)) {
    throw invalidBody("thread_id must be a UUID");
  }
  const agent = readableAgent(services, caller, request.agent_id);
  const existing = wantedId === undefined ? undefined : store.threads.get(caller.workspace, wantedId);
  if (existing !== undefined) {
    if (ifExists === "raise" || existing.ownerId !== caller.ownerId) {
      throw threadExists();
    }
    return describeThread(existing);
  }
  const createdAt = store.clock.now();
  const thread: ThreadRecord = {
    id: wantedId?.toLowerCase() ?? randomUUID(),
    workspace: caller.workspace,
    ownerId: caller.ownerId,
    agentId: agent.id,
    status: "idle",
    testRun: options.test_run ?? false,
    pinned: false,
    unread: false,
    settings: { metadata, skipMemoryWriteProtection: options.skip_memory_write_protection ?? false },
    createdAt,
    updatedAt: createdAt,
    stateUpdatedAt: createdAt,
  };
  store.threads.insert(thread);
  return describeThread(thread);
}

export function getThread(services: Services, caller: Caller, id: string): ThreadState {
  const thread = ownThread(services, caller, id);
  if (thread.unread) {
    services.store.threads.markRead(thread);
  }
  return describeState(thread, services.store.threadStates.get(thread));
}

/** Merges metadata key by key. This is not activity in the conversation: the thread keeps its place in lists. */
export function updateThread(
  services: Services,
  caller: Caller,
  id: string,
  { title, metadata, is_pinned: pinned }: UpdateThreadRequest,
): ThreadState {
  const { store } = services;
  const thread = ownThread(services, caller, id);
  const settings: ThreadSettings = {
    ...thread.settings,
    ...(title === undefined ? {} : { title }),
    metadata: { ...thread.settings.metadata, ...metadata },
  };
  const updated = { ...thread, settings, pinned: pinned ?? thread.pinned, updatedAt: store.clock.now() };
  store.threads.update(updated);
  return describeState(updated, store.threadStates.get(updated));
}

/** Idempotent: a thread that does not exist, or is another caller's, is already gone. */
export function deleteThread({ store, runtime }: Services, caller: Caller, id: string): void {
  const thread = store.threads.get(caller.workspace, id);
  if (thread !== undefined && thread.ownerId === caller.ownerId) {
    runtime.cancel(thread);
  }
  store.threads.delete(caller, id);
}

/** An agent that does not exist is not an error, because threads outlive their agent. */
export function listThreads({ store }: Services, caller: Caller, query: ListThreadsQuery): ListThreadsResponse {
  const { pageSize, cursor, ...filter } = query;
  const after = cursor === undefined ? undefined : decodePosition(cursor, query.agentId);
  const { page, next_cursor } = pageOf(
    pageSize,
    (limit) => store.threads.list(caller, { ...filter, after, limit }),
    (last) => [query.agentId, last.stateUpdatedAt, last.id],
  );
  return { threads: page.map(summariseThread), next_cursor };
}

export function searchThreads({ store }: Services, caller: Caller, request: SearchThreadsRequest): ThreadState[] {
  const { ids, metadata, values, status, limit = DEFAULT_SEARCH_LIMIT, offset = 0 } = request;
  const wanted = ids === undefined ? undefined : new Set(ids.map((id) => id.toLowerCase()));
  return store.threads
    .all(caller)
    .filter((thread) => wanted === undefined || wanted.has(thread.id))
    .filter((thread) => status === undefined || thread.status === status)
    .filter((thread) => metadata === undefined || contains(visibleMetadata(thread), metadata))
    .map((thread) => ({ thread, state: describeState(thread, store.threadStates.get(thread)) }))
    .filter(({ state }) => values === undefined || contains(state.values, values))
    .sort((one, other) => compare(one.thread, other.thread, request))
    .slice(offset, offset + limit)
    .map(({ state }) => state);
}

/** Counts the threads that wait for the caller. Test runs wait for nobody. */
export function countThreads({ store }: Services, caller: Caller, agentId: string | undefined): CountThreadsResponse {
  return { attention_count: store.threads.count(caller, { agentId, testRun: false, requiresAttention: true }) };
}

/** Changes each thread on its own: one that cannot be changed does not affect the others. */
export function bulkUpdateThreads(
  services: Services,
  caller: Caller,
  { thread_ids: ids, data }: BulkUpdateThreadsRequest,
): BulkUpdateThreadsResponse {
  const wrong = ids.findIndex((id) => !isUuid(id));
  if (wrong >= 0) {
    throw invalidBody(`thread_ids[${String(wrong)}] must be a UUID`);
  }
  return {
    results: ids.map((id): BulkUpdateThreadResult => {
      try {
        updateThread(services, caller, id, data);
        return { id, status: "success" };
      } catch (error) {
        if (!(error instanceof RequestError)) {
          throw error;
        }
        return { id, status: "failure", error_code: error.code, message: error.detail };
      }
    }),
  };
}

/** The caller's thread; another's gets the same 404 as one that does not exist. */
export function ownThread({ store }: Services, caller: Caller, id: string): ThreadRecord {
  const thread = store.threads.get(caller.workspace, id);
  if (thread === undefined || thread.ownerId !== caller.ownerId) {
    throw threadNotFound();
  }
  return thread;
}

function threadExists(): RequestError {
  return new RequestError(
    "thread_already_exists",
    "Choose another thread_id, or set if_exists to do_nothing: this workspace already has a thread with this ID",
  );
}

function decodePosition(cursor: string, agentId: string): ThreadPosition {
  const [cursorAgent, stateUpdatedAt, id] = decodeCursor(CursorSchema, cursor);
  if (cursorAgent !== agentId) {
    throw new RequestError("invalid_cursor", "Keep agent_id while paging: cursor belongs to another agent's list");
  }
  return { stateUpdatedAt, id };
}

function compare(one: ThreadRecord, other: ThreadRecord, request: SearchThreadsRequest): number {
  const { sort_by: sortBy = "updated_at", sort_order: sortOrder = "desc" } = request;
  const field = SORT_FIELDS[sortBy];
  const [a, b] = [one[field], other[field]];
  const order = a < b || (a === b && one.id < other.id) ? -1 : 1;
  return sortOrder === "asc" ? order : -order;
}

/** Whether one JSON value contains another, as PostgreSQL's `@>` has it: objects by key, lists in any order. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((candidate) => contains(candidate, item)));
  }
  if (typeof part === "object" && part !== null) {
    if (typeof whole !== "object" || whole === null || Array.isArray(whole)) {
      return false;
    }
    return Object.entries(part).every(
      ([key, value]) => Object.hasOwn(whole, key) && contains(Reflect.get(whole, key), value),
    );
  }
  return whole === part;
}
