/** The table of expectations. */
import type { Expectations } from "../../inputs/smoke-expectations";
import type { Conversation } from "../conversation";
import type { Failure } from "../report";
import { contains, equals, jsonSchema, matches, notContains } from "./reply";
import {
  maxToolCalls,
  toolsCalled,
  toolsNotCalled,
  filesWritten,
  interrupts,
  maxSeconds,
  maxTokens,
  subagentsUsed,
} from "./actions";

/** Says why a conversation does not meet an expectation, if it does not. */
type Check<Expected> = (
  expected: Expected,
  conversation: Conversation,
  expectations: Expectations,
) => string | undefined;

/** `inOrder` is an option of `toolsCalled`. */
type Name = Exclude<keyof Expectations, "inOrder">;

const CHECKS: { readonly [Each in Name]: Check<NonNullable<Expectations[Each]>> } = {
  contains,
  notContains,
  matches,
  equals,
  jsonSchema,
  toolsCalled,
  toolsNotCalled,
  subagentsUsed,
  filesWritten,
  interrupts,
  maxSeconds,
  maxToolCalls,
  maxTokens,
};

/** What says something about the reply, so that an empty one does not go unnoticed. */
const OF_REPLY: readonly string[] = ["contains", "matches", "equals", "jsonSchema"] satisfies Name[];

/** Everything that is not as expected. Every case expects the agent to say something, unless it says `equals: ""`. */
export function failuresOf(expectations: Expectations, conversation: Conversation): Failure[] {
  const names = (Object.keys(CHECKS) as Name[]).filter((name) => expectations[name] !== undefined);
  const failures = names.flatMap((name) => failureOf(name, expectations, conversation));
  const isUnnoticed = !failures.some(({ expectation }) => OF_REPLY.includes(expectation));
  return conversation.reply === "" && expectations.equals?.trim() !== "" && isUnnoticed
    ? [
        { expectation: "reply", text: 'expected a reply, but the agent said nothing (if it should, write equals: "")' },
        ...failures,
      ]
    : failures;
}

function failureOf(name: Name, expectations: Expectations, conversation: Conversation): Failure[] {
  // Each check gets the expectation of its own name, but the compiler cannot tell.
  const check = CHECKS[name] as Check<unknown>;
  const text = check(expectations[name], conversation, expectations);
  return text === undefined ? [] : [{ expectation: name, text }];
}
