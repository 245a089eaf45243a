import { CommitDirectoryResponseSchema, DirectorySchema } from "../../../emulator/hub/directories";
import type { Emulator } from "../../../emulator/index";
import { call, closeAll, createAgent, expectCall, getAgent, patchAgent, start } from "./support";

afterEach(closeAll);

const path = (id: string) => `/v1/platform/hub/repos/-/${id}/directories`;

function read(emulator: Emulator, id: string) {
  return expectCall(DirectorySchema, 200, emulator, "GET", path(id));
}

function commit(emulator: Emulator, id: string, body: object) {
  return expectCall(CommitDirectoryResponseSchema, 201, emulator, "POST", `${path(id)}/commits`, { body });
}

const file = (content: string) => ({ type: "file", content });

it("the directory is the agent's tree at its revision", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, {
    name: "a",
    system_prompt: "p",
    skills: [{ name: "s", instructions: "i" }],
  });
  expect(await read(emulator, agent.id)).toMatchObject({ files: agent.files, commit_hash: agent.revision });
});

it("a commit writes and removes files, moves the revision, and shows in the typed fields", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, { name: "a", system_prompt: "p", files: { "old.md": { content: "x" } } });
  const {
    commit_hash,
    commit: { commit_hash: same },
  } = await commit(emulator, agent.id, {
    files: {
      "AGENTS.md": file("from the hub"),
      "old.md": null,
      "skills/plain/SKILL.md": file(
        "---\r\nname: something else\r\ndescription: Use it: always\r\nallowed-tools:\r\n  - a\r\n---\r\nBody",
      ),
      "skills/quoted/SKILL.md": file("---\nname: quoted\ndescription: >-\n  two\n  lines\n---\n\nBody"),
      "subagents/s/AGENTS.md": file('---\ndescription: "d"\n---\n\nsub prompt'),
      "tools.json": file('{"tools":[{"name":"t","mcp_server_url":"https://x.example.com"}]}'),
    },
    parent_commit: agent.revision,
  });
  expect(same).toBe(commit_hash);
  const after = await getAgent(emulator, agent.id);
  expect(after.revision).toBe(commit_hash);
  expect(after.updated_at! > agent.updated_at!).toBe(true);
  expect(after).toMatchObject({
    system_prompt: "from the hub",
    skills: [
      { name: "plain", description: "Use it: always", instructions: "Body" },
      { name: "quoted", description: "two lines", instructions: "Body" },
    ],
    subagents: [{ name: "s", description: "d", instructions: "sub prompt" }],
    tools: {
      tools: [{ name: "t", display_name: "t", mcp_server_name: "https://x.example.com" }],
      interrupt_config: {},
    },
  });
  expect(after.files).not.toHaveProperty(["old.md"]);
});

it("a commit based on an older revision is a conflict and changes nothing", async () => {
  const emulator = await start();
  const agent = await createAgent(emulator, { name: "a", system_prompt: "p" });
  const moved = await patchAgent(emulator, agent.id, {});
  const answer = await call(emulator, "POST", `${path(agent.id)}/commits`, {
    body: { files: { x: file("") }, parent_commit: agent.revision },
  });
  expect(answer).toMatchObject({ status: 409, body: { status: 409 } });
  expect(await getAgent(emulator, agent.id)).toEqual(moved);
  await commit(emulator, agent.id, { files: { x: file("") } });
});

it.each(["{nope", "[]", "null", '{"tools":[{"name":5}]}', '{"interrupt_config":{"a":"yes"}}', ""])(
  "a tools.json of %j does not break the agent",
  async (text) => {
    const emulator = await start();
    const { id } = await createAgent(emulator, { name: "a", tools: { tools: [] } });
    await commit(emulator, id, {
      files: { "tools.json": file(text), "subagents/s/tools.json": file(text), "subagents/s/AGENTS.md": file("x") },
    });
    expect((await getAgent(emulator, id)).tools).toBeUndefined();
    expect((await call(emulator, "GET", `/v1/deepagents/agents/${id}/health`)).status).toBe(200);
  },
);

it.each([
  "---",
  "---\n",
  "---\n---",
  "---\n: :\n\t- [\n---\nx",
  "---\nname: &a *a\n---\n",
  "---\n!!js/function x\n---\n",
  "no end\n---\n",
  "---\n- a\n---\n",
])("a SKILL.md of %j does not break the agent", async (text) => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  await commit(emulator, id, { files: { "skills/s/SKILL.md": file(text) } });
  expect((await getAgent(emulator, id)).skills).toMatchObject([{ type: "inline", name: "s" }]);
});

it.each(["../x", "/x", "a//b", "", "a/../b", "./a", "a/"])("the path %j is refused", async (bad) => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  for (const entry of [file("x"), null]) {
    expect((await call(emulator, "POST", `${path(id)}/commits`, { body: { files: { [bad]: entry } } })).status).toBe(
      422,
    );
  }
});

it("the directory of an unknown agent, or of one in another workspace, is a 404", async () => {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a" });
  expect((await call(emulator, "GET", path("nope"))).status).toBe(404);
  expect((await call(emulator, "GET", path(id), { headers: { "X-Tenant-Id": "other" } })).status).toBe(404);
  expect((await call(emulator, "POST", `${path("nope")}/commits`, { body: { files: {} } })).status).toBe(404);
});
