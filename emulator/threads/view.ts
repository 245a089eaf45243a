/** A thread as answers show it. */
import type { Thread, ThreadState, ThreadSummary } from "../../provider/wire";
import { formatTimestamp } from "../store/clock";
import type { ThreadStateRecord, ThreadRecord } from "./store";

/** What creating a thread returns. */
export function describeThread(thread: ThreadRecord): Thread {
  return {
    id: thread.id,
    agent_id: thread.agentId,
    status: thread.status,
    metadata: visibleMetadata(thread),
    created_at: formatTimestamp(thread.createdAt),
    updated_at: formatTimestamp(thread.updatedAt),
  };
}

/** What lists show. */
export function summariseThread(thread: ThreadRecord): ThreadSummary {
  const { title } = thread.settings;
  return {
    ...describeThread(thread),
    ...(title === undefined ? {} : { title }),
    has_interrupts: thread.status === "interrupted",
    state_updated_at: formatTimestamp(thread.stateUpdatedAt),
  };
}

/** What the runtime says about a thread, under its own names and the documented ones. */
export function describeState(thread: ThreadRecord, { values, interrupts }: ThreadStateRecord): ThreadState {
  return {
    thread_id: thread.id,
    ...summariseThread(thread),
    is_pinned: thread.pinned,
    values,
    interrupts,
  };
}

/** The caller's own keys, and four of the server's that nobody can overwrite. */
export function visibleMetadata({ settings, testRun, ownerId, workspace }: ThreadRecord): Record<string, unknown> {
  return {
    ...settings.metadata,
    is_test_run: testRun,
    ls_user_id: ownerId,
    skip_memory_write_protection: settings.skipMemoryWriteProtection,
    tenant_id: workspace,
  };
}
