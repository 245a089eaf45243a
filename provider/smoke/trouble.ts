/** What kept a case from coming to its end, told apart from a wrong answer. */
import type { Api } from "../api";
import { ApiError, BrokenStreamError, NoAnswerError, NotFoundError } from "../api/errors";
import type { Outcome } from "./report";

export interface Trouble {
  readonly outcome: Exclude<Outcome, "passed" | "failed">;
  readonly text: string;
}

/** The run reported an error of its own. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** The stream ended in good order, and yet in the middle of the agent's work. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";
}

/** Why an attempt is over before its end: the reason that its signal is aborted with. */
export class AttemptEnded extends Error {
  override readonly name = "AttemptEnded";

  constructor(readonly trouble: Trouble) {
    super(trouble.text);
  }
}

/**
 * @throws `error` when it is none that is expected here: that is a bug of ours, and no report about the agent
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof AttemptEnded) {
    return error.trouble;
  }
  if (error instanceof RunError) {
    return { outcome: "agentError", text: `the agent's run ended with an error: ${error.message}` };
  }
  if (error instanceof BrokenStreamError || error instanceof UnfinishedError) {
    return { outcome: "brokenStream", text: `the answer did not arrive whole: ${error.message}` };
  }
  if (error instanceof ApiError || error instanceof NoAnswerError) {
    return { outcome: "apiError", text: error.message };
  }
  throw error;
}

/** Trouble that a deleted agent explains has that as its cause. */
export async function orAgentGone(trouble: Trouble, api: Api, agentId: string): Promise<Trouble> {
  if (trouble.outcome === "cancelled") {
    return trouble;
  }
  try {
    await api.agents.get(agentId);
    return trouble;
  } catch (error) {
    return error instanceof NotFoundError
      ? { outcome: "agentGone", text: `agent ${agentId} was deleted while the test ran` }
      : trouble;
  }
}
