import { type Emulator, startEmulator } from "../../emulator/index";
import { type NotesServer, REQUIRED_HEADER, startNotesServer } from "../unit/emulator/mcp-server";
import { callApi } from "./support/api";
import { Project } from "./support/project";

/** The stack's own account, and another one with agents in it. */
let own: Emulator;
let other: Emulator;
let notes: NotesServer;
let project: Project;

beforeAll(async () => {
  [own, other, notes] = await Promise.all([
    startEmulator(),
    startEmulator({ apiKey: "other-key" }),
    startNotesServer(),
  ]);
  project = await Project.create({ emulator: own, secrets: { otherKey: other.apiKey } });
});
afterAll(async () => {
  await project.dispose();
  await Promise.all([own.close(), other.close(), notes.close()]);
});

const program = (body: string): string => `module.exports = async () => {
  const other = new deepagents.Provider("other", { apiKeyConfig: "otherKey", endpoint: "${other.url}" });
  const provider = other;
  ${body}
};`;

/** What is looked up follows from what the program itself deploys, and from another account. */
const everything = (): string =>
  program(`
    const agent = await deepagents.getAgent({ name: "agent-7" }, { provider });
    const { agents } = await deepagents.getAgents({ name: "agent", sortBy: "name" }, { provider });
    const server = new deepagents.McpServer("notes", {
      url: "${notes.url}",
      headers: { "${REQUIRED_HEADER.key}": "${REQUIRED_HEADER.value}" },
    });
    const { toolArgs } = deepagents.getMcpToolsOutput({ mcpServer: server, names: ["search_notes"] });
    const assistant = new deepagents.Agent("assistant", { tools: [toolArgs.search_notes] });
    const mine = deepagents.getAgentsOutput({}, { dependsOn: assistant });
    return {
      prompt: agent.systemPrompt,
      count: agents.length,
      health: deepagents.getAgentHealthOutput({ agentId: assistant.id }).health,
      mine: mine.agents.apply((found) => found.map(({ name }) => name)),
      threads: deepagents.getThreadsOutput({ agentId: assistant.id }).threads.length,
    };
  `);

it("look-ups of two accounts feed resources, and wait in a preview for what is still to be made", async () => {
  for (let number = 0; number < 25; number += 1) {
    const name = `agent-${String(number)}`;
    await callApi(other, "POST", "/agents", { name, system_prompt: `I am ${name}.` });
  }
  await project.write(everything());
  await project.preview();
  // Whether the API takes the key; no look-up.
  expect(own.requests).toMatchObject([{ path: "/v1/deepagents/agents?page_size=1" }]);

  await project.up();
  expect(await project.outputs()).toEqual({
    prompt: "I am agent-7.",
    count: 25,
    health: { [notes.url]: expect.objectContaining({ status: "ok" }) as unknown },
    mine: ["assistant"],
    threads: 0,
  });
  expect(await project.preview("--expect-no-changes")).toMatch(/5 unchanged/);
});

it.each([
  [
    "an agent that is not there",
    'await deepagents.getAgent({ name: "agent-99" }, { provider });',
    'error: getAgent: no agent that the API key can see is named "agent-99"',
  ],
  [
    "a tool that is not there",
    'return deepagents.getMcpToolsOutput({ mcpServerUrl: pulumi.output(notesUrl), names: ["serch_notes"] });',
    'has no tool "serch_notes" (did you mean "search_notes"?); it has: ',
  ],
  [
    "settings that the deployment brings",
    'const later = new deepagents.Provider("later", { apiKey: other.id.apply((id) => id) });\n' +
      "await deepagents.getAgents({}, { provider: later });",
    "error: getAgents: the settings of the provider are not known before the deployment: use getAgentsOutput",
  ],
])("%s: one clear sentence in the preview, without a stack trace", async (_, body, message) => {
  await project.write(program(`const notesUrl = "${notes.url}";\n${body.replace("other.id", "fresh().id")}`) + fresh);
  const output = await project.fail("preview");
  expect(output).toContain(message);
  expect(output).not.toMatch(/^\s+at /m);
});

/** A resource that no deployment has made. */
const fresh = 'const fresh = () => new deepagents.Agent("fresh", {});';
