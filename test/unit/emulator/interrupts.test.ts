/** An interrupt stays until a resumed run has really taken it over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Script } from "../../../emulator/index";
import type { ThreadState } from "../../../provider/wire";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "./mcp-server";
import {
  getThreadState,
  human,
  notesAgent,
  openStream,
  reaches,
  registerNotes,
  runStream,
  transcript,
} from "./runs-support";
import { call, closeAll, createAgent, createThread, MCP_SERVERS, start, THREADS } from "./support";

const ASK = 'call delete_note {"id":"n1"}';
const APPROVE = { command: { resume: { decisions: [{ type: "approve" }] } } };
const TASK = { subagent_type: "helper", description: ASK };
const ASKED = [`human: ${ASK}`, "ai: "];
const DONE = [...ASKED, "tool: deleted n1", "ai: delete_note said: deleted n1"];

let notes: NotesServer;

beforeEach(async () => {
  notes = await startNotesServer();
});
afterEach(async () => {
  await closeAll();
  await notes.close();
});

/** A thread with an interrupt, and a tool list that the next run has to fetch again. */
async function setUpWaiting() {
  const emulator = await start();
  const server = await registerNotes(emulator, notes);
  const { id: agentId } = await createAgent(emulator, notesAgent(notes));
  const { id: threadId } = await createThread(emulator, { agent_id: agentId });
  await runStream(emulator, threadId, { agent_id: agentId, ...human(ASK) });
  const waiting = await getThreadState(emulator, threadId);
  expect(waiting.status).toBe("interrupted");
  expect(JSON.stringify(waiting.interrupts)).toContain('"name":"delete_note"');
  const headers = [REQUIRED_HEADER, { key: "X-Other", value: "1" }];
  await call(emulator, "PATCH", `${MCP_SERVERS}/${server.id}`, { body: { headers } });
  const resume = (fields: object = {}, signal?: AbortSignal) =>
    openStream(emulator, threadId, { agent_id: agentId, ...APPROVE, ...fields }, signal);
  return { emulator, threadId, resume, waiting };
}

const status = ({ status, interrupts }: ThreadState) => ({ status, interrupts });

it("an interrupt stays visible while the resumed run prepares, and disappears once the approved call is made", async () => {
  const { emulator, threadId, resume, waiting } = await setUpWaiting();
  const listed = notes.hold("tools/list");
  const called = notes.hold("tools/call");
  const response = await resume();
  await listed.reached;
  expect(status(await getThreadState(emulator, threadId))).toEqual({ status: "busy", interrupts: waiting.interrupts });
  listed.open();
  await called.reached;
  expect(status(await getThreadState(emulator, threadId))).toEqual({ status: "busy", interrupts: {} });
  called.open();
  await response.text();
  expect(transcript(await getThreadState(emulator, threadId))).toEqual(DONE);
});

it("a resumed run that is stopped too early leaves the interrupt to the next run", async () => {
  const { emulator, threadId, resume, waiting } = await setUpWaiting();
  const listed = notes.hold("tools/list");
  const abort = new AbortController();
  await resume({ on_disconnect: "cancel" }, abort.signal);
  await listed.reached;
  abort.abort();
  // The run does not wait for a server that does not answer.
  await reaches(emulator, threadId, ASKED, "interrupted");
  listed.open();
  expect((await getThreadState(emulator, threadId)).interrupts).toEqual(waiting.interrupts);
  await (await resume()).text();
  await reaches(emulator, threadId, DONE, "idle");
  expect(notes.deleted).toEqual(["n1"]);
});

it("an answer counts even if it arrives while the interrupt is being resolved without one", async () => {
  const { emulator, threadId, resume } = await setUpWaiting();
  const listed = notes.hold("tools/list");
  const called = notes.hold("tools/call");
  const resolved = call(emulator, "POST", `${THREADS}/${threadId}/resolve-interrupt`);
  await listed.reached;
  const response = await resume();
  await called.reached;
  listed.open();
  expect((await resolved).status).toBe(409);
  expect((await getThreadState(emulator, threadId)).status).toBe("busy");
  called.open();
  await response.text();
  await reaches(emulator, threadId, DONE, "idle");
});

it.each([true, { decisions: [] }, { decisions: [{ type: "approve" }, { type: "approve" }] }])(
  "an answer that does not fit (%j) is an error, and the next answer counts",
  async (answer) => {
    const { emulator, threadId, resume, waiting } = await setUpWaiting();
    expect(await (await resume({ command: { resume: answer } })).text()).toContain("event: error");
    expect(status(await getThreadState(emulator, threadId))).toEqual(status(waiting));
    await (await resume()).text();
    await reaches(emulator, threadId, DONE, "idle");
    expect(notes.deleted).toEqual(["n1"]);
  },
);

it("new input replaces the interrupt", async () => {
  const { emulator, threadId, resume } = await setUpWaiting();
  await (await resume({ command: undefined, ...human("never mind") })).text();
  const state = await getThreadState(emulator, threadId);
  expect(status(state)).toEqual({ status: "idle", interrupts: {} });
  expect(transcript(state).at(-1)).toContain("You said: never mind");
  expect(notes.deleted).toEqual([]);
});

it("a subagent's interrupt stays until the subagent is done, even if the server stops in between", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "emulator-"));
  try {
    const script: Script = {
      replies: [{ when: { contains: "delegate" }, turns: [{ tools: [{ name: "task", args: TASK }] }] }],
    };
    const first = await start({ dataDir, script });
    await registerNotes(first, notes);
    const { tools } = notesAgent(notes);
    const subagents = [{ name: "helper", description: "Helps.", instructions: "You help.", tools }];
    const { id: agentId } = await createAgent(first, { name: "boss", subagents });
    const { id: threadId } = await createThread(first, { agent_id: agentId });
    await runStream(first, threadId, { agent_id: agentId, ...human("delegate") });
    const { interrupts } = await getThreadState(first, threadId);
    const called = notes.hold("tools/call");
    const response = await openStream(first, threadId, { agent_id: agentId, ...APPROVE });
    await called.reached;
    expect(status(await getThreadState(first, threadId))).toEqual({ status: "busy", interrupts });
    await Promise.all([first.close(), response.text()]);

    const second = await start({ dataDir, script });
    expect(status(await getThreadState(second, threadId))).toEqual({ status: "interrupted", interrupts });
    await runStream(second, threadId, { agent_id: agentId, ...APPROVE });
    const done = await getThreadState(second, threadId);
    expect(status(done)).toEqual({ status: "idle", interrupts: {} });
    expect(transcript(done).at(-1)).toContain("delete_note said: deleted n1");
    expect(notes.deleted).toEqual(["n1"]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
