/** What happened in a conversation, put together from the events of its runs. */
import { isDeepStrictEqual } from "node:util";
import type { RunEvent } from "../client";
import { itemsOf } from "../inputs/check";
import { type Interrupt, InterruptSchema, type RunMessage } from "../wire/run";
import type { Approval } from "./interrupts";
import type { TranscriptEntry } from "./report";

export interface ToolCallSeen {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /**
   * `failed` if the tool answered with an error, `rejected` if the case decided so, `unanswered` if the conversation
   * ended first.
   */
  readonly outcome: "answered" | "failed" | "rejected" | "unanswered";
  /** What the tool answered. */
  readonly result?: string;
}

export interface Conversation {
  /** The trimmed text of the agent's last message; `""` if it said nothing in the last turn. */
  readonly reply: string;
  /** The messages of the agent and its subagents, in the order in which they were first seen. */
  readonly transcript: readonly TranscriptEntry[];
  /** The calls of the agent and its subagents. */
  readonly toolCalls: readonly ToolCallSeen[];
  /** The names of the subagents that answered. */
  readonly subagents: readonly string[];
  /** The paths of files that were written or changed. */
  readonly files: readonly string[];
  readonly approvals: readonly Approval[];
  /** Undefined if no message of the model reports it. */
  readonly tokens: number | undefined;
  /** How long the agent was at work, from the beginning of each run to its end. */
  readonly seconds: number;
}

/** One message as it was last seen. */
interface Seen {
  readonly message: RunMessage;
  /** `""` for the agent, otherwise a name for the call of a subagent. */
  readonly place: string;
}

/** The harness's own tools, whose arguments are known. Source: the open-source package `deepagents`. */
const DELEGATE = "task";
const WRITERS = new Set(["write_file", "edit_file"]);
/** They tell a failure in their text, without a status. */
const HARNESS_TOOLS = new Set([
  "ls",
  "read_file",
  "delete",
  "glob",
  "grep",
  "execute",
  "write_todos",
  DELEGATE,
  ...WRITERS,
]);
const HARNESS_FAILURE = /^(Error\b|Cannot write to )/;

export class Recorder {
  /** In the order in which they were first seen. A summary may remove old messages from the state, but they were said. */
  readonly #seen = new Map<string, Seen>();
  readonly #approvals: Approval[] = [];
  readonly #changedFiles = new Set<string>();
  #firstFiles: Readonly<Record<string, unknown>> | undefined;
  #waiting: Interrupt[] = [];
  #seconds = 0;
  readonly runIds: string[] = [];
  /** Why events could not be read. */
  readonly problems: string[] = [];

  /** Call before each run: what the last one waited for is answered by now. */
  runStarts(): void {
    this.#waiting = [];
  }

  take(event: RunEvent): void {
    switch (event.event) {
      case "metadata":
        this.runIds.push(event.data.run_id);
        break;
      case "updates":
        this.#takeInterrupts(event.data["__interrupt__"]);
        break;
      case "values":
        this.#takeInterrupts(event.data.__interrupt__);
        this.#takeMessages(placeOf(event.namespace), event.data.messages);
        this.#takeFiles(event.data.files);
        break;
      case "other":
        this.problems.push(...(event.problem === undefined ? [] : [event.problem]));
        break;
      default:
    }
  }

  /** Call after each run. */
  ran(seconds: number): void {
    this.#seconds += seconds;
  }

  decided(approvals: readonly Approval[]): void {
    this.#approvals.push(...approvals);
  }

  /** The questions that the run waits for a person to answer. */
  get interrupts(): readonly Interrupt[] {
    return this.#waiting;
  }

  /** Whether the agent has finished: its last message calls no tool. */
  get hasAnswered(): boolean {
    const last = this.#ofAgent().at(-1);
    return last?.type === "ai" && (last.tool_calls ?? []).length === 0;
  }

