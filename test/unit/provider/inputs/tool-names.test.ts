/** The model knows a tool by its name alone, wherever it is. */
import { UNKNOWN } from "../../../../provider/helpers/json";
import { agent } from "../../../../provider/resources/agent/agent";

const A = "https://a.example.com/mcp";
const B = "https://b.example.com/mcp";

const reasons = (inputs: object): string[] =>
  agent.check({ name: "a", ...inputs }).map(({ property, reason }) => `${property} ${reason}`);

it("refuses two tools of one name, on one server or on two, known or not", () => {
  const search = (mcpServerUrl: string) => ({ name: "search", mcpServerUrl });
  expect(reasons({ tools: [search(A), search(`${A}/`)] })).toEqual([
    "tools[1] repeats tools[0], a tool of the same name at the same URL: drop one of them",
  ]);
  const apart =
    "repeats tools[0], a tool of the same name on another server, which the model cannot tell apart: rename one on its " +
    "server, or give one to a subagent";
  expect(reasons({ tools: [search(A), search(B)] })).toEqual([`tools[1] ${apart}`]);
  expect(reasons({ tools: [search(A), search(UNKNOWN)] })).toEqual([`tools[1] ${apart}`]);
});

it("lets an agent and its subagents have tools of one name", () => {
  const tools = [{ name: "search", mcpServerUrl: A }];
  const subagents = [{ name: "helper", description: "Helps.", tools: [{ name: "search", mcpServerUrl: B }] }];
  expect(reasons({ tools, subagents })).toEqual([]);
});

it.each(["read_file", "write_todos", "delete", "task"])("refuses a tool called %s, like one of the harness", (name) => {
  const says = `name is "${name}", which every agent has as a tool of its own: rename the tool on its server`;
  const tools = [{ name, mcpServerUrl: A }];
  expect(reasons({ tools })).toEqual([`tools[0].${says}`]);
  expect(reasons({ subagents: [{ name: "h", description: "Helps.", tools }] })).toEqual([
    `subagents[0].tools[0].${says}`,
  ]);
});

it("does not stop a stack of an earlier version, until its tools change", () => {
  const old = { name: "a", tools: [A, B].map((mcpServerUrl) => ({ name: "search", mcpServerUrl })) };
  expect(agent.check({ ...old, systemPrompt: "Hello." }, undefined, old)).toEqual([]);
  const more = { ...old, tools: [...old.tools, { name: "list", mcpServerUrl: A }] };
  expect(agent.check(more, undefined, old)).toMatchObject([{ property: "tools[1]" }]);
});
