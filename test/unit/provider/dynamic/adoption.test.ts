/** What `check` makes of `adopt` and of a name that the program leaves out, and what no replacement may delete. */
import { type Emulator, startEmulator } from "../../../../emulator/index";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { agent } from "../../../../provider/resources/agent/agent";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import { callApi } from "../../../engine/support/api";
import { FULL_AGENT, FULL_MCP_SERVER } from "../bad-inputs/good-inputs";
import { configured, type Created, type Provider } from "./configured";

let emulator: Emulator;
let printed: jest.SpyInstance;

beforeEach(async () => {
  emulator = await startEmulator({ strict: true });
  printed = jest.spyOn(console, "log").mockImplementation();
});
afterEach(async () => {
  printed.mockRestore();
  await emulator.close();
});

const lines = (): string[] => (printed.mock.calls as string[][]).map(([line]) => String(line));

const KINDS = [
  { kind: "agent", resource: agent, route: "/agents", body: { name: "by hand" }, inputs: {}, full: FULL_AGENT },
  {
    kind: "MCP server",
    resource: mcpServer,
    route: "/mcp-servers",
    body: { name: "by hand", url: "https://mcp.example.com" },
    inputs: { url: "https://mcp.example.com" },
    full: FULL_MCP_SERVER,
  },
] as const;

