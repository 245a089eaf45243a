/** What the routes of many threads do: list, search, count, bulk changes. */
import * as z from "zod";
import type {
  BulkUpdateThreadResult,
  BulkUpdateThreadsRequest,
  BulkUpdateThreadsResponse,
  CountThreadsResponse,
  ListThreadsResponse,
  SearchThreadsRequest,
  ThreadState,
} from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault } from "../errors";
import type { Services } from "../services";
import type { ThreadFilter, ThreadPosition, ThreadRecord } from "../store/threads";
import { decodeCursor, encodeCursor } from "./cursor";
import { contains } from "./json-contains";
import { describeState, summariseThread, visibleMetadata } from "./thread-view";
import { updateThread } from "./threads";

const DEFAULT_SEARCH_LIMIT = 10;

const SORT_FIELDS = {
  thread_id: "id",
  status: "status",
  created_at: "createdAt",
  updated_at: "updatedAt",
  state_updated_at: "stateUpdatedAt",
} as const;

/** The agent, then the last item's time and id. */
const CursorSchema = z.tuple([z.string(), z.int(), z.string()]);

export interface ListThreadsQuery extends ThreadFilter {
  agentId: string;
  pageSize: number;
  cursor: string | undefined;
}

/** An agent that does not exist, any more or ever, is no error: its threads are asked for, not it. */
export function listThreads({ store }: Services, caller: Caller, query: ListThreadsQuery): ListThreadsResponse {
  const { pageSize, cursor, ...filter } = query;
  const after = cursor === undefined ? undefined : decodePosition(cursor, query.agentId);
  // One more than asked for tells whether there is a next page.
  const found = store.threads.list(caller, { ...filter, after, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return {
    threads: page.map(summariseThread),
    next_cursor:
      found.length > pageSize && last !== undefined
        ? encodeCursor([query.agentId, last.stateUpdatedAt, last.id])
        : null,
  };
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

/** Threads that wait for the caller; test runs wait for nobody. */
export function countThreads({ store }: Services, caller: Caller, agentId: string | undefined): CountThreadsResponse {
  return { attention_count: store.threads.count(caller, { agentId, testRun: false, requiresAttention: true }) };
}

/** Each thread by itself: one that cannot be changed does not keep the others from it. */
export function bulkUpdateThreads(
  services: Services,
  caller: Caller,
  { thread_ids: ids, data }: BulkUpdateThreadsRequest,
): BulkUpdateThreadsResponse {
  return {
    results: ids.map((id): BulkUpdateThreadResult => {
      try {
        updateThread(services, caller, id, data);
        return { id, status: "success" };
      } catch (error) {
        if (!(error instanceof ApiFault)) throw error;
        return { id, status: "failure", error_code: error.code, message: error.detail };
      }
    }),
  };
}

function decodePosition(cursor: string, agentId: string): ThreadPosition {
  const [cursorAgent, stateUpdatedAt, id] = decodeCursor(CursorSchema, cursor);
  if (cursorAgent !== agentId) {
    throw new ApiFault("invalid_cursor", "Keep agent_id while paging: cursor belongs to another agent's list");
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
