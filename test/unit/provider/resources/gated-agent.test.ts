/** The live agent of a gate: what it may be sent. */
import { gatedAgent } from "../../../../provider/resources/agent/gated-agent";
import { proofOf } from "../../../../provider/resources/agent/proof";
import { UNKNOWN } from "../../../../provider/helpers/json";
import type { AgentInputs } from "../../../../provider/inputs/agent";
import { onEmulator, type OnEmulator } from "./on-emulator";

const tool = (name: string) => ({ name, mcpServerUrl: "https://a.example.com" });
const TESTED: AgentInputs = {
  name: "shop-candidate",
  systemPrompt: "You run the shop.",
  model: "openai:gpt-5",
  tools: [tool("x"), tool("y")],
  extras: { team: "x", other: "y" },
  files: { "a.md": "A" },
};
const LIVE: AgentInputs = { ...TESTED, name: "shop", onDelete: { threads: "delete" }, __owner: "pulumi:stack:1" };
const PROOF = proofOf(TESTED);

let on: OnEmulator;
beforeEach(async () => {
  on = await onEmulator();
  await on.api.mcpServers.create({ name: "a", url: "https://a.example.com" });
});
afterEach(() => on.emulator.close());

it("is created and changed as it was tested, whatever its name, its mark and the order of keys are", async () => {
  const { id, state } = await gatedAgent.create(on.deploy(), {
    ...LIVE,
    tools: [tool("y"), tool("x")],
    extras: { other: "y", team: "x" },
    __proof: PROOF,
  });
  expect(state).not.toHaveProperty("__proof");
  const next = { ...TESTED, systemPrompt: "You run our shop." };
  const inputs = { ...LIVE, systemPrompt: "You run our shop.", name: "our shop", __proof: proofOf(next) };
  expect(gatedAgent.diff(id, state, inputs)).toMatchObject({ changes: true });
  expect(await gatedAgent.update(on.deploy(), id, state, inputs)).toMatchObject({ name: "our shop" });
});

it.each<[changed: string, change: object]>([
  ["systemPrompt", { systemPrompt: "You tell jokes." }],
  ["systemPrompt", { systemPrompt: undefined }],
  ["model", { model: "openai:gpt-5-mini" }],
  ["tools", { tools: [tool("x")] }],
  ["tools, interruptConfig", { interruptConfig: { x: true } }],
  ["subagents", { subagents: [{ name: "s" }] }],
  ["skills", { skills: [{ name: "s" }] }],
  ["backend", { backend: { type: "sandbox" } }],
  ["permissions", { permissions: { identity: "shared" } }],
  ["extras", { extras: { team: "y" } }],
  ["configurable", { configurable: { a: 1 } }],
  ["files", { files: { "a.md": "B" } }],
  ["description", { description: "new" }],
])("is neither created nor changed with another value of %s", async (names, change) => {
  const refused = `${names} of the live agent: the smoke test of its gate has not passed this`;
  const inputs = { ...LIVE, ...change, __proof: PROOF };
  expect(gatedAgent.checkCreation?.(inputs)).toEqual([expect.stringContaining(refused)]);
  expect(() => gatedAgent.create(on.deploy(), inputs)).toThrow(refused);
  const { id, state } = await gatedAgent.create(on.deploy(), { ...LIVE, __proof: PROOF });
  on.writes();
  expect(() => gatedAgent.diff(id, state, inputs)).toThrow(refused);
  expect(() => gatedAgent.update(on.deploy(), id, state, inputs)).toThrow(refused);
  expect(on.writes()).toEqual([]);
});

it("is not created without a proof, and put back to what was tested with one", async () => {
  const refused = "has not passed this, so it is not deployed";
  expect(() => gatedAgent.create(on.deploy(), LIVE)).toThrow(refused);
  const { id, state } = await gatedAgent.create(on.deploy(), { ...LIVE, __proof: PROOF });
  const drifted = { ...state, systemPrompt: "By hand." };
  expect(() => gatedAgent.diff(id, drifted, LIVE)).toThrow(refused);
  expect(gatedAgent.diff(id, drifted, { ...LIVE, __proof: PROOF })).toMatchObject({ changed: ["systemPrompt"] });
});

it("is unchanged without a proof, with another one, and with one that is not known yet", async () => {
  const { id, state } = await gatedAgent.create(on.deploy(), { ...LIVE, __proof: PROOF });
  for (const __proof of [undefined, proofOf(TESTED), UNKNOWN]) {
    expect(gatedAgent.diff(id, state, { ...LIVE, __proof })).toMatchObject({ changes: false });
  }
});

it("may be anything in a preview that does not know yet what the test will leave", async () => {
  const { id, state } = await gatedAgent.create(on.deploy(), { ...LIVE, __proof: PROOF });
  const inputs = { ...LIVE, systemPrompt: "You tell jokes." };
  expect(gatedAgent.checkCreation?.({ ...inputs, __proof: UNKNOWN })).toEqual([]);
  expect(gatedAgent.diff(id, state, { ...inputs, __proof: UNKNOWN })).toMatchObject({ changes: true });
  // What is not known cannot be compared with a proof that is.
  const unknown = { ...LIVE, systemPrompt: UNKNOWN, __proof: PROOF };
  expect(gatedAgent.diff(id, state, unknown)).toMatchObject({ changes: true });
});

it("counts a test of an earlier version, which left its arguments, for a proof", async () => {
  const old = { candidate: { ...TESTED, tools: [tool("y"), tool("x")] } };
  const { id, state } = await gatedAgent.create(on.deploy(), { ...LIVE, __proof: old });
  const other = { ...LIVE, systemPrompt: "You tell jokes.", __proof: old };
  expect(() => gatedAgent.update(on.deploy(), id, state, other)).toThrow("systemPrompt of the live agent");
});

it("has a proof that says nothing about what was tested, and is another one each time", () => {
  const [one, two] = [proofOf(TESTED), proofOf(TESTED)];
  expect(JSON.stringify(one)).not.toMatch(/shop|gpt|team/);
  expect(one.hashes.system_prompt).not.toBe(two.hashes.system_prompt);
});
