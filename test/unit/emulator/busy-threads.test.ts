/** Threads with a run under way. Its tool waits until the test lets it answer, so that nothing depends on time. */
import { RunSchema } from "../../../provider/wire";
import { type Gate, type NotesServer, startNotesServer } from "./mcp-server";
import {
  getThreadState,
  human,
  notesAgent,
  openStream,
  parseEvents,
  reaches,
  readUntil,
  registerNotes,
  settled,
  transcript,
} from "./runs-support";
import { call, closeAll, createAgent, createThread, expectCall, start, THREADS } from "./support";

const SLOW = human('use search_notes {"query":"slow"}');
const SLOW_BEGUN = [`human: ${SLOW.input.messages[0]?.content}`, "ai: "];
const SLOW_DONE = [...SLOW_BEGUN, "tool: 1 note about slow", "ai: search_notes said: 1 note about slow"];
/** What the harness inserts for the result that a stopped run did not wait for. */
const SLOW_STOPPED = [...SLOW_BEGUN, expect.stringMatching(/^tool: .*search_notes.*cancelled/) as string];
const TWO = ["human: two", "ai: You keep notes.\n\nYou said: two"];

let notes: NotesServer;
let gate: Gate;

beforeEach(async () => {
  notes = await startNotesServer();
  gate = notes.hold("tools/call");
});
afterEach(async () => {
  await closeAll();
  await notes.close();
});

async function setUp(options: object = {}) {
  const emulator = await start(options);
  await registerNotes(emulator, notes);
  const { id: agentId } = await createAgent(emulator, notesAgent(notes));
  const { id: threadId } = await createThread(emulator, { agent_id: agentId });
  const path = `${THREADS}/${threadId}`;
  return { emulator, agentId, threadId, path };
}

/** A thread whose run waits for its tool, read by a client. */
async function setUpBusy(fields: object = {}, signal?: AbortSignal, options: object = {}) {
  const busy = await setUp(options);
  const body = { agent_id: busy.agentId, ...SLOW, ...fields };
  const response = await openStream(busy.emulator, busy.threadId, body, signal);
  await gate.reached;
  await reaches(busy.emulator, busy.threadId, SLOW_BEGUN, "busy");
  return { ...busy, response };
}

it("a background run returns at once, and its result appears in the thread", async () => {
  const { emulator, agentId, threadId, path } = await setUp();
  const body = { ...SLOW, metadata: { from: "test" } };
  const run = await expectCall(RunSchema, 200, emulator, "POST", `${path}/runs`, { body });
  expect(run).toMatchObject({ thread_id: threadId, assistant_id: agentId, metadata: { from: "test" } });
  await gate.reached;
  expect((await getThreadState(emulator, threadId)).status).toBe("busy");
  gate.open();
  const state = await settled(emulator, threadId);
  expect(state.status).toBe("idle");
  expect(transcript(state)).toEqual(SLOW_DONE);
});

it.each([
  ["reject", 409, SLOW_DONE],
  ["enqueue", 200, [...SLOW_DONE, ...TWO]],
  ["interrupt", 200, [...SLOW_STOPPED, ...TWO]],
  ["rollback", 200, TWO],
])(
  "a run with multitask_strategy %s on a busy thread has its documented effect",
  async (strategy, status, expected) => {
    const { emulator, threadId, path } = await setUpBusy();
    const body = { ...human("two"), multitask_strategy: strategy };
    expect((await call(emulator, "POST", `${path}/runs`, { body })).status).toBe(status);
    // The strategies that stop a run do not wait for its tool.
    if (strategy === "reject" || strategy === "enqueue") {
      gate.open();
    }
    await reaches(emulator, threadId, expected, "idle");
  },
);

it.each([
  ["cancel", SLOW_BEGUN],
  ["continue", SLOW_DONE],
])(
  "a client that goes away with on_disconnect %s has the documented effect on its run",
  async (onDisconnect, expected) => {
    const abort = new AbortController();
    const { emulator, threadId } = await setUpBusy({ on_disconnect: onDisconnect }, abort.signal);
    abort.abort();
    if (onDisconnect === "continue") {
      gate.open();
    }
    await reaches(emulator, threadId, expected, "idle");
  },
);

it("a silent stream is filled with comments", async () => {
  const { response } = await setUpBusy({}, undefined, { heartbeatMilliseconds: 1 });
  const text = await readUntil(response, ": heartbeat\n\n", () => gate.open());
  expect(parseEvents(text)[0]?.event).toBe("metadata");
  expect(parseEvents(text).at(-1)?.event).toBe("values");
});

it("a server that stops in the middle of a stream says so before the stream ends", async () => {
  const { emulator, response } = await setUpBusy();
  const [text] = await Promise.all([response.text(), emulator.close()]);
  expect(parseEvents(text).at(-1)).toMatchObject({ event: "error", data: { error: "RunCut" } });
});

it.each([["enqueue"], ["interrupt"], ["rollback"]])(
  "deleting a thread ends its run, and a later one with %s, with an error event",
  async (strategy) => {
    const { emulator, agentId, threadId, path, response } = await setUpBusy();
    notes.hold("tools/call");
    const body = { agent_id: agentId, ...SLOW, multitask_strategy: strategy };
    const waiting = await openStream(emulator, threadId, body);
    expect((await call(emulator, "DELETE", path)).status).toBe(204);
    expect(parseEvents(await response.text()).at(-1)?.event).toBe("error");
    expect(parseEvents(await waiting.text()).at(-1)).toEqual({
      event: "error",
      data: { error: "ThreadDeleted", message: "The thread was deleted before this run ended" },
    });
    expect((await call(emulator, "GET", path)).status).toBe(404);
  },
);
