import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunEventSchemas } from "../../../provider/wire";
import { type NotesServer, startNotesServer } from "./mcp-server";
import { getThreadState, human, notesAgent, registerNotes, runStream, transcript } from "./runs-support";
import { closeAll, createAgent, createThread, start } from "./support";

let notes: NotesServer;
let dataDir: string;

beforeEach(async () => {
  notes = await startNotesServer();
  dataDir = mkdtempSync(join(tmpdir(), "emulator-"));
});
afterEach(async () => {
  await closeAll();
  await notes.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ASK = 'Please use search_notes {"query": "tea"} and then call delete_note with {"id": "n1"}.';

it("a run calls a tool, pauses for approval, survives a restart and ends with an answer", async () => {
  const first = await start({ dataDir });
  await registerNotes(first, notes);
  const agent = await createAgent(first, notesAgent(notes));
  const thread = await createThread(first, { agent_id: agent.id });
  const body = { agent_id: agent.id, ...human(ASK), stream_mode: ["values", "updates", "messages-tuple"] };
  const events = await runStream(first, thread.id, body);
  const updates = events.filter(({ event }) => event === "updates").map(({ data }) => data);
  expect(updates.at(-1)).toMatchObject({
    __interrupt__: [
      {
        value: {
          action_requests: [{ name: "delete_note", args: { id: "n1" } }],
          review_configs: [{ action_name: "delete_note", allowed_decisions: ["approve", "edit", "reject"] }],
        },
      },
    ],
  });
  const chunks = events
    .filter(({ event }) => event === "messages")
    .map(({ data }) => RunEventSchemas.messages.parse(data));
  expect(chunks[0]).toMatchObject([{ type: "AIMessageChunk" }, { langgraph_node: "model", ls_provider: "openai" }]);
  RunEventSchemas.metadata.parse(events[0]?.data);
  for (const { event, data } of events.slice(1)) {
    if (event === "values") {
      RunEventSchemas.values.parse(data);
    } else if (event === "updates") {
      RunEventSchemas.updates.parse(data);
    } else if (event === "messages") {
      RunEventSchemas.messages.parse(data);
    } else {
      throw new Error(`unexpected event ${event} ${JSON.stringify(data)}`);
    }
  }
  expect(notes.deleted).toEqual([]);
  const waiting = await getThreadState(first, thread.id);
  expect(waiting.status).toBe("interrupted");
  // The last event has the whole state, so that a client needs no other event to show what needs approval.
  const interrupts = Object.values(waiting.interrupts ?? {}).flat();
  expect(events.at(-1)).toEqual({ event: "values", data: { ...waiting.values, __interrupt__: interrupts } });
  await first.close();
  const second = await start({ dataDir });
  expect(await getThreadState(second, thread.id)).toEqual(waiting);
  const resumed = await runStream(second, thread.id, {
    agent_id: agent.id,
    command: { resume: { decisions: [{ type: "approve" }] } },
  });
  expect(resumed.at(-1)?.event).toBe("values");
  expect(notes.deleted).toEqual(["n1"]);
  const done = await getThreadState(second, thread.id);
  expect(done.status).toBe("idle");
  expect(transcript(done).at(-1)).toBe("ai: search_notes said: 1 note about tea\ndelete_note said: deleted n1");
});
