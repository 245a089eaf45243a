import { policyFailures } from "../../../../provider/inputs/policies";
import { UNKNOWN } from "../../../../provider/helpers/json";

const url = "https://mcp.example.com";
const tool = (name: string, more: object = {}): object => ({ name, mcpServerUrl: url, ...more });
const check = (policies: unknown, inputs: object): string[] =>
  policyFailures([policies], inputs).map(({ property, reason }) => `${property} ${reason}`);

describe("allowedModelProviders", () => {
  const policies = { allowedModelProviders: ["anthropic", "google_genai"] };
  const allows = "the policy allowedModelProviders allows anthropic or google_genai";

  it.each<[string, object, string[]]>([
    ["an allowed provider", { model: "anthropic:claude-sonnet-4-6" }, []],
    ["another provider", { model: "openai:gpt-5.5" }, [`model uses the provider "openai": ${allows}`]],
    [
      "a name that only begins like one",
      { model: "anthropic2:x" },
      [`model uses the provider "anthropic2": ${allows}`],
    ],
    ["no model, where the service would choose", {}, [`model is missing: ${allows}`]],
    [
      "a Playground configuration",
      { model: { playground: "drafts" } },
      [`model is a saved Playground configuration, whose provider is not known: ${allows}`],
    ],
    [
      "a subagent's own model",
      { model: "anthropic:x", subagents: [{ name: "a" }, { name: "b", model: "openai:x" }] },
      [`subagents[1].model uses the provider "openai": ${allows}`],
    ],
    ["a model that is not known yet", { model: UNKNOWN, subagents: [{ name: "a", model: UNKNOWN }] }, []],
  ])("%s", (_, inputs, expected) => {
    expect(check(policies, inputs)).toEqual(expected);
  });
});

describe("approvalRequired", () => {
  const policies = { approvalRequired: ["delete_*", "*pay*", "a.b"] };
  const failure = (property: string, pattern: string): string =>
    `${property} must be true: this tool matches "${pattern}" in the policy approvalRequired`;

  it.each<[string, object, string[]]>([
    ["a tool that matches nothing", { tools: [tool("search"), tool("undelete_x"), tool("axb")] }, []],
    [
      "tools that match, in every place of the name",
      { tools: [tool("delete_note"), tool("repay"), tool("a.b"), tool("DELETE_ALL")] },
      [
        failure("tools[0].requireApproval", "delete_*"),
        failure("tools[1].requireApproval", "*pay*"),
        failure("tools[2].requireApproval", "a.b"),
        failure("tools[3].requireApproval", "delete_*"),
      ],
    ],
    ["approval said by the tool", { tools: [tool("delete_note", { requireApproval: true })] }, []],
    ["approval by a rule", { tools: [tool("delete_note")], interruptConfig: { [`${url}/::delete_note`]: true } }, []],
    ["approval by a bare rule", { tools: [tool("delete_note")], interruptConfig: { delete_note: true } }, []],
    [
      "a bare rule that one for this tool takes back",
      { tools: [tool("delete_note")], interruptConfig: { delete_note: true, [`${url}::delete_note`]: false } },
      [failure("tools[0].requireApproval", "delete_*")],
    ],
    [
      "a tool of a subagent, which has rules of its own",
      { interruptConfig: { delete_note: true }, subagents: [{ name: "s", tools: [tool("delete_note")] }] },
      [failure("subagents[0].tools[0].requireApproval", "delete_*")],
    ],
    [
      "what is not known yet",
      { tools: [tool("delete_a", { requireApproval: UNKNOWN }), tool(UNKNOWN)], subagents: UNKNOWN },
      [],
    ],
    ["rules that are not known yet", { tools: [tool("delete_a")], interruptConfig: UNKNOWN }, []],
    [
      "tools that are declared by a raw file",
      { files: { "tools.json": "{}", "subagents/a/tools.json": "{}", "docs/tools.json.md": "" } },
      ["tools.json", "subagents/a/tools.json"].map(
        (path) =>
          `files["${path}"] declares tools that the policy approvalRequired cannot see: declare them in \`tools\` instead`,
      ),
    ],
  ])("%s", (_, inputs, expected) => {
    expect(check(policies, inputs)).toEqual(expected);
  });
});

