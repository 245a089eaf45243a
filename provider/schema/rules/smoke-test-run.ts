import type { CheckFailure } from "../validate";
import { fieldOf } from "./reading";
import type { Rule } from "./rule";

/** Without the revision nobody would know when to test again. */
export const testsAnAgent: Rule = (inputs) => {
  const missing = (name: string): boolean => fieldOf(inputs, name) === undefined;
  const failure = (property: string, what: string): CheckFailure[] => [
    { property, reason: `is missing: pass ${what}` },
  ];
  if (!missing("__candidate")) {
    return [];
  }
  if (missing("agentId")) {
    return failure("agent", "the agent to test, or its agentId and revision");
  }
  return missing("revision") ? failure("revision", "the agent's revision, so that a new one is tested again") : [];
};

/** A candidate that passed is deleted, with its threads: nobody would find them again. */
export const keptThreadsHaveAnAgent: Rule = (inputs) =>
  fieldOf(inputs, "__candidate") !== undefined && fieldOf(inputs, "keepThreads") === "always"
    ? [
        {
          property: "keepThreads",
          reason:
            'cannot be "always" for a candidate that is deleted when it has passed: ' +
            'write keepCandidate: true besides, or keepThreads: "onFailure"',
        },
      ]
    : [];
