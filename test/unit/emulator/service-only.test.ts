/** Features that only the service has: an agent that needs one says so and does not pretend. */
import { getThreadState, human, runStream, transcript } from "./runs-support";
import { closeAll, createAgent, createThread, start } from "./support";

afterEach(closeAll);

async function ask(agent: object, question: string): Promise<string[]> {
  const emulator = await start();
  const { id } = await createAgent(emulator, { name: "a", system_prompt: "You try.", ...agent });
  const thread = await createThread(emulator, { agent_id: id });
  await runStream(emulator, thread.id, { agent_id: id, ...human(question) });
  return transcript(await getThreadState(emulator, thread.id));
}

it("a link to a skill of the workspace says that the skill is not available", async () => {
  const files = { "skills/summarizer": { type: "skill", repo_handle: "team-summarizer" } };
  const lines = await ask({ files }, 'use read_file {"file_path":"/skills/summarizer/SKILL.md"}');
  expect(lines.at(-1)).toMatch(
    /read_file said: .*link to the workspace's skill 'team-summarizer', which the emulator/s,
  );
});

it("an agent whose only skill is a link finds it in its prompt", async () => {
  const emulator = await start({ script: { replies: [{ when: { contains: "x" }, say: "ok" }] } });
  const files = { "skills/summarizer": { type: "skill", repo_handle: "team-summarizer" } };
  const { id } = await createAgent(emulator, { name: "a", files });
  const thread = await createThread(emulator, { agent_id: id });
  const usage = async (agentId: string, threadId: string) => {
    await runStream(emulator, threadId, { agent_id: agentId, ...human("x") });
    const { values } = await getThreadState(emulator, threadId);
    const messages = values?.["messages"] as { usage_metadata?: { input_tokens: number } }[];
    return messages.at(-1)?.usage_metadata?.input_tokens ?? 0;
  };
  const { id: plain } = await createAgent(emulator, { name: "b" });
  const other = await createThread(emulator, { agent_id: plain });
  expect(await usage(id, thread.id)).toBeGreaterThan(await usage(plain, other.id));
});

const SANDBOX = { backend: { type: "thread_scoped_sandbox", sandbox: {} } };

it("a command for a sandbox is not executed, and its result says so", async () => {
  const lines = await ask(SANDBOX, 'use execute {"command":"echo $((6*7))"}');
  expect(lines.at(-1)).toMatch(
    /^ai: execute said: Error: nothing was executed\. The emulator has no sandbox.*\[Command failed/s,
  );
  expect(lines.join("\n")).not.toContain("42");
});

it("an agent with a sandbox still uses the virtual files", async () => {
  const lines = await ask(
    SANDBOX,
    'use write_file {"file_path":"/a.txt","content":"hello"} and use read_file {"file_path":"/a.txt"}',
  );
  expect(lines.at(-1)).toMatch(/read_file said: .*hello/s);
});

it("an agent without a sandbox has no tool for commands", async () => {
  expect((await ask({}, 'use execute {"command":"true"}')).at(-1)).toMatch(/You said: use execute/);
});
