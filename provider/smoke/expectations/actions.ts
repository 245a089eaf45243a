/** Expectations of what the agent and its subagents did, and of what that took. */
import { contained } from "../../helpers/json";
import { inOneForm } from "../../helpers/text";
import type { Expectations, ExpectedInterrupt, ExpectedToolCall } from "../../inputs/smoke-expectations";
import type { Conversation, ToolCallSeen } from "../conversation";
import { asCall, asCalls, counted, inSeconds, quote } from "../report";

export function toolsCalled(
  expected: readonly ExpectedToolCall[],
  conversation: Conversation,
  { inOrder = false }: Pick<Expectations, "inOrder">,
): string | undefined {
  const calls = conversation.toolCalls.filter(counts);
  const index = (inOrder ? firstOutOfOrder : firstWithout)(expected, (call, seen) => {
    const made = calls[seen];
    return made && isCall(made, call);
  });
  const call = index === undefined ? undefined : expected[index];
  if (index === undefined || call === undefined) {
    return undefined;
  }
  const after = inOrder && index > 0 ? ` after ${expected.slice(0, index).map(named).join(", ")}` : "";
  const before = expected.slice(0, index).filter((other) => named(other) === named(call)).length;
  const what =
    !inOrder && before > 0 ? `${String(before + 1)} calls of ${named(call)}` : `a call of ${named(call)}${after}`;
  return `expected ${what}, but ${instead(call, conversation)}`;
}

/** Whether a call that was made is the expected one; `undefined` behind the last call. */
type Fits = (expected: ExpectedToolCall, call: number) => boolean | undefined;

/** The index of the first expected call that is not among those after the ones before it. */
function firstOutOfOrder(expected: readonly ExpectedToolCall[], fits: Fits): number | undefined {
  let next = 0;
  for (const [index, one] of expected.entries()) {
    while (fits(one, next) === false) {
      next += 1;
    }
    if (fits(one, next) === undefined) {
      return index;
    }
    next += 1;
  }
  return undefined;
}

/**
 * The index of the first expected call for which there is none of its own: two expected calls want two. Gives calls away
 * again where another one fits as well (Kuhn's algorithm), so that the order in which they are written does not matter.
 */
function firstWithout(expected: readonly ExpectedToolCall[], fits: Fits): number | undefined {
  const takenBy = new Map<number, ExpectedToolCall>();
  const takes = (one: ExpectedToolCall, tried: Set<number>): boolean => {
    for (let call = 0, fitting = fits(one, call); fitting !== undefined; call += 1, fitting = fits(one, call)) {
      if (fitting && !tried.has(call)) {
        tried.add(call);
        const other = takenBy.get(call);
        if (other === undefined || takes(other, tried)) {
          takenBy.set(call, one);
          return true;
        }
      }
    }
    return false;
  };
  const index = expected.findIndex((one) => !takes(one, new Set()));
  return index < 0 ? undefined : index;
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
  return missing("file", "written", inOneForm(expected.map(absolute)), inOneForm(files.map(absolute)));
}

/** Unexpected pauses have already ended the conversation; this only finds the ones that are missing. */
export function interrupts(expected: readonly ExpectedInterrupt[], { approvals }: Conversation): string | undefined {
  const answered = new Set(approvals.map(({ entry }) => entry));
  const absent = expected.filter((entry) => !answered.has(entry));
  const pauses = approvals.map(({ tool, args, entry }) => asCall(entry.args ? { name: tool, args } : { name: tool }));
  return absent.length === 0
    ? undefined
    : `expected a pause for the approval of ${absent.map(({ tool, args }) => asCall({ name: tool, args })).join(", ")}, ` +
        `but ${pauses.length === 0 ? "there was none" : `the only pauses were for ${pauses.join(", ")}`}`;
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

/** A call counts if the tool answered it without an error. A call that the case itself rejected was made, too. */
function counts({ outcome }: ToolCallSeen): boolean {
  return outcome === "answered" || outcome === "rejected";
}

function isCall(seen: ToolCallSeen, expected: ExpectedToolCall): boolean {
  return typeof expected === "string"
    ? seen.name === expected
    : seen.name === expected.name && contained(inOneForm(expected.args ?? {}), inOneForm(seen.args));
}

function named(expected: ExpectedToolCall): string {
  return typeof expected === "string" ? expected : asCall(expected);
}

function instead(expected: ExpectedToolCall, { toolCalls }: Conversation): string {
  const failed = toolCalls.find((seen) => !counts(seen) && isCall(seen, expected));
  if (failed) {
    return failed.outcome === "unanswered"
      ? "the tool did not answer"
      : `the tool answered with an error: ${quote(failed.result ?? "")}`;
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
