import { AgentInputsSchema } from "../../../../provider/inputs/agent";
import { propertyPath } from "../../../../provider/helpers/property-path";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { validate } from "../../../../provider/inputs/check";

const failures = (inputs: unknown) => validate(AgentInputsSchema, inputs);

it("names the property of each thing that is wrong", () => {
  const tools = [
    { name: "ok", mcpServerUrl: "https://a.example.com" },
    { name: " ", mcpServerUrl: 5 },
  ];
  expect(failures({ name: "a", tools, backend: { type: "cloud" }, files: { "docs/a.md": 5 } })).toEqual([
    { property: "tools[1].name", reason: "must not be blank: write the tool's name as the MCP server exposes it" },
    { property: "tools[1].mcpServerUrl", reason: "must be a string" },
    {
      property: "backend.type",
      reason: "must be state, sandbox, default, thread_scoped_sandbox or agent_scoped_sandbox",
    },
    { property: 'files["docs/a.md"]', reason: "must be the file's text, { content } or { repoHandle, commitId? }" },
  ]);
});

it("suggests the argument that was probably meant", () => {
  expect(failures({ name: "a", sytemPrompt: "hi", colour: 1 })).toEqual([
    { property: "sytemPrompt", reason: "is not an argument: did you mean systemPrompt?" },
    {
      property: "colour",
      reason: expect.stringMatching(/^is not an argument: the arguments here are name, desc/) as string,
    },
  ]);
});

it("says what is missing", () => {
  expect(failures({ name: "a", tools: [{ name: "t" }] })).toEqual([
    {
      property: "tools[0].mcpServerUrl",
      reason: "is missing: write the URL of the MCP server, or pass `mcpServer: server`",
    },
  ]);
});

it("accepts an unknown value in any place", () => {
  expect(
    failures({
      name: UNKNOWN,
      tools: [{ name: UNKNOWN, mcpServerUrl: UNKNOWN, requireApproval: UNKNOWN }],
      backend: { type: UNKNOWN, sandboxConfig: { idleTtlSeconds: UNKNOWN } },
      subagents: UNKNOWN,
      skills: [{ name: "s", files: UNKNOWN }],
      files: { a: UNKNOWN, b: { content: UNKNOWN } },
      extras: UNKNOWN,
    }),
  ).toEqual([]);
});

it("still checks known values next to unknown ones", () => {
  expect(failures({ name: UNKNOWN, tools: [{ name: "", mcpServerUrl: UNKNOWN }] })).toMatchObject([
    { property: "tools[0].name" },
  ]);
});

describe("where a value may be of several kinds", () => {
  it("looks inside the kind that was meant", () => {
    expect(failures({ name: "a", files: { a: { content: 5 }, b: { repoHandle: "r", commit: "c" } } })).toEqual([
      { property: "files.a.content", reason: "must be a string" },
      { property: "files.b.commit", reason: "is not an argument: did you mean commitId?" },
    ]);
  });

  it("says what the kinds are when that is not clear", () => {
    const reason = "must be the file's text, { content } or { repoHandle, commitId? }";
    expect(failures({ name: "a", files: { a: {}, b: { content: "x", repoHandle: "r" } } })).toEqual([
      { property: "files.a", reason },
      { property: "files.b", reason },
    ]);
  });

  it("accepts an unknown value", () => {
    const files = { a: UNKNOWN, b: { content: UNKNOWN }, c: { repoHandle: UNKNOWN, commitId: UNKNOWN } };
    expect(failures({ name: "a", files, model: { playground: UNKNOWN } })).toEqual([]);
    expect(failures({ name: "a", files: { a: { content: UNKNOWN, commit: "c" } } })).toMatchObject([
      { property: "files.a.commit" },
    ]);
  });
});

it("writes paths as Pulumi does", () => {
  expect(propertyPath(["tools", 0, "name"])).toBe("tools[0].name");
  expect(propertyPath(["files", "a b", "content"])).toBe('files["a b"].content');
});
