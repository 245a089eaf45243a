/** Expectations of the final reply. */
import type { Expectations } from "../../inputs/smoke-expectations";
import { jsonSchemaMismatches } from "../../inputs/json-schema";
import { inOneForm, patternOf } from "../../helpers/text";
import type { Conversation } from "../conversation";
import { quote } from "../report";

type Expected<Name extends keyof Expectations> = NonNullable<Expectations[Name]>;

export function contains(expected: Expected<"contains">, conversation: Conversation): string | undefined {
  return butItIs(
    conversation,
    "expected the reply to contain",
    textsOf(expected).filter((text) => !inOneForm(conversation.reply).includes(inOneForm(text))),
  );
}

export function notContains(expected: Expected<"notContains">, conversation: Conversation): string | undefined {
  return butItIs(
    conversation,
    "expected the reply not to contain",
    textsOf(expected).filter((text) => inOneForm(conversation.reply).includes(inOneForm(text))),
  );
}

export function matches(expected: Expected<"matches">, conversation: Conversation): string | undefined {
  return butItIs(
    conversation,
    "expected the reply to match",
    textsOf(expected).filter((pattern) => !patternOf(inOneForm(pattern)).test(inOneForm(conversation.reply))),
  );
}

export function equals(expected: Expected<"equals">, conversation: Conversation): string | undefined {
  return butItIs(
    conversation,
    "expected the reply to be",
    [expected].filter((text) => inOneForm(conversation.reply) !== inOneForm(text.trim())),
  );
}

export function jsonSchema(expected: Expected<"jsonSchema">, { reply }: Conversation): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(reply);
  } catch (error) {
    const fence = reply.startsWith("```") ? " (it is in a code fence: tell the agent to omit it)" : "";
    return `expected the reply to be JSON, but ${(error as Error).message}${fence}; it is ${quote(reply)}`;
  }
  const mismatches = jsonSchemaMismatches(expected, value);
  return mismatches.length === 0
    ? undefined
    : `expected the reply to fit the schema, but ${mismatches.join("; ")}; it is ${quote(reply)}`;
}

function butItIs({ reply }: Conversation, expected: string, wrong: readonly string[]): string | undefined {
  if (wrong.length === 0) {
    return undefined;
  }
  const instead = reply === "" ? "the agent said nothing" : `it is ${quote(reply)}`;
  return `${expected} ${wrong.map((text) => quote(text)).join(" and ")}, but ${instead}`;
}

function textsOf(expected: string | readonly string[]): readonly string[] {
  return typeof expected === "string" ? [expected] : expected;
}
