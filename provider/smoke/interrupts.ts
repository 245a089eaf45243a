/**
 * Pauses of a run for a person, in the shape of LangChain's human-in-the-loop middleware: an interrupt holds
 * `action_requests`, and is answered with one decision for each of them, in their order.
 */
import type { ExpectedInterrupt } from "../inputs/smoke-expectations";
import { ApprovalRequestSchema, type Interrupt } from "../wire/run";

/** A tool call that a person was asked about, and what the case said to it. */
export interface Approval {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly decision: ExpectedInterrupt["decision"];
}

export interface Answer {
  /** For `command.resume`. */
  readonly resume: Readonly<Record<string, unknown>>;
  readonly approvals: readonly Approval[];
  /** What the case did not expect, by tool. When there is any, nothing may be resumed. */
  readonly unexpected: readonly string[];
}

/** What an interrupt that is no approval of a tool call is called. */
export const OTHER_PAUSE = "something that is not the approval of a tool";

/**
 * Answers `interrupts` as `expected` says. Each expected one answers one tool call, in the order in which they are
 * written, and is taken out of `expected`.
 */
export function answerTo(interrupts: readonly Interrupt[], expected: ExpectedInterrupt[]): Answer {
  const approvals: Approval[] = [];
  const unexpected: string[] = [];
  const answers = interrupts.map(({ value }) => {
    const parsed = ApprovalRequestSchema.safeParse(value);
    if (!parsed.success) {
      unexpected.push(OTHER_PAUSE);
      return { decisions: [] };
    }
    const decisions = parsed.data.action_requests.flatMap(({ name: tool, args = {} }) => {
      const index = expected.findIndex((one) => one.tool === tool);
      const [entry] = index < 0 ? [] : expected.splice(index, 1);
      if (!entry) {
        unexpected.push(tool);
        return [];
      }
      approvals.push({ tool, args, decision: entry.decision });
      return [{ type: entry.decision, ...(entry.message === undefined ? {} : { message: entry.message }) }];
    });
    return { decisions };
  });
  return { resume: resumeOf(interrupts, answers), approvals, unexpected };
}

/** Several interrupts at once, as of subagents side by side, are answered by their ids. */
function resumeOf(interrupts: readonly Interrupt[], answers: readonly Answer["resume"][]): Answer["resume"] {
  const [only = {}, ...others] = answers;
  return others.length === 0
    ? only
    : Object.fromEntries(answers.map((answer, index) => [interrupts[index]?.id ?? String(index), answer]));
}
