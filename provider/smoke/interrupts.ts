/**
 * Pauses of a run for a person, in the format of LangChain's human-in-the-loop middleware: an interrupt contains
 * `action_requests`, and its answer has one decision for each of them, in the same order.
 */
import { contained } from "../helpers/json";
import { inOneForm } from "../helpers/text";
import type { ExpectedInterrupt } from "../inputs/smoke-expectations";
import { ApprovalRequestSchema, type Interrupt } from "../wire/run";

/** A tool call that a person was asked about, and the case's decision. */
export interface Approval {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly decision: ExpectedInterrupt["decision"];
  /** What the case says about it. */
  readonly entry: ExpectedInterrupt;
}

export interface InterruptAnswer {
  /** For `command.resume`. */
  readonly resume: Readonly<Record<string, unknown>>;
  readonly approvals: readonly Approval[];
  /** What the case did not expect. If there is anything, nothing may be resumed. */
  readonly unexpected: readonly Pause[];
}

/** What a run waits for: the approval of a tool, or something else, which a case cannot answer. */
export type Pause = { readonly tool: string } | { readonly value: unknown };

/**
 * Answers `interrupts` as `expected` says. Each expected interrupt answers one tool call, in order, and is removed from
 * `expected`.
 */
export function answerTo(interrupts: readonly Interrupt[], expected: ExpectedInterrupt[]): InterruptAnswer {
  const approvals: Approval[] = [];
  const unexpected: Pause[] = [];
  const answers = interrupts.map(({ value }) => {
    const parsed = ApprovalRequestSchema.safeParse(value);
    if (!parsed.success) {
      unexpected.push({ value });
      return { decisions: [] };
    }
    const decisions = parsed.data.action_requests.flatMap(({ name: tool, args: given }) => {
      const args = given ?? {};
      const entry = takeEntry(expected, tool, args);
      if (!entry) {
        unexpected.push({ tool });
        return [];
      }
      approvals.push({ tool, args, decision: entry.decision, entry });
      return [decisionOf(entry)];
    });
    return { decisions };
  });
  return { resume: resumeOf(interrupts, answers), approvals, unexpected };
}

/** The first entry that fits the call, one that names arguments before one that fits any call of the tool. */
function takeEntry(expected: ExpectedInterrupt[], tool: string, args: Approval["args"]): ExpectedInterrupt | undefined {
  const fits = (one: ExpectedInterrupt): boolean =>
    one.tool === tool && contained(inOneForm(one.args ?? {}), inOneForm(args));
  const named = expected.findIndex((one) => one.args !== undefined && fits(one));
  const index = named < 0 ? expected.findIndex(fits) : named;
  return index < 0 ? undefined : expected.splice(index, 1)[0];
}

function decisionOf({ tool, decision, editedArgs, message }: ExpectedInterrupt): object {
  return {
    type: decision,
    ...(decision === "edit" ? { edited_action: { name: tool, args: editedArgs } } : {}),
    ...(message === undefined ? {} : { message }),
  };
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
