/** Sandbox options need a sandbox, and each of the API's two dialects has its own place for them. */
import { type CheckFailure, fieldOf, isSetAndKnown, knownText, type Rule } from "../check";

/** In the older dialect the type says the scope. */
const SCOPED: Readonly<Record<string, "thread" | "agent">> = {
  thread_scoped_sandbox: "thread",
  agent_scoped_sandbox: "agent",
};
const WITHOUT_SANDBOX = ["state", "default"];

export const sandboxOptionsFitBackend: Rule = (inputs) => {
  const backend = fieldOf(inputs, "backend");
  const type = knownText(fieldOf(backend, "type"));
  if (type === undefined) {
    return [];
  }
  return [...wrongSandboxConfig(backend, type), ...wrongSandbox(backend, type)];
};

function wrongSandboxConfig(backend: unknown, type: string): CheckFailure[] {
  const property = "backend.sandboxConfig";
  const settings = fieldOf(backend, "sandboxConfig");
  if (!isSetAndKnown(settings)) {
    return [];
  }
  if (WITHOUT_SANDBOX.includes(type)) {
    return [{ property, reason: `needs a sandbox: write type: "sandbox" in place of "${type}", or drop it` }];
  }
  const scope = SCOPED[type];
  if (scope === undefined) {
    return [];
  }
  const wanted = knownText(fieldOf(settings, "scope"));
  return [
    {
      property,
      reason: `belongs to type: "sandbox": write that in place of "${type}", or write the settings as backend.sandbox`,
    },
    ...((wanted === "thread" || wanted === "agent") && wanted !== scope
      ? [
          {
            property: `${property}.scope`,
            reason: `contradicts the type "${type}": write type: "sandbox" with scope: "${wanted}", or "${wanted}_scoped_sandbox"`,
          },
        ]
      : []),
  ];
}

function wrongSandbox(backend: unknown, type: string): CheckFailure[] {
  const property = "backend.sandbox";
  if (!isSetAndKnown(fieldOf(backend, "sandbox"))) {
    return [];
  }
  if (WITHOUT_SANDBOX.includes(type)) {
    return [
      { property, reason: `needs a sandbox: write type: "thread_scoped_sandbox" in place of "${type}", or drop it` },
    ];
  }
  return type === "sandbox"
    ? [{ property, reason: 'belongs to the scoped types: with type: "sandbox" write it as backend.sandboxConfig' }]
    : [];
}
