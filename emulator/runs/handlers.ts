/** What the run routes do. */
import type {
  CreateThreadAndRunRequest,
  Run as RunView,
  RunRequest,
  StreamMode,
  StreamRunRequest,
} from "../../provider/wire";
import type { Caller, Services } from "../context";
import {
  agentNotFound,
  ForbiddenError,
  invalidBody,
  missingField,
  upstreamAuthFailed,
  requireNonBlank,
} from "../errors";
import type { Run, RunOptions } from "../runtime/run";
import type { AgentRecord } from "../agents/store";
import { formatTimestamp } from "../store/clock";
import type { ThreadRecord } from "../threads/store";
import { accessLevel } from "../agents/view";
import { createThread, ownThread } from "../threads/handlers";

/** Starts a run in the background. Without input it continues where the thread stopped. */
export function createRun(services: Services, caller: Caller, threadId: string, request: RunRequest): RunView {
  const thread = ownThread(services, caller, threadId);
  return describeRun(startRun(services, caller, thread, request, false));
}

/** Starts a run whose events a client reads. */
export function streamRun(services: Services, caller: Caller, threadId: string, request: StreamRunRequest): Run {
  const thread = ownThread(services, caller, threadId);
  requireNonBlank("agent_id", request.agent_id);
  requireInput(request);
  return startRun(services, caller, thread, request, true);
}

/** Creates the thread only if its run can start. */
export function createThreadAndRun(services: Services, caller: Caller, request: CreateThreadAndRunRequest): RunView {
  const { thread: settings = {}, ...run } = request;
  checkRequest(run);
  requireInput(run);
  runnableAgent(services, caller, request.agent_id, undefined);
  const { id } = createThread(services, caller, { ...settings, agent_id: request.agent_id });
  return createRun(services, caller, id, run);
}

export async function resolveInterrupt(services: Services, caller: Caller, threadId: string): Promise<void> {
  const thread = ownThread(services, caller, threadId);
  const agent = services.store.agents.get(thread.workspace, thread.agentId);
  await services.runtime.resolveInterrupt(thread, agent);
}

function startRun(
  services: Services,
  caller: Caller,
  thread: ThreadRecord,
  request: RunRequest,
  streamed: boolean,
): Run {
  checkRequest(request);
  const agent = runnableAgent(services, caller, request.agent_id ?? thread.agentId, thread);
  return services.runtime.start(thread, agent, toOptions(request, streamed));
}

function checkRequest(request: RunRequest): void {
  if (request["assistant_id"] !== undefined) {
    throw invalidBody("use agent_id; assistant_id is reserved for server-side forwarding");
  }
}

function requireInput(request: RunRequest): void {
  if (!isResume(request) && !hasInput(request)) {
    throw missingField("input", "an object with messages");
  }
}

function isResume({ command }: RunRequest): boolean {
  return command !== undefined && command !== null;
}

function hasInput({ input, messages }: RunRequest): boolean {
  return (input !== undefined && input !== null) || messages !== undefined;
}

/** The agent, if it is the thread's and the caller may run it. For a deleted one the runtime fails; it is not a 404. */
function runnableAgent({ store }: Services, caller: Caller, id: string, thread: ThreadRecord | undefined): AgentRecord {
  const agent = store.agents.get(caller.workspace, id);
  const level = agent === undefined ? undefined : accessLevel(agent, caller);
  if (agent === undefined && thread?.agentId === id.toLowerCase()) {
    throw upstreamAuthFailed();
  }
  if (agent === undefined || level === undefined) {
    throw agentNotFound();
  }
  if (level === "READ") {
    throw new ForbiddenError();
  }
  if (thread !== undefined && thread.agentId !== agent.id) {
    throw invalidBody("the thread belongs to another agent");
  }
  return agent;
}

function toOptions(request: RunRequest, streamed: boolean): RunOptions {
  const { input, messages, command, stream_mode: modes = "values" } = request;
  const resume = command?.resume;
  return {
    input: isResume(request) || !hasInput(request) ? null : { ...input, messages: input?.messages ?? messages ?? [] },
    ...(resume === undefined ? {} : { resume: { value: resume } }),
    modes: new Set<StreamMode>(typeof modes === "string" ? [modes] : modes),
    subgraphs: request.stream_subgraphs ?? false,
    timezone: request.user_timezone,
    strategy: request.multitask_strategy ?? "enqueue",
    metadata: request.metadata ?? {},
    streamed,
  };
}

function describeRun({ record }: Run): RunView {
  return {
    run_id: record.id,
    thread_id: record.threadId,
    assistant_id: record.document.agentId,
    created_at: formatTimestamp(record.createdAt),
    updated_at: formatTimestamp(record.updatedAt),
    status: record.status,
    metadata: record.document.metadata,
    multitask_strategy: record.document.multitaskStrategy,
  };
}
