/** A smoke test: conversations with an agent, and what is expected of them. Also the content of a cases file. */
import * as z from "zod";
import { MAX_BYTES, MAX_CHARACTERS, MAX_ITEMS } from "./limits";
import {
  argumentsOf,
  editorSchema,
  json,
  blank,
  choice,
  largerThan,
  list,
  longerThan,
  required,
  text,
  wholeNumber,
} from "./fields";
import { ExpectationsSchema } from "./smoke-expectations";
import { KEEP_THREADS, SMOKE_RANGES } from "./smoke-limits";
import { type PathStep, propertyPath } from "../helpers/property-path";
import { quoted } from "../helpers/text";
import { type CheckFailure, fieldOf, isSetAndKnown, itemsOf, knownText, type Rule, repeats } from "./check";
import type { AgentInputs } from "./agent";

const prompt = text(blank("what the person says to the agent"), largerThan(MAX_BYTES.text));

/** With either `prompt` or `turns`: see {@link casesSaySomething}. */
export const SmokeCaseSchema = argumentsOf({
  name: required("a name that says what the case shows", longerThan(MAX_CHARACTERS.name)),
  prompt: prompt.optional(),
  turns: list(prompt, MAX_ITEMS.turns),
  expect: ExpectationsSchema.optional(),
});
export type SmokeCase = z.infer<typeof SmokeCaseSchema>;

/** How a smoke test runs. The fields are those of the resource's inputs and of a cases file. */
export const smokeTestFields = {
  cases: z
    .array(SmokeCaseSchema, {
      error: ({ input }) => (input === undefined ? "is missing: write [{ name, prompt, expect }]" : "must be a list"),
    })
    .min(1, "must have a case: write [{ name, prompt, expect }]")
    .max(MAX_ITEMS.smokeCases, `must not have more than ${String(MAX_ITEMS.smokeCases)} cases`),
  timeoutSeconds: wholeNumber(SMOKE_RANGES.timeoutSeconds),
  concurrency: wholeNumber(SMOKE_RANGES.concurrency),
  retries: wholeNumber(SMOKE_RANGES.retries),
  keepThreads: choice(KEEP_THREADS).optional(),
};

/** The content of a cases file, once read from YAML or JSON. */
export const SmokeTestFileSchema = argumentsOf({ ...smokeTestFields, $schema: editorSchema });
export type SmokeTestFile = z.infer<typeof SmokeTestFileSchema>;

const casesOf = (inputs: unknown): readonly unknown[] => itemsOf(fieldOf(inputs, "cases"));

export const caseNamesDiffer: Rule = (inputs) => {
  const names = casesOf(inputs).map((item) => knownText(fieldOf(item, "name"))?.trim());
  return repeats(names.map((name) => name || undefined)).map(([index, first]) => ({
    property: propertyPath(["cases", index, "name"]),
    reason: `repeats ${propertyPath(["cases", first, "name"])} (${quoted(names[index] ?? "")}): write another name`,
  }));
};

/** Each case has one of the two properties that say what the person says. */
export const casesSaySomething: Rule = (inputs) =>
  casesOf(inputs).flatMap((item, index): CheckFailure[] => {
    if (typeof item !== "object" || item === null) {
      return [];
    }
    const prompt = fieldOf(item, "prompt");
    const turns = fieldOf(item, "turns");
    const at = (name: string): string => propertyPath(["cases", index, name]);
    if (prompt !== undefined && turns !== undefined) {
      return [
        {
          property: at("turns"),
          reason: `cannot be combined with prompt: make the prompt the first turn and drop prompt`,
        },
      ];
    }
    if (prompt === undefined && turns === undefined) {
      return [{ property: at("prompt"), reason: 'is missing: write what the person says, or turns: ["…", "…"]' }];
    }
    return Array.isArray(turns) && turns.length === 0
      ? [{ property: at("turns"), reason: "must have a turn: write what the person says" }]
      : [];
  });

export const expectationsAgree: Rule = (inputs) =>
  casesOf(inputs).flatMap((item, index) => {
    const expect = fieldOf(item, "expect");
    const path = ["cases", index, "expect"];
    return [...orderOfNothing(expect, path), ...forbidden(expect, path), ...editsAgree(expect, path)];
  });

function orderOfNothing(expect: unknown, path: readonly PathStep[]): CheckFailure[] {
  return fieldOf(expect, "inOrder") === true && fieldOf(expect, "toolsCalled") === undefined
    ? [{ property: propertyPath([...path, "inOrder"]), reason: "needs toolsCalled: add it, or drop inOrder" }]
    : [];
}

