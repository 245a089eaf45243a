/** How long one attempt of a case may take. */
import { AttemptEnded } from "./trouble";

export interface TimeLimit {
  /** Aborted with an {@link AttemptEnded} that says why: the time is up, or the whole test was stopped. */
  readonly signal: AbortSignal;
  /** For the end, whichever it is. */
  readonly clear: () => void;
}

/** @param outside stops the whole test */
export function timeLimit(timeoutSeconds: number, outside?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const end = (outcome: "timedOut" | "cancelled", text: string): void => {
    controller.abort(new AttemptEnded({ outcome, text }));
  };
  const timer = setTimeout(() => {
    end(
      "timedOut",
      `the case was not over within ${String(timeoutSeconds)} s, and its run was cancelled: ` +
        "raise timeoutSeconds, or look what the agent was waiting for",
    );
  }, 1000 * timeoutSeconds);
  const stop = (): void => {
    end("cancelled", "the test was stopped");
  };
  if (outside?.aborted) {
    stop();
  }
  outside?.addEventListener("abort", stop);
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outside?.removeEventListener("abort", stop);
    },
  };
}