  conversation(): Conversation {
    const toolCalls = this.#toolCalls();
    const last = this.#ofAgent().at(-1);
    return {
      reply: last?.type === "ai" ? textOf(last).trim() : "",
      transcript: [...this.#seen.values()].map(entryOf),
      toolCalls,
      subagents: namesIn(toolCalls, (name) => name === DELEGATE, "subagent_type"),
      files: [...new Set([...this.#changedFiles, ...namesIn(toolCalls, (name) => WRITERS.has(name), "file_path")])],
      approvals: this.#approvals,
      tokens: this.#tokens(),
      seconds: this.#seconds,
    };
  }

  /** The same interrupt arrives in several stream modes, and from a subagent in several places; not always with its id. */
  #takeInterrupts(interrupts: unknown): void {
    // What one event asks twice are two questions, so each is the same as one of before at most.
    const before = [...this.#waiting];
    for (const one of itemsOf(interrupts).flatMap((item) => InterruptSchema.safeParse(item).data ?? [])) {
      const same =
        before.find(({ id }) => id !== undefined && id === one.id) ?? before.find((other) => mayBe(one, other));
      if (same === undefined) {
        this.#waiting.push(one);
      } else {
        before.splice(before.indexOf(same), 1);
        this.#waiting[this.#waiting.indexOf(same)] = { ...same, ...one };
      }
    }
  }

  #takeMessages(place: string, messages: readonly RunMessage[] = []): void {
    for (const [index, message] of messages.entries()) {
      const key = message.id ?? `${place}#${String(index)}`;
      this.#seen.set(key, { message, place: this.#seen.get(key)?.place ?? place });
    }
  }

  #takeFiles(files: Readonly<Record<string, unknown>> | undefined): void {
    if (!files) {
      return;
    }
    // Files that exist at the start are not part of this conversation.
    this.#firstFiles ??= files;
    for (const [path, file] of Object.entries(files)) {
      if (file !== null && !isDeepStrictEqual(file, this.#firstFiles[path])) {
        this.#changedFiles.add(path);
      }
    }
  }

  #ofAgent(): RunMessage[] {
    return [...this.#seen.values()].filter(({ place }) => place === "").map(({ message }) => message);
  }

  #toolCalls(): ToolCallSeen[] {
    const all = [...this.#seen.values()];
    const undecided = [...this.#approvals];
    return all.flatMap(({ message, place }, index) =>
      (message.tool_calls ?? []).map(({ name, args, id }) => {
        // Call ids are unique within one place at most, and some models restart numbering with each answer.
        const answer = all
          .slice(index + 1)
          .find((later) => later.place === place && later.message.type === "tool" && later.message.tool_call_id === id);
        // Each decision was about one call, and came in the order of the calls.
        const which = undecided.findIndex((one) => one.tool === name && isDeepStrictEqual(one.args, args));
        const [decided] = which < 0 ? [] : undecided.splice(which, 1);
        return { name, args, ...outcomeOf(name, decided, answer?.message) };
      }),
    );
  }

  #tokens(): number | undefined {
    const counts = [...this.#seen.values()].flatMap(({ message: { usage_metadata: usage } }) =>
      usage ? [usage.total_tokens ?? (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0)] : [],
    );
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
  }
}

/** Whether two interrupts, of which one has no id, are probably the same. */
function mayBe(one: Interrupt, other: Interrupt): boolean {
  return (one.id === undefined || other.id === undefined) && isDeepStrictEqual(one.value, other.value);
}

function outcomeOf(
  name: string,
  decided: Approval | undefined,
  answer: RunMessage | undefined,
): Pick<ToolCallSeen, "outcome" | "result"> {
  if (!answer) {
    return { outcome: "unanswered" };
  }
  const result = textOf(answer);
  const failed = answer.status === "error" || (HARNESS_TOOLS.has(name) && HARNESS_FAILURE.test(result));
  return { outcome: decided?.decision === "reject" ? "rejected" : failed ? "failed" : "answered", result };
}

/** Subagents run inside a call of the node `tools`. Any other namespace is part of the agent itself. */
function placeOf(namespace: readonly string[]): string {
  return namespace.some((part) => part.startsWith("tools:")) ? namespace.join("|") : "";
}

function textOf({ content }: RunMessage): string {
  return typeof content === "string"
    ? content
    : content.map((block) => (typeof block === "string" ? block : (block.text ?? ""))).join("");
}

function entryOf({ message, place }: Seen): TranscriptEntry {
  const { type, name, tool_calls: toolCalls = [], status } = message;
  return {
    type,
    text: textOf(message),
    ...(type === "tool" && name !== undefined ? { name } : {}),
    ...(toolCalls.length === 0 ? {} : { toolCalls: toolCalls.map(({ name: tool, args }) => ({ name: tool, args })) }),
    ...(status === "error" ? { failed: true } : {}),
    ...(place === "" ? {} : { inSubagent: true }),
  };
}

/** The distinct values of the argument `field` in calls that were answered. */
function namesIn(calls: readonly ToolCallSeen[], isTool: (name: string) => boolean, field: string): string[] {
  const names = calls
    .filter(({ name, outcome }) => isTool(name) && outcome === "answered")
    .map(({ args }) => args[field])
    .filter((name) => typeof name === "string");
  return [...new Set(names)];
}
