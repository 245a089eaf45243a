import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project } from "./support/project";

const program = `
  const notes = new deepagents.McpServer("notes", { url: "https://mcp.example.com", headers: { Authorization: "one" } });
  const assistant = new deepagents.Agent("assistant", {
    systemPrompt: "Hello.",
    tools: [{ name: "search", mcpServer: notes }],
    skills: [{ name: "summarize", frontMatter: "license: MIT", instructions: "Short.", files: { "tone.md": "Plain." } }],
    files: { "docs/style.md": "Plain words." },
    backend: { type: "thread_scoped_sandbox", sandbox: { idleTtlSeconds: 900 } },
    onDelete: { threads: "delete" },
  });
  exports.agent = assistant.id;
  exports.server = notes.id;
`;

let emulator: Emulator;
let project: Project;
let ids: { readonly agent: string; readonly server: string };

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, program });
  await project.configure({ "deepagents:maxRetries": "0" });
  await project.up();
  ids = (await project.outputs()) as typeof ids;
});
afterEach(() => emulator.clearFaults());
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

const agent = (): string => `/agents/${ids.agent}`;
const server = (): string => `/mcp-servers/${ids.server}`;

it.each([
  ["the tools", () => callApi(emulator, "PATCH", agent(), { tools: { tools: [], interrupt_config: {} } }), /~ tools/],
  [
    "a skill's file",
    () => callApi(emulator, "PATCH", agent(), { files: { "skills/summarize/tone.md": { content: "Fancy." } } }),
    /Plain\.[^]*Fancy\./,
  ],
  [
    "a skill's front matter",
    () =>
      callApi(emulator, "PATCH", agent(), {
        files: { "skills/summarize/SKILL.md": { content: "---\nname: summarize\nlicense: 0BSD\n---\n\nShort." } },
      }),
    /~ frontMatter *: "license: MIT"\s*=> "license: 0BSD"/,
  ],
  [
    "a raw file",
    () => callApi(emulator, "PATCH", agent(), { files: { "docs/style.md": { content: "Fancy words." } } }),
    /Plain words\.[^]*Fancy words\./,
  ],
  ["the backend", () => callApi(emulator, "PATCH", agent(), { backend: { type: "state" } }), /~ backend/],
  [
    "a header",
    () => callApi(emulator, "PATCH", server(), { headers: [{ key: "Authorization", value: "two" }] }),
    // Its values are secret, old and new: the engine shows that there is a change, not which.
    /~ pulumi-nodejs:dynamic\/deepagents:McpServer: \(update\)/,
  ],
])("%s changed behind Pulumi's back shows in a refresh, and the next up puts it right", async (_, change, shown) => {
  await change();
  expect(await project.refresh("--diff")).toMatch(shown);
  expect(await project.up()).toMatch(/~ 1 updated/);
  expect(await project.refresh()).toMatch(/4 unchanged/);
});

it("what the agent remembers and what the API fills in is not drift", async () => {
  await callApi(emulator, "PATCH", agent(), { files: { "memories/user.md": { content: "Likes tea." } } });
  await project.refresh();
  emulator.clearRequests();
  expect(await project.up()).toMatch(/4 unchanged/);
  expect(emulator.requests).toEqual([]);
});

describe("a refresh that cannot know loses nothing", () => {
  it.each([401, 403, 500])("because it was answered %i", async (status) => {
    emulator.injectFault({ method: "GET", path: "/agents/{agent_id}", times: 9, fault: { kind: "status", status } });
    expect(await project.fail("refresh", "--yes", "--skip-preview")).toContain(`answered ${String(status)}`);
    expect((await project.resources()).find(({ type }) => type.endsWith(":Agent"))?.id).toBe(ids.agent);
  });

  it("because it was sent to a place where the API is not", async () => {
    await project.configure({ "deepagents:endpoint": `${emulator.url}/elsewhere` });
    for (const command of [["up"], ["refresh", "--run-program"]]) {
      expect(await project.fail(...command, "--yes", "--skip-preview")).toContain("check deepagents:endpoint");
    }
    expect((await project.resources()).filter(({ id }) => id === ids.agent || id === ids.server)).toHaveLength(2);
    await project.configure({ "deepagents:endpoint": emulator.url });
    await project.up();
  });
});

it("threads go with the agent where the program says so, because the service keeps them", async () => {
  const make = (options: object): Promise<unknown> =>
    callApi(emulator, "POST", "/threads", { agent_id: ids.agent, options });
  const threads = (await Promise.all([make({}), make({}), make({ test_run: true })])) as { id: string }[];
  await project.destroy();
  const left = await Promise.all(threads.map(({ id }) => callApi(emulator, "GET", `/threads/${id}`)));
  expect(left).toEqual(threads.map(() => expect.objectContaining({ code: "thread_not_found" }) as unknown));
});
