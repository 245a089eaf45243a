import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project } from "./support/project";

const program = (prompt: string, requireApproval = true): string => `
  const notes = new deepagents.McpServer("notes", {
    url: "https://mcp.example.com/notes",
    headers: { Authorization: "Bearer token" },
  });
  const assistant = new deepagents.Agent("assistant", {
    model: "anthropic:claude-sonnet-4-6",
    systemPrompt: ${JSON.stringify(prompt)},
    tools: [{ name: "search", mcpServer: notes, requireApproval: ${String(requireApproval)} }],
  });
  exports.agentId = assistant.id;
  exports.revision = assistant.revision;
  void Promise.all([assistant.id.isKnown, assistant.revision.isKnown]).then(([id, revision]) =>
    console.log("known: id " + id + ", revision " + revision));
`;

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, program: program("First.\nSecond.") });
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

/** What was sent since the last call, by verb and resource group. */
function requests(): string[] {
  const made = emulator.requests.map(({ method, path }) => `${method} ${path.split(/[/?]/)[3] ?? ""}`);
  emulator.clearRequests();
  return made;
}
const writes = (): string[] => requests().filter((request) => !request.startsWith("GET"));

// One story: each step goes on from the state that the one before left.
describe("a stack with an agent and an MCP server", () => {
  let first: Record<string, unknown>;

  it("sends nothing while it is previewed", async () => {
    expect(await project.preview()).toMatch(/\+ 4 to create/);
    expect(writes()).toEqual([]);
  });

  it("is created, the server before the agent that uses it", async () => {
    await project.up();
    expect(writes()).toEqual(["POST mcp-servers", "POST agents"]);
    first = await project.outputs();
    expect(first).toEqual({
      agentId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      revision: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("keeps at most 300 bytes of provider with each resource", async () => {
    const custom = (await project.resources()).filter(({ type }) =>
      type.startsWith("pulumi-nodejs:dynamic/deepagents:"),
    );
    expect(custom).toHaveLength(3);
    for (const { inputs, outputs } of custom) {
      const stored = [inputs?.__provider, outputs?.__provider];
      expect(stored).toEqual([expect.any(String), expect.any(String)]);
      expect(stored.join("").length).toBeLessThanOrEqual(300);
    }
  });

  it("is left alone when nothing changed: no request, the same revision", async () => {
    requests();
    const output = await project.up();
    expect(output).toMatch(/4 unchanged/);
    expect(output).toContain("known: id true, revision true");
    expect(requests()).toEqual([]);
    expect(await project.outputs()).toEqual(first);
  });

  it("previews a change deep inside an argument by its own name", async () => {
    await project.write(program("First.\nSecond.", false));
    expect(await project.preview("--diff")).toMatch(
      /~ tools\s*: \[\s+~ \[0\]: \{[^}]*~ requireApproval: true => false/,
    );
    // Whether the API takes the key.
    expect(requests()).toEqual(["GET agents"]);
  });

  it("previews an edited prompt as a text diff, with a revision that is not known yet and an id that is", async () => {
    await project.write(program("First.\nThird."));
    const diff = await project.preview("--diff");
    expect(diff).toMatch(/~ systemPrompt:\s+First\.\s+- Second\.\s+\+ Third\./);
    expect(diff).toContain("known: id true, revision false");
    expect(requests()).toEqual(["GET agents"]);
  });

  it("sends an edited prompt in one PATCH, which makes a new revision of the same agent", async () => {
    await project.up();
    expect(requests()).toEqual(["PATCH agents"]);
    const second = await project.outputs();
    expect(second.agentId).toBe(first.agentId);
    expect(second.revision).not.toBe(first.revision);
  });

  it("is read and found unchanged by a refresh, which leaves the inputs in the state as they are", async () => {
    // Each time the same secret is encrypted anew.
    const inputs = async (): Promise<string[]> =>
      (await project.resources()).map((resource) =>
        JSON.stringify(resource.inputs ?? {}).replaceAll(/"ciphertext":"[^"]*"/g, '"ciphertext":"…"'),
      );
    const before = await inputs();
    expect(before.join()).toContain('"ciphertext":"…"');
    expect(await project.refresh()).toMatch(/4 unchanged/);
    expect(requests().sort()).toEqual(["GET agents", "GET mcp-servers"]);
    expect(await inputs()).toEqual(before);
  });

  it("shows a prompt edited by hand on refresh, and puts it right on the next up", async () => {
    const { agentId } = await project.outputs();
    await callApi(emulator, "PATCH", `/agents/${String(agentId)}`, { system_prompt: "By hand." });
    expect(await project.refresh("--diff")).toMatch(/~ systemPrompt:[^]*By hand\./);
    requests();
    await project.up();
    expect(writes()).toEqual(["PATCH agents"]);
    expect(await callApi(emulator, "GET", `/agents/${String(agentId)}`)).toMatchObject({
      system_prompt: "First.\nThird.",
    });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    requests();
    await project.destroy();
    expect(writes()).toEqual(["DELETE agents", "DELETE mcp-servers"]);
    expect(await callApi(emulator, "GET", "/agents")).toMatchObject({ items: [] });
    expect(await callApi(emulator, "GET", "/mcp-servers")).toEqual([]);
  });
});
