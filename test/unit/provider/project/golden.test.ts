/** We send what `deepagents deploy` sends for a directory: see test/fixtures/projects/README.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../../provider/project";
import { agent } from "../../../../provider/resources/agent/agent";
import { createRequest } from "../../../../provider/resources/agent/requests";
import type { CreateAgentRequest, SubagentSpec, ToolsConfig } from "../../../../provider/wire";

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
    expect(ours).toEqual(withFrontMatter(name, withRules(theirs)));
  });

  it("is accepted by the provider", () => {
    expect(agent.check(inputs as Record<string, unknown>)).toEqual([]);
  });
});

/** The command line drops what front matter says besides name and description; we send such skills as files. */
function withFrontMatter(project: string, { skills, ...request }: CreateAgentRequest): CreateAgentRequest {
  if (project !== "research") {
    return { ...request, ...(skills === undefined ? {} : { skills }) };
  }
  const keys: Record<string, string> = {
    "cite-sources": "license: MIT\n",
    "Fact check": "allowed-tools: search, read\n",
  };
  const texts = (skills ?? []).map(({ name = "", description = "", instructions = "", files = {} }) => ({
    [`skills/${name}/SKILL.md`]: `---\nname: "${name}"\ndescription: ${JSON.stringify(description)}\n${keys[name] ?? ""}---\n\n${instructions}`,
    ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`skills/${name}/${path}`, content])),
  }));
  const asFiles = texts
    .flatMap((files) => Object.entries(files))
    .map(([path, content]) => [path, { content }] as const);
  return { ...request, files: { ...request.files, ...Object.fromEntries(asFiles) } };
}

/** We send empty rules where the command line sends none. */
function withRules(request: CreateAgentRequest): CreateAgentRequest {
  const filled = (tools: ToolsConfig): ToolsConfig => ({ interrupt_config: {}, ...tools });
  const { tools, subagents } = request;
  const withFilledTools = (subagent: SubagentSpec): SubagentSpec => ({
    ...subagent,
    ...(subagent.tools === undefined ? {} : { tools: filled(subagent.tools) }),
  });
  return {
    ...request,
    ...(tools === undefined ? {} : { tools: filled(tools) }),
    ...(subagents === undefined ? {} : { subagents: subagents.map(withFilledTools) }),
  };
}
