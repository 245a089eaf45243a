/** One attempt at a case, on a thread of its own. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../client";
import type { SmokeCase } from "../inputs/smoke-test";
import type { KeepThreads } from "../inputs/smoke-limits";
import { unlessAborted } from "../helpers/async";
import { type Conversation, Recorder } from "./conversation";
import { converse } from "./converse";
import { failuresOf } from "./expectations";
import type { Pause } from "./interrupts";
import { type CaseReport, cut, type Failure, type Outcome, secondsSince } from "./report";
import { orAgentGone, troubleOf, AttemptEnded } from "./trouble";

export interface CaseOptions {
  readonly agentId: string;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly keepThreads: KeepThreads;
  /** Marks threads and runs, so that they can be found again. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Something that the report's reader has to know. */
  readonly note: (text: string) => void;
}

export interface AttemptOptions {
  /** Done first. An error of a request ends the attempt. */
  readonly prepare?: () => Promise<void>;
  /** Asked when the conversation is over: whether its outcome counts. */
  readonly counts?: () => Promise<boolean>;
}

interface Attempt {
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
  readonly conversation: Conversation;
  readonly seconds: number;
  readonly runIds: readonly string[];
  /** Absent if creating the thread failed, although it may exist nevertheless. */
  readonly threadId?: string;
  /** Settled when the thread is created, or is not. */
  readonly creation: Promise<unknown>;
}

/** How long to wait for a thread that is being created after the case has ended. */
const LONGEST_CREATION_MS = 5_000;

/** Outcomes that another attempt would not change. */
const FINAL: readonly Outcome[] = ["passed", "agentGone", "cancelled"];

/** Whether a case has another attempt after this one. */
export function needsAnother(
  { outcome, attempts }: Pick<CaseReport, "outcome" | "attempts">,
  retries: number,
): boolean {
  return !FINAL.includes(outcome) && attempts <= retries;
}

/**
 * @param attempts the number of this attempt, from 1
 * @returns `undefined` for an attempt that does not count; its thread is deleted unless all are kept
 */
export async function runAttempt(
  connect: () => Api,
  smokeCase: SmokeCase,
  attempts: number,
  options: CaseOptions & AttemptOptions,
): Promise<CaseReport | undefined> {
  const wantedId = randomUUID();
  const attempt = await attemptOf(connect, smokeCase, wantedId, options);
  const { outcome } = attempt;
  const counts = (await options.counts?.()) ?? true;
  const isLast = counts && !needsAnother({ outcome, attempts }, options.retries);
  const threadKept = attempt.threadId !== undefined && stays(outcome, isLast, options.keepThreads);
  if (!threadKept) {
    const id = attempt.threadId ?? wantedId;
    // A creation that was given up may still be under way, and would come after the deletion.
    await Promise.race([attempt.creation, pause(LONGEST_CREATION_MS, undefined, { ref: false })]);
    await withNote(options, `thread ${id}`, "deleted (the next run tries again)", () => connect().threads.delete(id));
  }
  return counts ? reportOf(smokeCase.name, attempt, attempts, threadKept) : undefined;
}

