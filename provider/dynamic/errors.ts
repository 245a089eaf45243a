/** Failures as a person will see them, and the end of the engine. */
import { redact, withoutUrlCredentials } from "../helpers/redact";
import { PartialFailure } from "../resources/errors";
import type { Properties } from "../resources/resource";
import { isExpected } from "../resources/session";

/**
 * The engine's launcher sends the state of a partial failure as an HTTP/2 header, which gRPC limits to 16 MB in base64. A
 * larger one would break the connection.
 */
const LARGEST_STATE_BYTES = 8 * 1024 * 1024;

/**
 * A failure as a person will see it. Besides the resource's own error, the engine's launcher prints
 * `${error}: ${error.stack}` on the stack's row.
 *
 * @param beside what the state has in addition to the resource's own properties
 */
export function presentable(error: unknown, secrets: readonly string[], beside: Properties = {}): unknown {
  const shown = (text: string): string => withoutUrlCredentials(redact(text, secrets));
  if (error instanceof PartialFailure && Buffer.byteLength(JSON.stringify(error.state)) <= LARGEST_STATE_BYTES) {
    return new SavedFailure(error, shown(error.message), beside);
  }
  if (isExpected(error)) {
    return new ExpectedFailure(shown(error.message));
  }
  // A bug of ours, whose stack matters but may quote anything.
  return error instanceof Error ? new RedactedFailure(error, secrets) : error;
}

/** Its message says everything, so the stack's row shows "pulumi-deepagents: " and the message without a stack. */
class ExpectedFailure extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }

  override toString(): string {
    return "pulumi-deepagents";
  }
}

/** The engine keeps a resource whose error has these fields, and updates it the next time. */
class SavedFailure extends ExpectedFailure {
  readonly id: string;
  readonly reasons: readonly string[];
  readonly properties: Properties;

  constructor({ id, state }: PartialFailure, message: string, beside: Properties) {
    super(message);
    this.id = id;
    this.reasons = [message];
    // The launcher adds the provider's text only after a success, and cannot find the provider without it.
    this.properties = { ...state, ...beside };
  }
}

class RedactedFailure extends Error {
  constructor({ name, message, stack = "" }: Error, secrets: readonly string[]) {
    super(redact(message, secrets));
    this.name = name;
    this.stack = redact(stack, secrets);
  }
}

let gone: AbortController | undefined;

/**
 * Aborted when nobody reads what this process prints any more. A killed engine does not end its providers, which would
 * continue beside the next deployment.
 */
export function engineGone(): AbortSignal {
  if (gone === undefined) {
    const controller = new AbortController();
    process.stdout.on("error", () => controller.abort(new Error("the engine is gone")));
    gone = controller;
  }
  return gone.signal;
}
