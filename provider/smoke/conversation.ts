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
   * `failed` when the tool answered with an error, `rejected` when the case decided so, `unanswered` when the
   * conversation ended before.
   */
  readonly outcome: "answered" | "failed" | "rejected" | "unanswered";
  /** What the tool answered. */
  readonly result?: string;
}

export interface Conversation {
  /** The text of the agent's last message, without space around it; `""` where it said nothing to the last turn. */
  readonly reply: string;
  /** Of the agent and its subagents, in the order in which they were first seen. */
  readonly transcript: readonly TranscriptEntry[];
  /** Of the agent and its subagents. */
  readonly toolCalls: readonly ToolCallSeen[];
  /** Names of the subagents that did what they were asked to. */
  readonly subagents: readonly string[];
  /** Paths of files that were written or changed. */
  readonly files: readonly string[];
  readonly approvals: readonly Approval[];
  /** Undefined when no message of the model says. */
  readonly tokens: number | undefined;
  readonly seconds: number;
}

/** One message as it was last seen. */
interface Seen {
  readonly message: RunMessage;
  /** Where: `""` for the agent, otherwise something that names the call of a subagent. */
  readonly place: string;
}

/** The harness' own tools, of which the arguments are known. Source: the open-source package `deepagents`. */
const DELEGATE = "task";
const WRITERS = new Set(["write_file", "edit_file"]);

export class Recorder {
  /** In the order in which they were first seen: a summary may take old ones out of the state, but they were said. */
  private readonly seen = new Map<string, Seen>();
  private readonly approvals: Approval[] = [];
  private readonly changedFiles = new Set<string>();
  private firstFiles: Readonly<Record<string, unknown>> | undefined;
  private waiting = new Map<string, Interrupt>();
  readonly runIds: string[] = [];

  /** Before each run: what the last one waited for is answered. */
  runStarts(): void {
    this.waiting = new Map();
  }

  take(event: RunEvent): void {
    switch (event.event) {
      case "metadata":
        this.runIds.push(event.data.run_id);
        break;
      case "updates":
        this.takeInterrupts(event.data["__interrupt__"]);
        break;
      case "values":
        this.takeInterrupts(event.data.__interrupt__);
        this.takeMessages(placeOf(event.namespace), event.data.messages);
        this.takeFiles(event.data.files);
        break;
      default:
    }
  }

  decided(approvals: readonly Approval[]): void {
    this.approvals.push(...approvals);
  }

  /** What the run waits for a person to answer. */
  get interrupts(): readonly Interrupt[] {
    return [...this.waiting.values()];
  }

  /** Whether the agent has had its last word: a message after which it waits for no tool. */
  get hasAnswered(): boolean {
    const last = this.ofAgent().at(-1);
    return last?.type === "ai" && (last.tool_calls ?? []).length === 0;
  }

  /** @param seconds how long it took */
  conversation(seconds: number): Conversation {
    const toolCalls = this.toolCalls();
    const last = this.ofAgent().at(-1);
    return {
      reply: last?.type === "ai" ? textOf(last).trim() : "",
      transcript: [...this.seen.values()].map(entryOf),
      toolCalls,
      subagents: namesIn(toolCalls, (name) => name === DELEGATE, "subagent_type"),
      files: [...new Set([...this.changedFiles, ...namesIn(toolCalls, (name) => WRITERS.has(name), "file_path")])],
      approvals: this.approvals,
      tokens: this.tokens(),
      seconds,
    };
  }

  private takeInterrupts(interrupts: unknown): void {
    for (const item of itemsOf(interrupts)) {
      const { success, data } = InterruptSchema.safeParse(item);
      if (success) {
        // The same one comes in several modes, and of a subagent at several places.
        this.waiting.set(data.id ?? JSON.stringify(data.value), data);
      }
    }
  }

  private takeMessages(place: string, messages: readonly RunMessage[] = []): void {
    for (const [index, message] of messages.entries()) {
      const key = message.id ?? `${place}#${String(index)}`;
      this.seen.set(key, { message, place: this.seen.get(key)?.place ?? place });
    }
  }

  private takeFiles(files: Readonly<Record<string, unknown>> | undefined): void {
    if (!files) {
      return;
    }
    // What is there at first is not of this conversation.
    this.firstFiles ??= files;
    for (const [path, file] of Object.entries(files)) {
      if (file !== null && !isDeepStrictEqual(file, this.firstFiles[path])) {
        this.changedFiles.add(path);
      }
    }
  }

  private ofAgent(): RunMessage[] {
    return [...this.seen.values()].filter(({ place }) => place === "").map(({ message }) => message);
  }

  private toolCalls(): ToolCallSeen[] {
    const all = [...this.seen.values()];
    return all.flatMap(({ message, place }, index) =>
      (message.tool_calls ?? []).map(({ name, args, id }) => {
        // Ids of calls are unique in one place at most, and some models number them anew for each answer.
        const answer = all
          .slice(index + 1)
          .find((later) => later.place === place && later.message.type === "tool" && later.message.tool_call_id === id);
        return { name, args, ...this.outcomeOf(name, args, answer?.message) };
      }),
    );
  }

  private outcomeOf(
    name: string,
    args: Readonly<Record<string, unknown>>,
    answer: RunMessage | undefined,
  ): Pick<ToolCallSeen, "outcome" | "result"> {
    if (!answer) {
      return { outcome: "unanswered" };
    }
    const rejected = this.approvals.some(
      (approval) => approval.decision === "reject" && approval.tool === name && isDeepStrictEqual(approval.args, args),
    );
    const failed = answer.status === "error";
    return { outcome: rejected ? "rejected" : failed ? "failed" : "answered", result: textOf(answer) };
  }

  private tokens(): number | undefined {
    const counts = [...this.seen.values()].flatMap(({ message: { usage_metadata: usage } }) =>
      usage ? [usage.total_tokens ?? (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0)] : [],
    );
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
  }
}

/** Subagents run inside a call of the node `tools`; what else has a namespace is part of the agent itself. */
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

/** The argument `field` of calls that were answered, once each. */
function namesIn(calls: readonly ToolCallSeen[], isTool: (name: string) => boolean, field: string): string[] {
  const names = calls
    .filter(({ name, outcome }) => isTool(name) && outcome === "answered")
    .map(({ args }) => args[field])
    .filter((name) => typeof name === "string");
  return [...new Set(names)];
}
