/** `stream_subgraphs`: the events of subagents have LangGraph's names, `{mode}|{namespace}`. */
import type { StreamMode } from "../../../provider/wire";
import { type NotesServer, startNotesServer } from "./mcp-server";
import { human, registerNotes, runStream, type StreamEvent } from "./runs-support";
import { closeAll, createAgent, createThread, start } from "./support";

const TASK = { subagent_type: "helper", description: 'use search_notes {"query":"sub"}' };
const FOUND = "search_notes said: 1 note about sub";

let notes: NotesServer;

beforeAll(async () => {
  notes = await startNotesServer();
});
afterAll(() => notes.close());
afterEach(closeAll);

async function delegate(mode: StreamMode, subgraphs: boolean): Promise<StreamEvent[]> {
  const emulator = await start({
    script: { replies: [{ when: { contains: "delegate" }, turns: [{ tools: [{ name: "task", args: TASK }] }] }] },
  });
  await registerNotes(emulator, notes);
  const tools = { tools: [{ name: "search_notes", mcp_server_url: notes.url }] };
  const subagents = [{ name: "helper", description: "Helps.", instructions: "You help.", tools }];
  const { id } = await createAgent(emulator, { name: "boss", subagents });
  const thread = await createThread(emulator, { agent_id: id });
  const body = { agent_id: id, ...human("delegate"), stream_mode: [mode], stream_subgraphs: subgraphs };
  return (await runStream(emulator, thread.id, body)).slice(1);
}

it.each([
  ["values", "values"],
  ["updates", "updates"],
  ["messages-tuple", "messages"],
] as const)("the events of subagents in %s mode have their namespace", async (mode, event) => {
  const events = await delegate(mode, true);
  const own = events.filter((candidate) => candidate.event === event);
  const nested = events.filter((candidate) => candidate.event !== event);
  // The subagent's task is that of the tool node, and all its events share one namespace.
  expect([...new Set(nested.map((candidate) => candidate.event))]).toEqual([
    expect.stringMatching(new RegExp(`^${event}\\|tools:[0-9a-f-]{36}$`)),
  ]);
  expect(answers(mode, nested)).toContain(FOUND);
  expect(answers(mode, nested)).not.toContain(`task said: ${FOUND}`);
  expect(answers(mode, own)).toContain(`task said: ${FOUND}`);
  const without = await delegate(mode, false);
  expect([...new Set(without.map((candidate) => candidate.event))]).toEqual([event]);
  expect(answers(mode, without)).toEqual(answers(mode, own));
});

/** What a model said, as a client of this mode puts it together. */
function answers(mode: StreamMode, events: readonly StreamEvent[]): string[] {
  interface Message {
    type: string;
    content: string;
    id: string;
  }
  const texts = new Map<string, string>();
  for (const { data } of events) {
    if (mode === "messages-tuple") {
      const [{ type, id, content }] = data as [Message];
      if (type === "AIMessageChunk") {
        texts.set(id, (texts.get(id) ?? "") + content);
      }
      continue;
    }
    const states = mode === "values" ? [data] : Object.values(data as object);
    const messages = states.flatMap((state) => (state as { messages?: Message[] } | null)?.messages ?? []);
    for (const { type, id, content } of messages) {
      if (type === "ai") {
        texts.set(id, content);
      }
    }
  }
  return [...texts.values()];
}
