/** Expectations of what the agent did besides answering and calling tools, and of what that took. */
import type { ExpectedInterrupt } from "../../schema/inputs/smoke-expectations";
import type { Conversation } from "../conversation";
import { inSeconds } from "../wording";

export function subagentsUsed(expected: readonly string[], { subagents }: Conversation): string | undefined {
  return missing("expected the subagents", "used", expected, subagents);
}

export function filesWritten(expected: readonly string[], { files }: Conversation): string | undefined {
  return missing("expected the files", "written", expected.map(absolute), files.map(absolute));
}

/** That nothing else was asked is seen to while the conversation goes on. */
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
        `but ${asked.length === 0 ? "there was none" : `there were pauses for ${asked.join(", ")} only`}`;
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

function missing(
  what: string,
  done: string,
  expected: readonly string[],
  actual: readonly string[],
): string | undefined {
  const absent = expected.filter((name) => !actual.includes(name));
  return absent.length === 0
    ? undefined
    : `${what} ${absent.join(", ")} to be ${done}, but ` +
        (actual.length === 0 ? "none was" : `only ${actual.join(", ")} ${actual.length === 1 ? "was" : "were"}`);
}

/** Tools name files by their absolute path in the agent's own file system. */
function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
