/** Expectations of tool calls, those of subagents included. */
import type { ExpectedToolCall, Expectations } from "../../schema/inputs/smoke-expectations";
import type { Conversation, ToolCallSeen } from "../conversation";
import { asCall, asCalls, quote } from "../wording";
import { contained } from "./contained";

/** A call counts unless the tool answered with an error: what the case itself rejected was called, too. */
const counts = ({ outcome }: ToolCallSeen): boolean => outcome !== "failed";

export function toolsCalled(
  expected: readonly ExpectedToolCall[],
  conversation: Conversation,
  { inOrder = false }: Pick<Expectations, "inOrder">,
): string | undefined {
  let rest: readonly ToolCallSeen[] = conversation.toolCalls;
  for (const [index, call] of expected.entries()) {
    const found = rest.findIndex((seen) => counts(seen) && isCall(seen, call));
    if (found < 0) {
      const after = inOrder && index > 0 ? ` after ${expected.slice(0, index).map(named).join(", ")}` : "";
      return `expected a call of ${named(call)}${after}, but ${instead(call, conversation)}`;
    }
    if (inOrder) {
      rest = rest.slice(found + 1);
    }
  }
  return undefined;
}

export function toolsNotCalled(expected: readonly string[], { toolCalls }: Conversation): string | undefined {
  const calls = toolCalls.filter(({ name }) => expected.includes(name));
  return calls.length === 0 ? undefined : `expected no call of ${expected.join(", ")}, but there was ${asCalls(calls)}`;
}

export function maxToolCalls(expected: number, { toolCalls }: Conversation): string | undefined {
  return toolCalls.length <= expected
    ? undefined
    : `expected at most ${String(expected)} tool calls, but there were ${String(toolCalls.length)}: ` +
        asCalls(toolCalls.map(({ name }) => ({ name })));
}

function isCall(seen: ToolCallSeen, expected: ExpectedToolCall): boolean {
  return typeof expected === "string"
    ? seen.name === expected
    : seen.name === expected.name && contained(expected.args ?? {}, seen.args);
}

function named(expected: ExpectedToolCall): string {
  return typeof expected === "string" ? expected : asCall(expected);
}

function instead(expected: ExpectedToolCall, { toolCalls }: Conversation): string {
  const failed = toolCalls.find((seen) => !counts(seen) && isCall(seen, expected));
  if (failed) {
    return `the tool answered with an error: ${quote(failed.result ?? "")}`;
  }
  return toolCalls.length === 0 ? "no tool was called" : `the calls were ${asCalls(toolCalls)}`;
}
