import { isExpected, redact } from "../resources/session";

/**
 * A failure as a person will see it. The engine's launcher prints `${error}: ${error.stack}` on the stack's row, besides
 * the resource's own error.
 */
export function presentable(error: unknown, secrets: readonly string[]): unknown {
  if (isExpected(error)) {
    return new ExpectedFailure(error);
  }
  // A bug of ours: its stack is wanted, but what it quotes may be anything.
  return error instanceof Error ? new RedactedFailure(error, secrets) : error;
}

/** Its message says everything: on the stack's row it reads "pulumi-deepagents: " and the message. */
class ExpectedFailure extends Error {
  constructor(cause: Error) {
    super(cause.message);
    this.stack = cause.message;
  }

  override toString(): string {
    return "pulumi-deepagents";
  }
}

class RedactedFailure extends Error {
  constructor({ name, message, stack = "" }: Error, secrets: readonly string[]) {
    super(redact(message, secrets));
    this.name = name;
    this.stack = redact(stack, secrets);
  }
}
