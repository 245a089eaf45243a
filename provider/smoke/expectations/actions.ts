/** Expectations of what the agent and its subagents did, and of what that took. */
import { contained } from "../../helpers/json";
import type { Expectations, ExpectedInterrupt, ExpectedToolCall } from "../../inputs/smoke-expectations";
import type { Conversation, ToolCallSeen } from "../conversation";
import { asCall, asCalls, counted, inSeconds, quote } from "../report";

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
    : `expected at most ${counted(expected, "tool call")}, but there were ${String(toolCalls.length)}: ` +
        asCalls(toolCalls.map(({ name }) => ({ name })));
}

export function subagentsUsed(expected: readonly string[], { subagents }: Conversation): string | undefined {
  return missing("subagent", "used", expected, subagents);
}

export function filesWritten(expected: readonly string[], { files }: Conversation): string | undefined {
  return missing("file", "written", expected.map(absolute), files.map(absolute));
}

/** Unexpected pauses have already ended the conversation; this only finds the ones that are missing. */
export function interrupts(expected: readonly ExpectedInterrupt[], { approvals }: Conversation): string | undefined {
  const asked = approvals.map(({ tool }) => tool);
  const rest = [...asked];
  const absent = expected.filter(({ tool }) => {
    const index = rest.indexOf(tool);
    return index < 0 || rest.splice(index, 1).length === 0;
  });
  return absent.length === 0
    ? undefined
    : `expected a pause for the approval of ${absent.map(({ tool }) => tool).join(", ")}, ` +
        `but ${asked.length === 0 ? "there was none" : `the only pauses were for ${asked.join(", ")}`}`;
}

export function maxSeconds(expected: number, { seconds }: Conversation): string | undefined {
  return seconds <= expected
    ? undefined
    : `expected an answer within ${String(expected)} s, but it took ${inSeconds(seconds)}`;
}

export function maxTokens(expected: number, { tokens }: Conversation): string | undefined {
  if (tokens === undefined) {
    return `expected at most ${String(expected)} tokens, but the model does not report how many it used: drop maxTokens`;
  }
  return tokens <= expected
    ? undefined
    : `expected at most ${String(expected)} tokens, but there were ${String(tokens)}`;
}

/** A call counts unless the tool answered with an error. A call that the case itself rejected was made, too. */
function counts({ outcome }: ToolCallSeen): boolean {
  return outcome !== "failed";
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

function missing(
  what: string,
  done: string,
  expected: readonly string[],
  actual: readonly string[],
): string | undefined {
  const absent = expected.filter((name) => !actual.includes(name));
  return absent.length === 0
    ? undefined
    : `expected the ${what}${absent.length === 1 ? "" : "s"} ${absent.join(", ")} to be ${done}, but ` +
        (actual.length === 0 ? "none was" : `only ${actual.join(", ")} ${actual.length === 1 ? "was" : "were"}`);
}

/** Tools use absolute paths in the agent's own file system. */
function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