describe.each(KINDS)("$kind", ({ kind, resource, route, body, inputs, full }) => {
  let id: string;
  let provider: Provider;

  beforeEach(async () => {
    ({ id } = (await callApi(emulator, "POST", route, body)) as { id: string });
    provider = await configured(resource, emulator);
  });

  /** The provider of another deployment, which knows nothing of the first one but the state. */
  const nextDeployment = (): Promise<Provider> => configured(resource, emulator, { "deepagents:timeoutSeconds": "99" });

  const adopting = (): Record<string, unknown> => ({ ...inputs, name: "by hand", adopt: id, __owner: "pulumi:mine" });

  const problemsOf = async (state: object, news: object, by = provider): Promise<string> =>
    (((await by.check(state, news)) as { failures?: { reason: string }[] }).failures ?? [])
      .map(({ reason }) => reason)
      .join("\n");

  const REFUSED = (): string => `adopt: a replacement would delete the ${kind} ${id} that this resource has adopted`;

  it("without a name in the program keeps the one that it has when it is adopted", async () => {
    const checked = await provider.check({}, { ...adopting(), name: "resource", __defaultName: "resource" });
    expect(checked).toMatchObject({ inputs: { name: "by hand" }, failures: [] });
    expect(checked.inputs).not.toHaveProperty("__defaultName");
    expect(lines()).toEqual([`resource adopts the ${kind} ${id} and changes nothing`]);
  });

  it("without a name in the program keeps the one in the state, and a new one has the default", async () => {
    const unnamed = { ...inputs, name: "renamed", __defaultName: "renamed" };
    expect(await provider.check({ ...inputs, name: "old" }, unnamed)).toMatchObject({ inputs: { name: "old" } });
    expect(await provider.check({}, unnamed)).toMatchObject({ inputs: { name: "renamed" } });
  });

  it("with a name in the program or from a transform has that one", async () => {
    const old = { ...inputs, name: "old" };
    expect(await provider.check(old, { ...inputs, name: "new" })).toMatchObject({ inputs: { name: "new" } });
    const transformed = { ...inputs, name: "new", __defaultName: "resource" };
    expect(await provider.check(old, transformed)).toMatchObject({ inputs: { name: "new" } });
  });

  it.each(Object.keys({ ...full, adopt: "" }))("is announced without Pulumi's word for an unknown %s", async (name) => {
    const checked = await provider.check({}, { ...full, ...adopting(), [name]: UNKNOWN });
    expect(JSON.stringify([checked.failures, lines()])).not.toContain(UNKNOWN);
  });

  it("is announced with what changes of the program's own arguments, whatever mark it will carry", async () => {
    await provider.check({}, { ...adopting(), __owner: UNKNOWN });
    expect(lines()).toEqual([`by hand adopts the ${kind} ${id} and changes nothing`]);
  });

  it("that is not known yet is adopted once it is known", async () => {
    const checked = await provider.check({}, { ...adopting(), adopt: UNKNOWN });
    expect(checked.failures).toEqual([]);
    expect(lines()).toEqual([]);
  });

  it("is called by its own name as long as the program's is not known", async () => {
    await provider.check({}, { ...adopting(), name: UNKNOWN });
    expect(lines().join("\n")).toContain(`by hand adopts the ${kind} ${id}`);
    expect(lines().join("\n")).not.toContain(UNKNOWN);
  });

  it("that a new name, or another provider, would replace is refused by the diff", async () => {
    const { outs } = (await provider.create(adopting())) as Created;
    const moved = { ...adopting(), __connection: "staging" };
    const next = await nextDeployment();
    await expect(next.diff(id, outs, moved)).rejects.toThrow(REFUSED());
    await expect(next.diff(id, outs, adopting())).resolves.toMatchObject({ changes: false });
    // What is not known yet may be what it was.
    await expect(next.diff(id, outs, { ...adopting(), name: UNKNOWN })).resolves.toMatchObject({ changes: true });
  });

  it("that a trigger would replace is refused by the check without the old inputs", async () => {
    const { outs } = (await provider.create(adopting())) as Created;
    const next = await nextDeployment();
    expect(await problemsOf(outs, adopting(), next)).toBe("");
    expect(await problemsOf({}, adopting(), next)).toContain(REFUSED());
    expect(await problemsOf({}, { ...adopting(), __owner: "pulumi:another" }, next)).toBe(
      `adopt: ${id} already belongs to another resource of this stack: adopt it once`,
    );
  });

  it("that its own replacement is about to adopt again is not deleted", async () => {
    const { outs } = (await provider.create(adopting())) as Created;
    // What `--replace` and a taint lead to: no old inputs, no diff.
    const next = await nextDeployment();
    expect(await problemsOf({}, adopting(), next)).toBe("");
    await expect(next.delete(id, outs)).rejects.toThrow(REFUSED());
    expect(await callApi(emulator, "GET", `${route}/${id}`)).toMatchObject({ name: "by hand" });
  });

  it("that another resource of the program has adopted stays when the first one is removed", async () => {
    const { outs } = (await provider.create(adopting())) as Created;
    const next = await nextDeployment();
    const moved = { ...adopting(), __owner: "pulumi:moved" };
    expect(await problemsOf({}, moved, next)).toBe("");
    await next.create(moved);
    await next.delete(id, outs);
    expect(lines()).toContain(`the ${kind} ${id} stays: another resource has it`);
    expect(await callApi(emulator, "GET", `${route}/${id}`)).toMatchObject({ name: "by hand" });
  });

  it("that a resource of the same deployment has just made is not adopted by another one", async () => {
    await callApi(emulator, "DELETE", `${route}/${id}`);
    const made = (await provider.create({ ...inputs, name: "by hand", __owner: "pulumi:maker" })) as Created;
    await expect(provider.create({ ...adopting(), adopt: made.id })).rejects.toThrow(
      `adopt: ${made.id} already belongs to another resource of this stack: adopt it once`,
    );
  });

  it("that another resource of the program has is an error in whatever order the deployment comes to them", async () => {
    await callApi(emulator, "DELETE", `${route}/${id}`);
    const maker = { ...inputs, name: "by hand", __owner: "pulumi:maker" };
    const made = (await provider.create(maker)) as Created;
    const adopter = { ...adopting(), adopt: made.id };
    const next = await nextDeployment();
    await next.create(adopter);
    await expect(next.diff(made.id, made.outs, maker)).rejects.toThrow(
      `two resources of this stack have ${made.id}: remove from the program the one that adopts it`,
    );
    // The way out: the adopter is gone from the program, and the object stays.
    const last = await configured(resource, emulator, { "deepagents:timeoutSeconds": "98" });
    await last.diff(made.id, made.outs, maker);
    await last.delete(made.id, { ...made.outs, __owner: "pulumi:mine" });
    expect(lines()).toContain(`the ${kind} ${made.id} stays: another resource has it`);
    expect(await callApi(emulator, "GET", `${route}/${made.id}`)).toMatchObject({ name: "by hand" });
  });

  it("keeps its name when it is not known yet whether the program gives one", async () => {
    const unknown = { ...adopting(), name: UNKNOWN, __defaultName: UNKNOWN };
    expect(await provider.check({ ...inputs, name: "old" }, unknown)).toMatchObject({ inputs: { name: UNKNOWN } });
    await provider.check({}, unknown);
    expect(lines().join()).not.toContain(UNKNOWN);
  });

  it("without a name after a transform has the default", async () => {
    const { name: _, ...unnamed } = { ...inputs, name: "", __defaultName: "resource" };
    expect(await provider.check({}, unnamed)).toMatchObject({ inputs: { name: "resource" }, failures: [] });
  });

  it("that a program reads by its id has all its outputs, whatever the arguments say", async () => {
    const read = await provider.read(id, { ...inputs, name: "resource", __owner: "pulumi:mine", __provider: "text" });
    expect(read).toMatchObject({ id, props: { ...body, __account: { endpoint: emulator.url } } });
    for (const output of resource.outputs) {
      expect(read.props).toHaveProperty(output);
    }
    expect(read.props).not.toHaveProperty("__owner", "pulumi:mine");
  });

  it("that a program reads and that does not exist is an error with the id", async () => {
    const nobody = "8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e";
    await expect(provider.read(nobody, { ...inputs, name: "resource" })).rejects.toThrow(
      `there is no ${kind} ${nobody}, or the API key may not see it: check the id`,
    );
  });
});

