// @ts-check
const { Failure } = require("../failure.js");

/** @typedef {import("../../../provider/client").Api} Api */
/** @typedef {import("../../../provider/wire").RunMessage} RunMessage */
/** @typedef {import("../../../provider/wire").Interrupt} Interrupt */

/** A scripted model makes the call that is spelt out here, and a real one understands it, too. */
const QUESTION = 'Where can guests park? Please use search_notes with {"query": "parking"}.';

/**
 * One turn with an agent, on a test thread of its own that is deleted afterwards.
 *
 * @param {Pick<Api, "threads" | "runs">} api
 * @param {object} options
 * @param {string} options.agentId
 * @param {(message: RunMessage) => void} options.onMessage each message once, the question first
 * @param {(interrupt: Interrupt) => void} options.onInterrupt
 * @param {AbortSignal} [options.signal]
 * @throws {Failure} when the run or its last tool call fails, or when it ends without an answer
 */
async function converse(api, { agentId, onMessage, onInterrupt, signal }) {
  const { id } = await api.threads.create({ agent_id: agentId, options: { test_run: true } });
  try {
    /** @type {import("../../../provider/wire").StreamRunRequest} */
    const body = {
      agent_id: agentId,
      input: { messages: [{ role: "user", content: QUESTION }] },
      stream_mode: "values",
    };
    const events = api.runs.stream(id, body, signal ? { signal } : {});
    await follow(events, { onMessage, onInterrupt });
  } catch (error) {
    // What went wrong first is what has to be told.
    await api.threads.delete(id).catch(() => undefined);
    throw error;
  }
  await api.threads.delete(id);
}

/**
 * @param {ReturnType<Api["runs"]["stream"]>} events
 * @param {{ onMessage: (message: RunMessage) => void, onInterrupt: (interrupt: Interrupt) => void }} listeners
 */
async function follow(events, { onMessage, onInterrupt }) {
  // At once: the first run loads the harness, and may fail before it has an event.
  /** @type {RunMessage} */
  const question = { type: "human", content: QUESTION };
  onMessage(question);
  const told = [question];
  let interrupted = false;
  for await (const event of events) {
    if (event.event === "error") throw new Failure(`The run failed: ${reasonOf(event.data)}`);
    if (event.event !== "values") continue;
    // Each event has all messages so far, from the question on.
    for (const message of event.data.messages?.slice(told.length) ?? []) {
      told.push(message);
      onMessage(message);
    }
    for (const interrupt of event.data.__interrupt__ ?? []) {
      interrupted = true;
      onInterrupt(interrupt);
    }
  }
  const lastTool = told.findLast(({ type }) => type === "tool");
  if (lastTool?.status === "error") {
    throw new Failure(
      `The call of ${lastTool.name ?? "a tool"} failed. Look at url and headers of the McpServer in examples/quickstart/index.ts.`,
    );
  }
  if (!interrupted && told.at(-1)?.type !== "ai") throw new Failure("The run ended without an answer of the agent.");
}

/** @param {string | { error?: string | undefined, message?: string | undefined }} data */
function reasonOf(data) {
  if (typeof data === "string") return data;
  return (
    [data.error, data.message].filter((part) => part !== undefined && part !== "").join(": ") || "it gave no reason"
  );
}

module.exports = { QUESTION, converse };