describe("forbidWorldWritable", () => {
  it.each<[object, boolean]>([
    [{ permissions: { visibility: "tenant", tenantAccessLevel: "write" } }, true],
    [{ permissions: { tenantAccessLevel: "write" } }, true],
    [{ permissions: { visibility: "user", tenantAccessLevel: "write" } }, false],
    [{ permissions: { visibility: "tenant", tenantAccessLevel: "run" } }, false],
    [{ permissions: UNKNOWN }, false],
    [{}, false],
  ])("%j: refused %s", (inputs, refused) => {
    expect(check({ forbidWorldWritable: true }, inputs)).toHaveLength(refused ? 1 : 0);
    expect(check({ forbidWorldWritable: false }, inputs)).toEqual([]);
  });
});

describe("the longest life of a sandbox", () => {
  const policies = { maxSandboxIdleTtlSeconds: 600, maxSandboxDeleteAfterStopSeconds: 3600 };

  it.each<[string, object | undefined, string[]]>([
    ["no sandbox", undefined, []],
    ["state", { type: "state" }, []],
    ["within", { type: "sandbox", sandboxConfig: { idleTtlSeconds: 600, deleteAfterStopSeconds: 0 } }, []],
    [
      "too long and missing",
      { type: "sandbox", sandboxConfig: { idleTtlSeconds: 601 } },
      [
        "backend.sandboxConfig.idleTtlSeconds is too long: the policy maxSandboxIdleTtlSeconds allows 600 or less",
        "backend.sandboxConfig.deleteAfterStopSeconds is missing: the policy maxSandboxDeleteAfterStopSeconds allows 3600 or less",
      ],
    ],
    [
      "the older dialect",
      { type: "agent_scoped_sandbox", sandbox: { idleTtlSeconds: 60, deleteAfterStopSeconds: 9999 } },
      [
        "backend.sandbox.deleteAfterStopSeconds is too long: the policy maxSandboxDeleteAfterStopSeconds allows 3600 or less",
      ],
    ],
    ["not known yet", { type: "sandbox", sandboxConfig: UNKNOWN }, []],
  ])("%s", (_, backend, expected) => {
    expect(check(policies, { backend })).toEqual(expected);
  });
});

it("combines policies: none weakens another", () => {
  const failures = policyFailures([{ forbidWorldWritable: true }, { forbidWorldWritable: false }], {
    permissions: { tenantAccessLevel: "write" },
  });
  expect(failures).toHaveLength(1);
});

it("marks the findings of advisory policies", () => {
  const found = policyFailures([{ allowedModelProviders: ["anthropic"], enforcementLevel: "advisory" }], {});
  expect(found.map(({ advisory }) => advisory)).toEqual([true]);
});

it.each<[unknown, string]>([
  [
    { allowedModelProvider: ["anthropic"] },
    "policies.allowedModelProvider is not an argument: did you mean allowedModelProviders?",
  ],
  [{ approvalRequired: "delete_*" }, "policies.approvalRequired must be a list"],
  [
    { maxSandboxIdleTtlSeconds: "60" },
    "policies.maxSandboxIdleTtlSeconds must be a whole number of seconds, 0 or more",
  ],
  [{ enforcementLevel: "warn" }, "policies.enforcementLevel must be mandatory or advisory"],
  ["strict", "policies must be an object"],
])("says what is wrong with the policies themselves: %j", (policies, expected) => {
  expect(check(policies, { model: "anthropic:x" })).toEqual([expected]);
});

it("checks nothing without policies", () => {
  expect(policyFailures(undefined, { permissions: { tenantAccessLevel: "write" } })).toEqual([]);
});