describe("what the program does not set of an agent that it adopts", () => {
  const by = { name: "by hand", system_prompt: "Written by hand.", description: "Also.", extras: { team: "ours" } };
  let id: string;
  let provider: Provider;
  let outs: Record<string, unknown>;

  beforeEach(async () => {
    ({ id } = (await callApi(emulator, "POST", "/agents", by)) as { id: string });
    provider = await configured(agent, emulator);
    ({ outs } = (await provider.create(adopting)) as Created);
  });

  const adopting = {
    name: "by hand",
    description: "Set.",
    __owner: "pulumi:mine",
    get adopt() {
      return id;
    },
  };

  it("is in the outputs", () => {
    expect(outs).toMatchObject({ systemPrompt: "Written by hand.", extras: { team: "ours" }, description: "Set." });
  });

  it("is no change, and stays when something else changes", async () => {
    expect(await provider.diff(id, outs, { ...adopting })).toMatchObject({ changes: false });
    const again = await provider.update(id, outs, { ...adopting, description: "Changed." });
    expect(again.outs).toMatchObject({ systemPrompt: "Written by hand.", description: "Changed." });
    expect(await callApi(emulator, "GET", `/agents/${id}`)).toMatchObject({ system_prompt: "Written by hand." });
  });

  it("follows what is there with a refresh, which leaves the inputs alone", async () => {
    await callApi(emulator, "PATCH", `/agents/${id}`, { system_prompt: "Edited." });
    const read = (await provider.read(id, outs)) as { props: Record<string, unknown>; inputs: object };
    expect(read.props).toMatchObject({ systemPrompt: "Edited." });
    expect(read.inputs).not.toHaveProperty("systemPrompt");
    expect(await provider.diff(id, read.props, { ...adopting })).toMatchObject({ changes: false });
    expect(await provider.read(id, read.props)).toEqual({ id, props: read.props });
  });

  it("is the program's from the deployment on that sets it", async () => {
    const set = { ...adopting, systemPrompt: "Set." };
    expect(await provider.diff(id, outs, set)).toMatchObject({ changes: true });
    const updated = (await provider.update(id, outs, set)) as { outs: Record<string, unknown> };
    expect(updated.outs).toMatchObject({ systemPrompt: "Set.", extras: { team: "ours" } });
    await provider.update(id, updated.outs, { ...adopting });
    expect(await callApi(emulator, "GET", `/agents/${id}`)).toMatchObject({ system_prompt: "" });
  });

  it("is the program's, too, where it says what is there already", async () => {
    const set = { ...adopting, systemPrompt: "Written by hand." };
    const diff = await provider.diff(id, outs, set);
    expect(diff).toMatchObject({ changes: true });
    emulator.clearRequests();
    const updated = (await provider.update(id, outs, set)) as { outs: Record<string, unknown> };
    expect(updated.outs["__unmanaged"]).not.toContain("systemPrompt");
  });
});
