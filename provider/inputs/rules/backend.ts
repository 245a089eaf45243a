/** Sandbox options need a sandbox, and each of the API's two dialects has its own place for them. */
import { type SandboxScope, sandboxScope } from "../../helpers/sandbox";
import { type CheckFailure, fieldOf, isSetAndKnown, knownText, type Rule } from "../check";

export const sandboxOptionsFitBackend: Rule = (inputs) => {
  const backend = fieldOf(inputs, "backend");
  const type = knownText(fieldOf(backend, "type"));
  const scope = type === undefined ? undefined : sandboxScope(type);
  // The schema reports a type that the API does not have.
  return type === undefined || scope === undefined
    ? []
    : [...wrongSandboxConfig(backend, type, scope), ...wrongSandbox(backend, type, scope)];
};

function wrongSandboxConfig(backend: unknown, type: string, scope: SandboxScope): CheckFailure[] {
  const property = "backend.sandboxConfig";
  const settings = fieldOf(backend, "sandboxConfig");
  if (type === "sandbox" || !isSetAndKnown(settings)) {
    return [];
  }
  if (scope === "none") {
    return [{ property, reason: `needs a sandbox: write type: "sandbox" instead of "${type}", or drop it` }];
  }
  const wanted = knownText(fieldOf(settings, "scope"));
  return [
    {
      property,
      reason: `belongs to type: "sandbox": write that instead of "${type}", or move the settings to backend.sandbox`,
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

function wrongSandbox(backend: unknown, type: string, scope: SandboxScope): CheckFailure[] {
  const property = "backend.sandbox";
  if (!isSetAndKnown(fieldOf(backend, "sandbox"))) {
    return [];
  }
  if (scope === "none") {
    return [
      { property, reason: `needs a sandbox: write type: "thread_scoped_sandbox" instead of "${type}", or drop it` },
    ];
  }
  return type === "sandbox"
    ? [{ property, reason: 'belongs to the scoped types: with type: "sandbox" write it as backend.sandboxConfig' }]
    : [];
}
