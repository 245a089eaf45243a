import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CountThreadsResponseSchema, ListThreadsResponseSchema } from "../../../provider/wire";
import { DEFAULT_WORKSPACE, type Emulator } from "../../../emulator/index";
import { openStore } from "../../../emulator/store";
import type { ThreadRecord } from "../../../emulator/threads/store";
import { closeAll, createAgent, expectCall, start, THREADS } from "./support";

const AGENT = "11111111-1111-1111-1111-111111111111";
const OTHER_AGENT = "22222222-2222-2222-2222-222222222222";

let dataDir: string;
let emulator: Emulator;

/** Threads in the states that runs leave behind; their titles say which. */
const STORED: [string, Partial<ThreadRecord>][] = [
  ["seen", {}],
  ["unread", { unread: true }],
  ["interrupted", { status: "interrupted" }],
  ["failed", { status: "error" }],
  ["busy", { status: "busy", unread: true }],
  ["test run", { status: "error", testRun: true }],
  ["another agent's", { status: "error", agentId: OTHER_AGENT }],
  ["another's", { status: "error", ownerId: "someone" }],
  ["elsewhere", { status: "error", workspace: "other" }],
];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "emulator-"));
  const first = await start({ dataDir });
  const { owner_id: ownerId = "" } = await createAgent(first, { name: "a" });
  await first.close();
  const store = openStore(dataDir);
  for (const [index, [title, fields]] of STORED.entries()) {
    const time = store.clock.now();
    store.threads.insert({
      id: `00000000-0000-4000-8000-00000000000${String(index)}`,
      workspace: DEFAULT_WORKSPACE,
      ownerId,
      agentId: AGENT,
      status: "idle",
      testRun: false,
      pinned: false,
      unread: false,
      settings: { title, metadata: {}, skipMemoryWriteProtection: false },
      createdAt: time,
      updatedAt: time,
      stateUpdatedAt: time,
      ...fields,
    });
  }
  store.close();
  emulator = await start({ dataDir });
});
afterAll(async () => {
  await closeAll();
  rmSync(dataDir, { recursive: true, force: true });
});

it.each([
  ["", ["unread", "interrupted", "failed", "another agent's"]],
  [`?agent_id=${AGENT}`, ["unread", "interrupted", "failed"]],
  [`?agent_id=${OTHER_AGENT}`, ["another agent's"]],
])("the count%s includes the threads that wait for their owner, without test runs", async (query, waiting) => {
  const answer = await expectCall(CountThreadsResponseSchema, 200, emulator, "GET", `${THREADS}/count${query}`);
  expect(answer).toEqual({ attention_count: waiting.length });
});

it.each([
  ["requires_attention=true", ["failed", "interrupted", "unread"]],
  ["requires_attention=false", ["busy", "failed", "interrupted", "unread", "seen"]],
  ["status=error", ["failed"]],
  ["status=error&test_run=true", ["test run"]],
  ["status=idle", ["unread", "seen"]],
])("the list with %s contains the right threads", async (query, titles) => {
  const path = `${THREADS}?agent_id=${AGENT}&${query}`;
  const { threads } = await expectCall(ListThreadsResponseSchema, 200, emulator, "GET", path);
  expect(threads.map(({ title }) => title)).toEqual(titles);
});

it("the list says which threads are interrupted", async () => {
  const path = `${THREADS}?agent_id=${AGENT}`;
  const { threads } = await expectCall(ListThreadsResponseSchema, 200, emulator, "GET", path);
  expect(threads.filter((thread) => thread.has_interrupts).map(({ title }) => title)).toEqual(["interrupted"]);
});
