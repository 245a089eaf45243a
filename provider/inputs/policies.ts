/** Policies: what a team requires of every agent of a stack, beyond what the API accepts. */
import * as z from "zod";
import { argumentsOf, atLeast, choice, list, required } from "./fields";
import { MAX_ITEMS } from "./limits";
import { interruptKey, normalKey } from "../helpers/url";
import { propertyPath } from "../helpers/property-path";
import { sandboxScope } from "../helpers/sandbox";
import { quoted, either } from "../helpers/text";
import { entriesOf, fieldOf, itemsOf, type Rule, type CheckFailure, isSetAndKnown, knownText, validate } from "./check";
import { type ToolScope, toolScopesOf, usableTool } from "./rules/approvals";
import { UNKNOWN } from "../helpers/json";

const seconds = atLeast(0, "seconds");

export const PoliciesSchema = argumentsOf({
  allowedModelProviders: list(required('a provider, like "anthropic"'), MAX_ITEMS.policies),
  approvalRequired: list(required('the name of a tool, or a pattern like "delete_*"'), MAX_ITEMS.policies),
  forbidWorldWritable: z.boolean("must be true or false").optional(),
  maxSandboxIdleTtlSeconds: seconds.optional(),
  maxSandboxDeleteAfterStopSeconds: seconds.optional(),
  enforcementLevel: choice(["mandatory", "advisory"]).optional(),
});
export type Policies = z.infer<typeof PoliciesSchema>;

/**
 * The input that carries policies from the program to `check`, which does not pass it on: no state contains it, and a new
 * policy changes no resource.
 */
export const POLICIES_KEY = "__policies";

/** Tools whose names match a pattern wait for a person before they run. */
export function matchingToolsNeedApproval({ approvalRequired = [] }: Policies): Rule {
  const patterns = approvalRequired.map((text) => ({ text, matches: wildcard(text) }));
  if (patterns.length === 0) {
    return () => [];
  }
  const patternOf = (tool: string): string | undefined => patterns.find(({ matches }) => matches.test(tool))?.text;
  return (inputs) => [
    ...toolScopesOf(inputs).flatMap((scope) => toolsWithoutApproval(scope, patternOf)),
    ...toolsOutOfSight(inputs),
  ];
}

function toolsWithoutApproval(
  { path, tools, interruptConfig }: ToolScope,
  patternOf: (tool: string) => string | undefined,
): CheckFailure[] {
  const rules = new Map(entriesOf(interruptConfig).map(([key, says]) => [normalKey(key), says]));
  return itemsOf(tools).flatMap((item, index) => {
    const tool = usableTool(item);
    const pattern = tool && patternOf(tool.name);
    if (!tool || pattern === undefined || interruptConfig === UNKNOWN) {
      return [];
    }
    // The order in which the API looks for a tool's rule.
    const says = tool.requireApproval ?? rules.get(interruptKey(tool.url, tool.name)) ?? rules.get(tool.name);
    return says === true || says === UNKNOWN
      ? []
      : [
          {
            property: propertyPath([...path, "tools", index, "requireApproval"]),
            reason: `must be true: this tool matches ${quoted(pattern)} in the policy approvalRequired`,
          },
        ];
  });
}

/** Rules do not see the tools that a raw `tools.json` declares. */
function toolsOutOfSight(inputs: unknown): CheckFailure[] {
  return entriesOf(fieldOf(inputs, "files"))
    .filter(([path]) => /(^|\/)tools\.json$/i.test(path))
    .map(([path]) => ({
      property: propertyPath(["files", path]),
      reason: "declares tools that the policy approvalRequired cannot see: declare them in `tools` instead",
    }));
}

