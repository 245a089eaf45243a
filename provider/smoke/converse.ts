/** A case's conversation with the agent: its turns, and the answers to what the agent asks a person. */
import type { Api } from "../client";
import type { SmokeCase } from "../inputs/smoke-test";
import type { StreamRunRequest } from "../wire";
import type { Recorder } from "./conversation";
import { answerTo, type Pause } from "./interrupts";
import { cut, secondsSince } from "./report";
import { RunError, UnfinishedError } from "./trouble";

export interface Partner {
  readonly connect: () => Api;
  readonly agentId: string;
  readonly threadId: string;
  /** Stored with each run. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Ends the conversation and its current run. */
  readonly signal: AbortSignal;
  /** How long the stream may be silent, in milliseconds. */
  readonly silenceMs: number;
}

/**
 * Has the conversation, up to its end or to a pause that the case does not expect. Such a pause is left for the caller to
 * end.
 *
 * @returns the pauses that were not expected; empty when the conversation came to its end
 * @throws RunError, UnfinishedError, the errors of a stream, or the signal's reason
 */
export async function converse(partner: Partner, smokeCase: SmokeCase, recorder: Recorder): Promise<readonly Pause[]> {
  const expected = [...(smokeCase.expect?.interrupts ?? [])];
  for (const prompt of turnsOf(smokeCase)) {
    await run(partner, { messages: [{ role: "user", content: prompt }] }, recorder);
    // This ends, because each answer uses up at least one of the expected interrupts.
    while (recorder.interrupts.length > 0) {
      const { resume, approvals, unexpected } = answerTo(recorder.interrupts, expected);
      if (unexpected.length > 0) {
        return unexpected;
      }
      recorder.decided(approvals);
      await run(partner, { command: { resume } }, recorder);
    }
    if (!recorder.hasAnswered) {
      throw new UnfinishedError("the stream ended before the agent had answered");
    }
  }
  return [];
}

function turnsOf({ prompt, turns }: SmokeCase): readonly string[] {
  return turns ?? (prompt === undefined ? [] : [prompt]);
}

async function run(
  partner: Partner,
  what: Pick<StreamRunRequest, "messages" | "command">,
  recorder: Recorder,
): Promise<void> {
  const { connect, agentId, threadId, metadata, signal, silenceMs } = partner;
  recorder.runStarts();
  const body: StreamRunRequest = {
    ...what,
    agent_id: agentId,
    stream_mode: ["values", "updates"],
    stream_subgraphs: true,
    on_disconnect: "cancel",
    metadata,
  };
  // With the first event, because the API may have had the request wait before it began.
  let began: number | undefined;
  try {
    for await (const event of connect().runs.stream(threadId, body, { signal, silenceMs })) {
      began ??= performance.now();
      if (event.event === "error") {
        throw new RunError(errorText(event.data));
      }
      recorder.take(event);
    }
  } finally {
    recorder.ran(began === undefined ? 0 : secondsSince(began));
  }
}

/** The text of an error event, whatever its shape. */
function errorText(data: unknown): string {
  const said = textsOf(data).join(": ");
  if (said !== "") {
    return said;
  }
  const json = JSON.stringify(data);
  return json === undefined || /^(""|null|\{\}|\[\])$/.test(json) ? "it does not say which" : cut(json);
}

/** Where errors of models, gateways and runtimes say what went wrong. */
const TEXTS = ["type", "error", "message", "detail", "reason"];

function textsOf(data: unknown): string[] {
  if (typeof data === "string") {
    return data.trim() === "" ? [] : [data];
  }
  return typeof data === "object" && data !== null
    ? TEXTS.flatMap((name) => textsOf((data as Readonly<Record<string, unknown>>)[name]))
    : [];
}
