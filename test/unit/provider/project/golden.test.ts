/** We send what `deepagents deploy` sends for a directory: see test/fixtures/projects/README.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../../provider/project";
import { agent } from "../../../../provider/resources/agent/agent";
import { createRequest } from "../../../../provider/resources/agent/requests";
import type { CreateAgentRequest, ToolsConfig } from "../../../../provider/wire";

const PROJECTS = join(__dirname, "../../../fixtures/projects");
const names = readdirSync(PROJECTS).filter((name) => existsSync(join(PROJECTS, name, "payload.json")));

it("has projects", () => {
  expect(names.sort()).toEqual(["legacy", "research", "sandboxes", "starter", "windows"]);
});

describe.each(names)("%s", (name) => {
  const inputs = readProject(join(PROJECTS, name, "project"));

  it("is sent as the product's own command line sends it, with the prompt in both dialects", () => {
    const theirs = JSON.parse(readFileSync(join(PROJECTS, name, "payload.json"), "utf8")) as CreateAgentRequest;
    const { instructions, ...ours } = createRequest(inputs);
    expect(instructions).toBe(theirs.system_prompt);
    expect(ours).toEqual(withRules(theirs));
  });

  it("is accepted by the provider", () => {
    expect(agent.check(inputs as Record<string, unknown>)).toEqual([]);
  });
});

/** We send empty rules where the command line sends none. */
function withRules(request: CreateAgentRequest): CreateAgentRequest {
  const filled = (tools: ToolsConfig): ToolsConfig => ({ interrupt_config: {}, ...tools });
  const { tools, subagents } = request;
  return {
    ...request,
    ...(tools && { tools: filled(tools) }),
    ...(subagents && {
      subagents: subagents.map((subagent) => ({
        ...subagent,
        ...(subagent.tools && { tools: filled(subagent.tools) }),
      })),
    }),
  };
}