/** `*` stands for any characters, everything else for itself. */
function wildcard(pattern: string): RegExp {
  const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${pattern.split("*").map(literally).join(".*")}$`, "is");
}

/** Agents and subagents only use models of allowed providers. */
export function modelsAreOfAllowedProviders({ allowedModelProviders }: Policies): Rule {
  if (allowedModelProviders === undefined) {
    return () => [];
  }
  const wanted = either(allowedModelProviders) || "none";
  const failure = (property: string, reason: string): CheckFailure => ({
    property,
    reason: `${reason}: the policy allowedModelProviders allows ${wanted}`,
  });

  const wrongModel = (property: string, model: unknown): CheckFailure[] => {
    if (isSetAndKnown(fieldOf(model, "playground"))) {
      return [failure(property, "is a saved Playground configuration, whose provider is not known")];
    }
    const [provider = "", ...rest] = knownText(model)?.split(":") ?? [];
    return rest.length === 0 || allowedModelProviders.includes(provider)
      ? []
      : [failure(property, `uses the provider ${quoted(provider)}`)];
  };

  return (inputs) => {
    const model = fieldOf(inputs, "model");
    return [
      // Without a model the service chooses one; a subagent without one uses its agent's.
      ...(isSetAndKnown(model) || model === UNKNOWN ? [] : [failure("model", "is missing")]),
      ...wrongModel("model", model),
      ...itemsOf(fieldOf(inputs, "subagents")).flatMap((subagent, index) =>
        wrongModel(`subagents[${String(index)}].model`, fieldOf(subagent, "model")),
      ),
    ];
  };
}

/** Sandboxes are paused and deleted in time. */
export function sandboxesEndInTime(policies: Policies): Rule {
  return (inputs) => {
    const backend = fieldOf(inputs, "backend");
    const type = knownText(fieldOf(backend, "type"));
    const scope = type === undefined ? undefined : sandboxScope(type);
    if (scope === undefined || scope === "none") {
      return [];
    }
    const name = type === "sandbox" ? "sandboxConfig" : "sandbox";
    const options = fieldOf(backend, name);
    return options === UNKNOWN
      ? []
      : LIMITS.flatMap(([policy, option]) =>
          tooLong(policy, policies[policy], `backend.${name}.${option}`, fieldOf(options, option)),
        );
  };
}

const LIMITS = [
  ["maxSandboxIdleTtlSeconds", "idleTtlSeconds"],
  ["maxSandboxDeleteAfterStopSeconds", "deleteAfterStopSeconds"],
] as const;

function tooLong(policy: string, most: number | undefined, property: string, value: unknown): CheckFailure[] {
  if (most === undefined || value === UNKNOWN || (typeof value === "number" && value <= most)) {
    return [];
  }
  // Without a value the service chooses one.
  const problem = isSetAndKnown(value) ? "is too long" : "is missing";
  return [{ property, reason: `${problem}: the policy ${policy} allows ${String(most)} or less` }];
}

/** No agent can be changed by everyone in the workspace. */
export function nobodyElseWrites({ forbidWorldWritable }: Policies): Rule {
  return (inputs) => {
    const permissions = fieldOf(inputs, "permissions");
    // An agent that only its owner sees also has an access level, which has no effect.
    const writable =
      fieldOf(permissions, "tenantAccessLevel") === "write" && fieldOf(permissions, "visibility") !== "user";
    return forbidWorldWritable === true && writable
      ? [
          {
            property: "permissions.tenantAccessLevel",
            reason:
              'must not be "write", which lets everyone in the workspace change the agent (policy ' +
              'forbidWorldWritable): write "read" or "run", and list the users who may change it in sharedUsers.update',
          },
        ]
      : [];
  };
}

/**
 * Where the inputs of an agent violate any of `all` policies, those of the stack's configuration and of the program. None
 * of them can weaken another. Invalid policies are failures, too.
 */
export function policyFailures(all: unknown, inputs: unknown): CheckFailure[] {
  return (Array.isArray(all) ? all : []).flatMap((policies: unknown) => {
    const wrong = validate(PoliciesSchema, policies);
    return wrong.length > 0 ? wrong.map(inThePolicies) : failuresOf(policies as Policies, inputs);
  });
}

function inThePolicies({ property, reason }: CheckFailure): CheckFailure {
  return { property: property === "" ? "policies" : `policies.${property}`, reason };
}

function failuresOf(policies: Policies, inputs: unknown): CheckFailure[] {
  const found = rulesOf(policies).flatMap((rule) => rule(inputs));
  return policies.enforcementLevel === "advisory" ? found.map((failure) => ({ ...failure, advisory: true })) : found;
}

function rulesOf(policies: Policies): Rule[] {
  return [
    modelsAreOfAllowedProviders(policies),
    matchingToolsNeedApproval(policies),
    nobodyElseWrites(policies),
    sandboxesEndInTime(policies),
  ];
}
