/**
 * Pauses of a run for a person, in the format of LangChain's human-in-the-loop middleware: an interrupt contains
 * `action_requests`, and its answer has one decision for each of them, in the same order.
 */
import type { ExpectedInterrupt } from "../inputs/smoke-expectations";
import { ApprovalRequestSchema, type Interrupt } from "../wire/run";

/** A tool call that a person was asked about, and the case's decision. */
export interface Approval {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly decision: ExpectedInterrupt["decision"];
}

export interface InterruptAnswer {
  /** For `command.resume`. */
  readonly resume: Readonly<Record<string, unknown>>;
  readonly approvals: readonly Approval[];
  /** The tools whose approval the case did not expect. If there are any, nothing may be resumed. */
  readonly unexpected: readonly string[];
}

/** What an interrupt that does not ask to approve a tool call is called. */
export const OTHER_PAUSE = "something that is not the approval of a tool";

/**
 * Answers `interrupts` as `expected` says. Each expected interrupt answers one tool call, in order, and is removed from
 * `expected`.
 */
export function answerTo(interrupts: readonly Interrupt[], expected: ExpectedInterrupt[]): InterruptAnswer {
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

/** Several interrupts at once, for example of parallel subagents, are answered by id. */
function resumeOf(
  interrupts: readonly Interrupt[],
  answers: readonly InterruptAnswer["resume"][],
): InterruptAnswer["resume"] {
  const [only = {}, ...others] = answers;
  return others.length === 0
    ? only
    : Object.fromEntries(answers.map((answer, index) => [interrupts[index]?.id ?? String(index), answer]));
}
