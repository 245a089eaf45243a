/** One run: what was asked for, and how it can be stopped. */
import type { MultitaskStrategy, StreamMode } from "../../provider/schema/wire";
import type { CheckpointMark } from "../store/checkpoints";
import type { RunRecord } from "../store/runs";
import type { ThreadStateRecord } from "../store/thread-states";
import type { ThreadRecord } from "../store/threads";
import { EventQueue } from "./event-queue";

export interface RunOptions {
  input: Record<string, unknown> | null;
  resume?: { value: unknown };
  modes: ReadonlySet<StreamMode>;
  subgraphs: boolean;
  timezone: string | undefined;
  strategy: MultitaskStrategy;
  metadata: Record<string, unknown>;
  /** Whether a client reads along. */
  streamed: boolean;
}

/** Why a run was stopped before its end. */
export type StopReason = "cancelled" | "interrupted" | "rolled back" | "shut down";

/** How a thread was before a run. */
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
  #resolveDone: () => void = () => undefined;
  #stopped: StopReason | undefined;

  constructor(
    public record: RunRecord,
    readonly options: RunOptions,
  ) {
    this.done = new Promise((resolve) => (this.#resolveDone = resolve));
    if (!options.streamed) this.events.detach();
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
