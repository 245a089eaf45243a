/** One run: what was asked for, how it can be stopped, and how a failure is explained. */
import { RequestError } from "../errors";
import { RUN_CUT, type RunRecord } from "../runs/store";
import { EventQueue } from "./events";
import type { MultitaskStrategy, StreamMode } from "../../provider/wire";
import type { CheckpointMark } from "../runs/checkpoints";
import type { ThreadStateRecord, ThreadRecord } from "../threads/store";

export interface RunOptions {
  input: Record<string, unknown> | null;
  resume?: { value: unknown };
  modes: ReadonlySet<StreamMode>;
  subgraphs: boolean;
  timezone: string | undefined;
  strategy: MultitaskStrategy;
  metadata: Record<string, unknown>;
  /** Whether a client reads its events. */
  streamed: boolean;
}

/** Why a run was stopped before its end. */
export type StopReason = "cancelled" | "interrupted" | "rolled back" | "shut down";

/** The state of a thread before a run. */
export interface Snapshot {
  mark: CheckpointMark;
  state: ThreadStateRecord;
  status: ThreadRecord["status"];
}

export class Run {
  readonly events = new EventQueue();
  readonly stop = new AbortController();
  /** Set when it starts. */
  before: Snapshot | undefined;
  readonly done: Promise<void>;
  record: RunRecord;
  readonly options: RunOptions;
  #resolveDone: () => void = () => undefined;
  #stopped: StopReason | undefined;

  constructor(record: RunRecord, options: RunOptions) {
    this.record = record;
    this.options = options;
    this.done = new Promise((resolve) => (this.#resolveDone = resolve));
    if (!options.streamed) {
      this.events.detach();
    }
  }

  get stopped(): StopReason | undefined {
    return this.#stopped;
  }

  cancel(reason: StopReason): void {
    this.#stopped ??= reason;
    this.stop.abort();
    this.events.release();
  }

  finish(): void {
    this.events.end();
    this.#resolveDone();
  }
}

/** A failure that the user can solve. Its message is sent to the client: never put a secret in it. */
export class RunFailure extends Error {
  /** What the `error` event calls it. */
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The data of an `error` event. */
export interface RunError {
  error: string;
  message: string;
}

export const THREAD_DELETED: RunError = {
  error: "ThreadDeleted",
  message: "The thread was deleted before this run ended",
};

/** What an `error` event says about a run that did not succeed. */
export function explain(stopped: StopReason | undefined, error: unknown): RunError {
  if (stopped === "shut down") {
    return { error: "RunCut", message: RUN_CUT };
  }
  if (stopped !== undefined) {
    return { error: "UserInterrupt", message: `The run was ${stopped}` };
  }
  return describe(error);
}

function describe(error: unknown): RunError {
  if (error instanceof RequestError) {
    return { error: error.code, message: error.detail };
  }
  if (error instanceof Error) {
    return { error: error.name, message: error.message };
  }
  return { error: "Error", message: String(error) };
}
