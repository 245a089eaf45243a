import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput, type LookupInputs } from "./lookup";

/**
 * Which threads {@link getThreads} lists.
 *
 * @example
 * const args: deepagents.GetThreadsArgs = { agentId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11" };
 * export const threads = deepagents.getThreadsOutput(args).threads;
 */
export interface GetThreadsArgs {
  /** The id of the agent. */
  agentId: string;
  /** Lists only threads in this status. Default: any. */
  status?: "idle" | "busy" | "interrupted" | "error" | undefined;
  /** Lists only threads that are pinned, or only those that are not. Default: both. */
  isPinned?: boolean | undefined;
  /** Lists the threads marked as test runs instead of the ordinary ones. Default: `false`. */
  testRun?: boolean | undefined;
  /** Lists only threads that wait for a person. Cannot be combined with `status`. */
  requiresAttention?: boolean | undefined;
  /** The most threads to return: an agent may have very many. Default: all. */
  limit?: number | undefined;
}

/**
 * A conversation with an agent.
 *
 * @example
 * const isWaiting = (thread: deepagents.ThreadSummary) => thread.status === "interrupted";
 * const { threads } = deepagents.getThreadsOutput({ agentId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11" });
 * export const waiting = threads.apply((all) => all.filter(isWaiting).map((thread) => thread.id));
 */
export interface ThreadSummary {
  /** The thread's id. */
  id: string;
  /** What it is about. */
  title?: string | undefined;
  /** What it is doing. */
  status?: "idle" | "busy" | "interrupted" | "error" | undefined;
  /** Whether something in it waits for a person. */
  hasInterrupts?: boolean | undefined;
  /** Metadata that its creator chose. */
  metadata?: Record<string, unknown> | undefined;
  /** When it was created (RFC 3339). */
  createdAt?: string | undefined;
  /** When it was last changed (RFC 3339). */
  updatedAt?: string | undefined;
  /** When something was last said (RFC 3339). */
  stateUpdatedAt?: string | undefined;
}

/**
 * Result of {@link getThreads}.
 *
 * @example
 * const agentId = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
 * const idsIn = ({ threads }: deepagents.GetThreadsResult) => threads.map((thread) => thread.id);
 * export const ids = deepagents.getThreadsOutput({ agentId }).apply(idsIn);
 */
export interface GetThreadsResult {
  threads: ThreadSummary[];
}

/**
 * Lists an agent's threads. Fetches as many pages of the API as it takes.
 *
 * @example
 * const { id } = deepagents.getAgentOutput({ name: "support" });
 * const { threads } = deepagents.getThreadsOutput({ agentId: id, requiresAttention: true, limit: 50 });
 *
 * async function numberOfErrors(agentId: string): Promise<number> {
 *   const { threads } = await deepagents.getThreads({ agentId, status: "error" });
 *   return threads.length;
 * }
 */
export function getThreads(args: GetThreadsArgs, opts?: pulumi.InvokeOptions): Promise<GetThreadsResult> {
  return lookUp("getThreads", args, opts);
}

/**
 * {@link getThreads} with an output as its result, whose arguments may be outputs.
 *
 * @example
 * const assistant = new deepagents.Agent("assistant");
 * export const count = deepagents.getThreadsOutput({ agentId: assistant.id }).threads.length;
 */
export function getThreadsOutput(
  args: LookupInputs<GetThreadsArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetThreadsResult> {
  return lookUpOutput("getThreads", args, opts);
}