function forbidden(expect: unknown, path: readonly PathStep[]): CheckFailure[] {
  const called = new Set(itemsOf(fieldOf(expect, "toolsCalled")).map(toolNameOf));
  return itemsOf(fieldOf(expect, "toolsNotCalled")).flatMap((item, index) => {
    const name = knownText(item);
    return name !== undefined && called.has(name)
      ? [
          {
            property: propertyPath([...path, "toolsNotCalled", index]),
            reason: `is also in toolsCalled (${quoted(name)}): drop one of them`,
          },
        ]
      : [];
  });
}

function editsAgree(expect: unknown, path: readonly PathStep[]): CheckFailure[] {
  return itemsOf(fieldOf(expect, "interrupts")).flatMap((item, index) => {
    const decision = knownText(fieldOf(item, "decision"));
    const isEdited = fieldOf(item, "editedArgs") !== undefined;
    const property = propertyPath([...path, "interrupts", index, "editedArgs"]);
    if (decision === "edit" && !isEdited) {
      return [{ property, reason: "is missing: write the arguments that the tool is to be called with instead" }];
    }
    return isEdited && decision !== undefined && decision !== "edit"
      ? [{ property, reason: 'is only for decision: "edit": write that, or drop it' }]
      : [];
  });
}

function toolNameOf(item: unknown): string | undefined {
  return knownText(item) ?? knownText(fieldOf(item, "name"));
}

const value = (what: string): z.ZodOptional<z.ZodString> => required(what, longerThan(MAX_CHARACTERS.id)).optional();

/**
 * The inputs of a run, as `check` sees them. What is tested is a deployed agent, `agentId` in `revision`; or `__candidate`,
 * the arguments of an agent: of one that is created for the test and deleted once it has passed, or of `agentId`, a
 * candidate that stays.
 */
export const SmokeTestRunInputsSchema = argumentsOf({
  agentId: value("the id of the agent to test, or pass `agent`"),
  revision: value("the agent's revision, or pass `agent`"),
  ...smokeTestFields,
  triggers: z.array(json, "must be a list of values").optional(),
  onFailure: choice(["fail", "warn"]).optional(),
  // Checked as the inputs of an agent.
  __candidate: z.custom<AgentInputs>().optional(),
  /** The agent that the live one adopts: the candidate has what the program does not set from there. */
  __adopt: z.string().optional(),
  /** When the MCP servers of the agent's tools were last changed, by their URL. */
  __mcpServers: z.record(z.string(), z.string()).optional(),
  /** Whether an agent waits for the test to pass before it is changed. */
  __gate: z.boolean().optional(),
  /** The URN of what the program declares: the test, or the agent behind it. */
  __urn: z.string(),
  /** The mark that the test's threads and its candidate carry. */
  __owner: z.string(),
});
export type SmokeTestRunInputs = z.infer<typeof SmokeTestRunInputsSchema>;

/** A new revision is what makes the test run again. */
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
  return missing("revision") ? failure("revision", "the agent's revision, so that a new revision is tested again") : [];
};

/** A gate lets nothing go live that has not passed, whatever a transform says. */
export const gatesAreClosed: Rule = (inputs) =>
  fieldOf(inputs, "__gate") === true &&
  isSetAndKnown(fieldOf(inputs, "onFailure")) &&
  fieldOf(inputs, "onFailure") !== "fail"
    ? [
        {
          property: "onFailure",
          reason: "is not for the test of a GatedAgent, whose candidate must pass before it goes live: drop it",
        },
      ]
    : [];

/** Whether the candidate exists for the test only. */
export function isTemporary(inputs: unknown): boolean {
  return fieldOf(inputs, "__candidate") !== undefined && fieldOf(inputs, "agentId") === undefined;
}

/** A candidate that has passed is deleted, and its threads with it. */
export const keptThreadsHaveAnAgent: Rule = (inputs) =>
  isTemporary(inputs) && fieldOf(inputs, "keepThreads") === "always"
    ? [
        {
          property: "keepThreads",
          reason:
            'cannot be "always" for a candidate that is deleted once it has passed: ' +
            'also write keepCandidate: true, or write keepThreads: "onFailure"',
        },
      ]
    : [];

/** For the inputs of the resource and for a cases file. */
export const SMOKE_TEST_RULES: readonly Rule[] = [caseNamesDiffer, casesSaySomething, expectationsAgree];

export const SMOKE_TEST_RUN_RULES: readonly Rule[] = [
  testsAnAgent,
  gatesAreClosed,
  keptThreadsHaveAnAgent,
  ...SMOKE_TEST_RULES,
];
