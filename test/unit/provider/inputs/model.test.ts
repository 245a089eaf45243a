/** A model as a program writes it, and as it comes back. */
import { agent } from "../../../../provider/resources/agent/agent";
import type { ModelInputs } from "../../../../provider/inputs/agent";
import { onEmulator, type OnEmulator } from "../resources/on-emulator";

let on: OnEmulator;
beforeEach(async () => {
  on = await onEmulator();
});
afterEach(() => on.emulator.close());

it.each<[ModelInputs, string]>([
  ["anthropic:claude-sonnet-4-6", "anthropic:claude-sonnet-4-6"],
  [{ playground: "drafts" }, "drafts"],
])("%j is the API's %s, and comes back as it was written", async (model, modelId) => {
  const inputs = { name: "a", model, subagents: [{ name: "w", model }] };
  const { id, state } = await agent.create(on.deploy(), inputs);
  expect(await on.api.agents.get(id)).toMatchObject({
    runtime: { model: { model_id: modelId } },
    subagents: [{ model_id: modelId }],
  });
  expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual(inputs);
  expect((await agent.read(on.deploy(), id))?.inputs).toMatchObject(inputs);
  expect(agent.diff(id, state, inputs).changes).toBe(false);
});

it("shows another model, of either kind, as a change", async () => {
  const inputs = { name: "a", model: "openai:gpt-5.5" };
  const { id, state } = await agent.create(on.deploy(), inputs);
  await on.api.agents.update(id, { runtime: { model: { model_id: "drafts" } } });
  const drifted = await agent.read(on.deploy(), id, state);
  expect(drifted?.inputs).toEqual({ name: "a", model: { playground: "drafts" } });
  expect(agent.diff(id, drifted?.state ?? {}, inputs).changed).toEqual(["model"]);

  await on.api.agents.update(id, { runtime: {} });
  expect((await agent.read(on.deploy(), id, state))?.inputs).toEqual({ name: "a" });
});
