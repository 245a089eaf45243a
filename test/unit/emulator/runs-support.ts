/** Runs over HTTP: starts them and reads their events. */
import type { Emulator } from "../../../emulator/index";
import { type ThreadState, ThreadStateSchema } from "../../../provider/wire";
import { createMcpServer, expectCall, THREADS } from "./support";
import { type NotesServer, REQUIRED_HEADER } from "./mcp-server";

export interface StreamEvent {
  event: string;
  data: unknown;
}

/** An agent with the two tools of the notes server, one of which, deleting, needs approval. */
export function notesAgent({ url }: NotesServer) {
  return {
    name: "notes",
    system_prompt: "You keep notes.",
    runtime: { model: { model_id: "openai:gpt-5.4-mini" } },
    tools: {
      tools: [
        { name: "search_notes", mcp_server_url: url },
        { name: "delete_note", mcp_server_url: url },
      ],
      interrupt_config: { [`${url}/::delete_note::notes`]: true },
    },
  };
}

export function registerNotes(emulator: Emulator, { url }: NotesServer, value = REQUIRED_HEADER.value) {
  return createMcpServer(emulator, { name: "notes", url, headers: [{ key: REQUIRED_HEADER.key, value }] });
}

export function openStream(
  emulator: Emulator,
  threadId: string,
  body: object,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${emulator.url}${THREADS}/${threadId}/runs/stream`, {
    method: "POST",
    headers: { "X-Api-Key": emulator.apiKey, "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Starts a run and reads its stream to the end. */
export async function runStream(emulator: Emulator, threadId: string, body: object): Promise<StreamEvent[]> {
  const response = await openStream(emulator, threadId, body);
  const text = await response.text();
  if (response.status !== 200) {
    throw new Error(`${String(response.status)} ${text}`);
  }
  return parseEvents(text);
}

/** Reads a stream to its end, and calls `then` once the text has arrived. */
export async function readUntil(response: Response, expected: string, then: () => void): Promise<string> {
  let text = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const before = text.includes(expected);
    text += chunk;
    if (!before && text.includes(expected)) {
      then();
    }
  }
  if (!text.includes(expected)) {
    throw new Error(`The stream ended without ${JSON.stringify(expected)}: ${text}`);
  }
  return text;
}

export function parseEvents(text: string): StreamEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block.startsWith("event: "))
    .map((block) => {
      const [, event = "", data = ""] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
      return { event, data: JSON.parse(data) as unknown };
    });
}

export function human(content: string) {
  return { input: { messages: [{ role: "user", content }] } };
}

export function getThreadState(emulator: Emulator, id: string): Promise<ThreadState> {
  return expectCall(ThreadStateSchema, 200, emulator, "GET", `${THREADS}/${id}`);
}

/** Waits until a thread is no longer busy. */
export function settled(emulator: Emulator, id: string): Promise<ThreadState> {
  return until(emulator, id, () => false);
}

/** Waits until a thread has this transcript and status; fails with what it has instead once it is no longer busy. */
export async function reaches(emulator: Emulator, id: string, lines: readonly string[], status: string): Promise<void> {
  const isIt = (state: ThreadState) => state.status === status && transcript(state).length === lines.length;
  const state = await until(emulator, id, isIt);
  expect({ status: state.status, lines: transcript(state) }).toEqual({ status, lines });
}

/** The state that `isIt` is true of, or the one in which the thread stays: with no run under way nothing changes it. */
async function until(emulator: Emulator, id: string, isIt: (state: ThreadState) => boolean): Promise<ThreadState> {
  for (;;) {
    const state = await getThreadState(emulator, id);
    if (isIt(state) || state.status !== "busy") {
      return state;
    }
  }
}

/** `type: text` of each message of a state. */
export function transcript(state: ThreadState | undefined): string[] {
  const messages = (state?.values?.["messages"] ?? []) as { type: string; content: string }[];
  return messages.map(({ type, content }) => `${type}: ${content}`);
}