async function attemptOf(
  connect: () => Api,
  smokeCase: SmokeCase,
  wantedId: string,
  options: CaseOptions & AttemptOptions,
): Promise<Attempt> {
  const { agentId, timeoutSeconds, metadata } = options;
  const recorder = new Recorder();
  const limit = timeLimit(timeoutSeconds, options.signal);
  const began = performance.now();
  let threadId: string | undefined;
  let creation: Promise<unknown> = Promise.resolve();
  try {
    await options.prepare?.();
    // With an id of our own, creating the thread can be repeated, and it can be deleted even if the answer is lost.
    const request = { agent_id: agentId, thread_id: wantedId, options: { test_run: true }, metadata } as const;
    const created = connect().threads.create({ ...request, if_exists: "do_nothing" });
    creation = created.catch(() => undefined);
    const thread = await unlessAborted(limit.signal, created);
    threadId = thread.id;
    const partner = { connect, agentId, threadId, metadata, signal: limit.signal, silenceMs: 1000 * timeoutSeconds };
    const unexpected = await converse(partner, smokeCase, recorder);
    const conversation = recorder.conversation();
    if (unexpected.length > 0) {
      await withNote(options, `the pause of thread ${threadId}`, "ended", () =>
        connect().runs.resolveInterrupt(thread.id),
      );
    }
    const failures =
      unexpected.length > 0 ? [unexpectedPause(unexpected)] : failuresOf(smokeCase.expect ?? {}, conversation);
    return {
      outcome: failures.length === 0 ? "passed" : "failed",
      failures,
      conversation,
      seconds: secondsSince(began),
      runIds: recorder.runIds,
      threadId,
      creation,
    };
  } catch (error) {
    const { outcome, text } = await orAgentGone(troubleOf(error), connect(), agentId);
    return {
      outcome,
      failures: [{ expectation: outcome, text }],
      conversation: recorder.conversation(),
      seconds: secondsSince(began),
      runIds: recorder.runIds,
      ...(threadId === undefined ? {} : { threadId }),
      creation,
    };
  } finally {
    limit.clear();
    for (const problem of new Set(recorder.problems)) {
      options.note(`${JSON.stringify(smokeCase.name)}: ${problem}, and was left out`);
    }
  }
}

function unexpectedPause(pauses: readonly Pause[]): Failure {
  const tools = pauses.flatMap((pause) => ("tool" in pause ? [pause.tool] : []));
  const [first] = tools;
  const others = pauses.flatMap((pause) => ("tool" in pause ? [] : [cut(JSON.stringify(pause.value) ?? "nothing")]));
  const text =
    first === undefined
      ? `expected no pause, but the agent paused for something that is no approval of a tool, which a case cannot answer: ${others.join(", ")}`
      : `expected no pause, but the agent paused for the approval of ${tools.join(", ")}; nothing was approved. To expect ` +
        `it, write interrupts: [{ tool: ${JSON.stringify(first)}, decision: "approve" }]`;
  return { expectation: "interrupts", text };
}

function stays(outcome: Outcome, isLast: boolean, keepThreads: KeepThreads): boolean {
  switch (keepThreads) {
    case "always":
      return true;
    case "onFailure":
      return isLast && !FINAL.includes(outcome);
    case "never":
      return false;
  }
}

/** Runs a clean-up. A failure is worth a note, but does not change what the agent did. */
async function withNote({ note }: CaseOptions, what: string, done: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    note(`${what} could not be ${done}: ${troubleOf(error).text}`);
  }
}

function reportOf(name: string, attempt: Attempt, attempts: number, threadKept: boolean): CaseReport {
  const { outcome, failures, conversation, seconds, runIds, threadId } = attempt;
  return {
    name,
    outcome,
    failures,
    attempts,
    durationSeconds: seconds,
    ...(threadId === undefined ? {} : { threadId }),
    threadKept,
    runIds,
    toolCalls: conversation.toolCalls.length,
    ...(conversation.tokens === undefined ? {} : { tokens: conversation.tokens }),
    transcript: conversation.transcript,
  };
}

/** How long one attempt may take. */
interface TimeLimit {
  /** Aborted with an {@link AttemptEnded}, because the time is up or the whole test was stopped. */
  readonly signal: AbortSignal;
  /** Call when the attempt is over. */
  readonly clear: () => void;
}

/** @param outside stops the whole test */
function timeLimit(timeoutSeconds: number, outside?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const end = (outcome: "timedOut" | "cancelled", text: string): void => {
    controller.abort(new AttemptEnded({ outcome, text }));
  };
  const timer = setTimeout(() => {
    end(
      "timedOut",
      `the case was not over within ${String(timeoutSeconds)} s, and its run was cancelled: ` +
        "raise timeoutSeconds, or find out what the agent was waiting for",
    );
  }, 1000 * timeoutSeconds);
  const stop = (): void => {
    end("cancelled", "the test was stopped");
  };
  if (outside?.aborted) {
    stop();
  }
  outside?.addEventListener("abort", stop);
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outside?.removeEventListener("abort", stop);
    },
  };
}
