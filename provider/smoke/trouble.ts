/** Why a case did not come to an end, as opposed to ending with a wrong answer. */
import type { Api } from "../client";
import { BrokenStreamError, isRequestFailure, NotFoundError } from "../client/errors";
import type { Outcome } from "./report";

export interface Trouble {
  readonly outcome: Exclude<Outcome, "passed" | "failed">;
  readonly text: string;
}

/** The run reported an error. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** The stream ended normally, but in the middle of the agent's work. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";
}

/** The reason with which an attempt's signal is aborted. */
export class AttemptEnded extends Error {
  override readonly name = "AttemptEnded";
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.text);
    this.trouble = trouble;
  }
}

/**
 * What an error says about a case.
 *
 * @throws `error` itself when it is unexpected, because that is a bug of ours and says nothing about the agent
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
  if (isRequestFailure(error)) {
    return { outcome: "apiError", text: error.message };
  }
  throw error;
}

/** If the agent was deleted, reports that instead. */
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
