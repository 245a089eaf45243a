/** Keeps the harness's checkpoints in the emulator's own SQLite file, so that they survive with everything else. */
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  compareWritesSortKeys,
  copyCheckpoint,
  ERROR,
  getCheckpointId,
  type PendingWrite,
  RESUME,
  WRITES_IDX_MAP,
  writesSortKey,
} from "@langchain/langgraph-checkpoint";
import type { CheckpointKey, CheckpointRow, CheckpointStore, Serialized } from "../../runs/checkpoints";

/** The checkpoints of one workspace, because thread ids are unique only within it. */
export class SqliteCheckpointSaver extends BaseCheckpointSaver {
  readonly #store: CheckpointStore;
  readonly #workspace: string;

  constructor(store: CheckpointStore, workspace: string) {
    super();
    this.#store = store;
    this.#workspace = workspace;
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { threadId, namespace } = this.#key(config);
    const id = getCheckpointId(config);
    const query = { workspace: this.#workspace, threadId, namespace, ...(id === "" ? {} : { id }) };
    const [row] = this.#store.list(query, 1);
    return row === undefined ? undefined : this.#toTuple(row);
  }

  override async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const { thread_id, checkpoint_ns, checkpoint_id } = configurable(config);
    const rows = this.#store.list({
      workspace: this.#workspace,
      threadId: thread_id,
      namespace: checkpoint_ns,
      id: checkpoint_id,
      before: options.before && configurable(options.before).checkpoint_id,
    });
    let left = options.limit ?? Infinity;
    for (const row of rows) {
      if (left <= 0) {
        return;
      }
      const tuple = await this.#toTuple(row);
      const metadata = new Map<string, unknown>(Object.entries(tuple.metadata ?? {}));
      const filter = Object.entries((options.filter ?? {}) as Record<string, unknown>);
      if (!filter.every(([key, value]) => metadata.get(key) === value)) {
        continue;
      }
      left -= 1;
      yield tuple;
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    const { threadId, namespace } = this.#key(config);
    this.#store.put({
      workspace: this.#workspace,
      threadId,
      namespace,
      id: checkpoint.id,
      parent: configurable(config).checkpoint_id,
      checkpoint: await this.#dump(copyCheckpoint(checkpoint)),
      metadata: await this.#dump(metadata),
    });
    return toConfig({ threadId, namespace, id: checkpoint.id });
  }

  /**
   * A task that failed does not keep the answer to its interrupt, so that another one can be given. The harness would
   * keep an unusable answer (a misspelt decision) and use it again instead of the next one.
   */
  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = "",
  ): Promise<void> {
    const key = this.#key(config);
    const failed = writes.some(([channel]) => channel === ERROR);
    for (const [index, [channel, value]] of writes.entries()) {
      if (failed && channel === RESUME) {
        continue;
      }
      const position = WRITES_IDX_MAP[channel] ?? index;
      this.#store.putWrite(key, { taskId, taskPath, position, channel, value: await this.#dump(value) });
    }
  }

  override deleteThread(threadId: string): Promise<void> {
    this.#store.deleteThread(this.#workspace, threadId);
    return Promise.resolve();
  }

  async #toTuple(row: CheckpointRow): Promise<CheckpointTuple> {
    const sortable = this.#store.writes(row).map((write) => ({
      write,
      key: writesSortKey(write.taskPath, write.taskId, write.position),
    }));
    sortable.sort((a, b) => compareWritesSortKeys(a.key, b.key));
    const pendingWrites = await Promise.all(
      sortable.map(async ({ write }): Promise<CheckpointPendingWrite> => [
        write.taskId,
        write.channel,
        await this.#load(write.value),
      ]),
    );
    return {
      config: toConfig(row),
      checkpoint: (await this.#load(row.checkpoint)) as Checkpoint,
      metadata: (await this.#load(row.metadata)) as CheckpointMetadata,
      pendingWrites,
      ...(row.parent === undefined ? {} : { parentConfig: toConfig({ ...row, id: row.parent }) }),
    };
  }

  #key(config: RunnableConfig): CheckpointKey {
    const { thread_id, checkpoint_ns = "", checkpoint_id = "" } = configurable(config);
    if (thread_id === undefined) {
      throw new Error("A checkpoint needs a thread_id");
    }
    return { workspace: this.#workspace, threadId: thread_id, namespace: checkpoint_ns, id: checkpoint_id };
  }

  async #dump(value: unknown): Promise<Serialized> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    return { type, bytes };
  }

  #load({ type, bytes }: Serialized): Promise<unknown> {
    return Promise.resolve(this.serde.loadsTyped(type, bytes) as unknown);
  }
}

interface CheckpointConfigurable {
  thread_id?: string | undefined;
  checkpoint_ns?: string | undefined;
  checkpoint_id?: string | undefined;
}

function configurable(config: RunnableConfig): CheckpointConfigurable {
  return (config.configurable ?? {}) as CheckpointConfigurable;
}

function toConfig({ threadId, namespace, id }: Omit<CheckpointKey, "workspace">): RunnableConfig {
  return { configurable: { thread_id: threadId, checkpoint_ns: namespace, checkpoint_id: id } };
}
