/** What the routes of single threads do. */
import { randomUUID } from "node:crypto";
import { isUuid } from "../../provider/schema/uuid";
import type { CreateThreadRequest, Thread, ThreadState, UpdateThreadRequest } from "../../provider/schema/wire";
import type { Caller } from "../auth";
import { ApiFault, invalidBody, threadNotFound } from "../errors";
import type { Services } from "../services";
import type { ThreadRecord, ThreadSettings } from "../store/threads";
import { requireNonBlank } from "../validation";
import { readableAgent } from "./agent-access";
import { describeState, describeThread } from "./thread-view";

/** Needs an agent that the caller may see. Whether they may run it too is asked when a run starts. */
export function createThread(services: Services, caller: Caller, request: CreateThreadRequest): Thread {
  const { store } = services;
  const { thread_id: wantedId, if_exists: ifExists = "raise", metadata = {}, options = {} } = request;
  requireNonBlank("agent_id", request.agent_id);
  if (wantedId !== undefined && !isUuid(wantedId)) throw invalidBody("thread_id must be a UUID");
  const agent = readableAgent(services, caller, request.agent_id);
  const existing = wantedId === undefined ? undefined : store.threads.get(caller.workspace, wantedId);
  if (existing !== undefined) {
    if (ifExists === "raise" || existing.ownerId !== caller.ownerId) throw threadExists();
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
  if (thread.unread) services.store.threads.markRead(thread);
  return describeState(thread, services.store.threadStates.get(thread));
}

/** Metadata is merged key by key. No conversation activity: the thread keeps its place in lists. */
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
    ...(title !== undefined && { title }),
    metadata: { ...thread.settings.metadata, ...metadata },
  };
  const updated = { ...thread, settings, pinned: pinned ?? thread.pinned, updatedAt: store.clock.now() };
  store.threads.update(updated);
  return describeState(updated, store.threadStates.get(updated));
}

/** Idempotent: a thread that does not exist, or is another caller's, is already gone. */
export function deleteThread({ store, runtime }: Services, caller: Caller, id: string): void {
  const thread = store.threads.get(caller.workspace, id);
  if (thread !== undefined && thread.ownerId === caller.ownerId) runtime.cancel(thread);
  store.threads.delete(caller, id);
}

/** The caller's thread; another's gets the same 404 as one that does not exist. */
export function ownThread({ store }: Services, caller: Caller, id: string): ThreadRecord {
  const thread = store.threads.get(caller.workspace, id);
  if (thread === undefined || thread.ownerId !== caller.ownerId) throw threadNotFound();
  return thread;
}

function threadExists(): ApiFault {
  return new ApiFault(
    "thread_already_exists",
    "Choose another thread_id, or set if_exists to do_nothing: this workspace already has a thread with this ID",
  );
}
