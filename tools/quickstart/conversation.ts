import { createRequire } from "node:module";
import path from "node:path";
import { styleText } from "node:util";
import type { Api, RunEvent } from "../../provider/client/index.ts";
import type { Interrupt, RunMessage } from "../../provider/wire/index.ts";
import { Failure, elapsed } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { interruptionSignal, throwIfInterrupted } from "../bootstrap/signals.js";
import { transcript } from "./transcript.ts";

/** A scripted model makes the call that is spelt out here, and a real one understands it, too. */
export const QUESTION = 'Where can guests park? Please use search_notes with {"query": "parking"}.';

const LIMIT_MS = 180_000;

/** What leads a conversation: the product's own, which smoke tests use as well. */
export type Lead = Pick<typeof import("../../provider/smoke/converse.ts"), "converse"> &
  Pick<typeof import("../../provider/smoke/conversation.ts"), "Recorder"> &
  Pick<typeof import("../../provider/smoke/trouble.ts"), "RunError" | "UnfinishedError">;

/**
 * One turn with a deployed agent, told on stdout.
 *
 * @param config of the provider, as the stack has it
 * @param env for what the configuration leaves open
 */
export async function talk(
  { dist }: Paths,
  agentId: string,
  config: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const start = performance.now();
  const built = createRequire(path.join(dist, "index.js"));
  const { ApiClient, ApiError, apiOver, BrokenStreamError, NoAnswerError } = built(
    "./provider/client",
  ) as typeof import("../../provider/client/index.ts");
  const { resolveConfig } = built("./provider/config/config") as typeof import("../../provider/config/config.ts");
  const lead = Object.assign(
    {},
    ...["converse", "conversation", "trouble"].map((name) => built(`./provider/smoke/${name}`) as Partial<Lead>),
  ) as Lead;
  const api = apiOver(new ApiClient(resolveConfig((key) => config[key], env)));
  const teller = transcript({ columns: process.stdout.columns, style: (format, text) => styleText(format, text) });
  const timeout = AbortSignal.timeout(LIMIT_MS);
  try {
    await converse(lead, api, {
      agentId,
      onMessage: (message) => teller.message(message).forEach((entry) => console.log(entry)),
      onInterrupt: (interrupt) => console.log(teller.interrupt(interrupt)),
      signal: AbortSignal.any([timeout, interruptionSignal()]),
    });
  } catch (error) {
    throwIfInterrupted();
    if (timeout.aborted) {
      throw new Failure(`The agent did not answer within ${elapsed(LIMIT_MS)}.`);
    }
    const expected = [ApiError, BrokenStreamError, NoAnswerError].some((kind) => error instanceof kind);
    throw expected ? new Failure((error as Error).message) : error;
  }
  console.log(`\nAnswered in ${elapsed(performance.now() - start)}.`);
}

export interface Listeners {
  /** Each message once, the question first. */
  readonly onMessage: (message: RunMessage) => void;
  readonly onInterrupt: (interrupt: Interrupt) => void;
}

/**
 * One turn with an agent, on a test thread of its own that is deleted afterwards.
 *
 * @throws {Failure} when the run or its last tool call fails, or when it ends without an answer
 */
export async function converse(
  lead: Lead,
  api: Api,
  { agentId, signal, ...listeners }: Listeners & { readonly agentId: string; readonly signal: AbortSignal },
): Promise<void> {
  const { id } = await api.threads.create({ agent_id: agentId, options: { test_run: true } });
  try {
    await ask(lead, { api, agentId, threadId: id, signal }, listeners);
  } catch (error) {
    // What went wrong first is what has to be told.
    await api.threads.delete(id).catch(() => undefined);
    throw error;
  }
  await api.threads.delete(id);
}

interface Thread {
  readonly api: Api;
  readonly agentId: string;
  readonly threadId: string;
  readonly signal: AbortSignal;
}

async function ask(lead: Lead, { api, ...thread }: Thread, { onMessage, onInterrupt }: Listeners): Promise<void> {
  const told: RunMessage[] = [];
  const tell = (message: RunMessage): void => {
    told.push(message);
    onMessage(message);
  };
  const recorder = new (class extends lead.Recorder {
    override take(event: RunEvent): void {
      super.take(event);
      if (event.event === "values" && event.namespace.length === 0) {
        // Each event has all messages so far, from the question on.
        event.data.messages?.slice(told.length).forEach(tell);
      }
    }
  })();
  // At once: the first run loads the harness, and may fail before it has an event.
  tell({ type: "human", content: QUESTION });
  const partner = { ...thread, connect: () => api, metadata: {}, silenceMs: LIMIT_MS };
  const unfinished = await lead.converse(partner, { name: "quickstart", prompt: QUESTION }, recorder).then(
    () => false,
    (error: unknown) => {
      if (error instanceof lead.RunError) {
        throw new Failure(`The run failed: ${error.message}`);
      }
      if (error instanceof lead.UnfinishedError) {
        return true;
      }
      throw error;
    },
  );
  recorder.interrupts.forEach(onInterrupt);
  const lastTool = told.findLast(({ type }) => type === "tool");
  if (lastTool?.status === "error") {
    throw new Failure(
      `The call of ${lastTool.name ?? "a tool"} failed. Look at url and headers of the McpServer in examples/quickstart/index.ts.`,
    );
  }
  if (unfinished) {
    throw new Failure("The run ended without an answer from the agent.");
  }
}
