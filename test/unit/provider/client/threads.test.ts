import { onEmulator, type OnEmulator } from "../resources/on-emulator";
import { collect } from "./support";

let here: OnEmulator;
beforeEach(async () => {
  here = await onEmulator();
});
afterEach(() => here.emulator.close());

it("creates, reads, changes, finds, counts and deletes a thread on a strict server", async () => {
  const { threads, agents } = here.api;
  const { id: agent_id } = await agents.create({ name: "a" });
  const metadata = { case: "first" };
  const { id } = await threads.create({ agent_id, metadata, if_exists: "raise", options: { test_run: true } });

  expect(await threads.get(id)).toMatchObject({ status: "idle", metadata });
  expect(await threads.update(id, { title: "A case", metadata: { run: "r" } })).toMatchObject({ title: "A case" });
  const [found, ...others] = await threads.search({ metadata });
  expect(found).toMatchObject({ metadata: { ...metadata, run: "r" } });
  expect(others).toEqual([]);
  expect(await threads.count({ agentId: agent_id })).toEqual({ attention_count: 0 });
  expect(await threads.bulkModify({ thread_ids: [id], data: { title: "B" } })).toEqual({
    results: [{ id, status: "success" }],
  });
  expect(await collect(threads.list(agent_id, { testRun: true }))).toMatchObject([{ id, title: "B" }]);

  await threads.delete(id);
  await threads.delete(id);
  await expect(threads.get(id)).rejects.toMatchObject({ name: "NotFoundError" });
});

it("refuses a second thread with the same id, or returns the first if told to", async () => {
  const { threads, agents } = here.api;
  const { id: agent_id } = await agents.create({ name: "a" });
  const { id: thread_id } = await threads.create({ agent_id });
  await expect(threads.create({ agent_id, thread_id })).rejects.toMatchObject({ name: "ConflictError" });
  await expect(threads.create({ agent_id, thread_id, if_exists: "do_nothing" })).resolves.toMatchObject({
    id: thread_id,
  });
});
