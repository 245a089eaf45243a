import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RunnableLambda } from "@langchain/core/runnables";
import { type NotesServer, startNotesServer } from "./mcp-server";
import { human, notesAgent, registerNotes, runStream } from "./runs-support";
import { call, closeAll, createAgent, createThread, start, THREADS } from "./support";

const before = { ...process.env };
const OWN_TRACE = "a trace of the process";

let notes: NotesServer;
let collector: Server;
/** The bodies that the collector received, in order. */
const received: string[] = [];

beforeAll(async () => {
  notes = await startNotesServer();
  collector = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    request.on("end", () => {
      received.push(text);
      response.setHeader("Content-Type", "application/json").end("{}");
      if (text.includes(OWN_TRACE)) {
        collector.emit("own trace");
      }
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  process.env = { ...before };
  await closeAll();
});
afterAll(async () => {
  collector.closeAllConnections();
  await Promise.all([notes.close(), new Promise((resolve) => collector.close(resolve))]);
});

it.each(["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])("a run is not traced when %s is set", async (variable) => {
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${String(port)}`;
  Object.assign(process.env, { [variable]: "true", LANGSMITH_ENDPOINT: endpoint, LANGSMITH_API_KEY: "lsv2_not_a_key" });
  const emulator = await start();
  await registerNotes(emulator, notes);
  const { id } = await createAgent(emulator, notesAgent(notes));
  const thread = await createThread(emulator, { agent_id: id });
  await runStream(emulator, thread.id, { agent_id: id, ...human('use search_notes {"query":"x"}') });
  await runStream(emulator, thread.id, { agent_id: id, ...human('use delete_note {"id":"n1"}') });
  expect((await call(emulator, "POST", `${THREADS}/${thread.id}/resolve-interrupt`)).status).toBe(204);
  // Others in the process are traced as before, and traces are sent in order: those of the runs would be here by then.
  const ownTrace = once(collector, "own trace");
  await RunnableLambda.from((text: string) => text).invoke(OWN_TRACE);
  await ownTrace;
  expect(received.filter((text) => /search_notes|model_request|delete_note/.test(text))).toEqual([]);
});
