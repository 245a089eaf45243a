import { PartialFailure, type Properties } from "../resources/resource";
import { isExpected, redact } from "../resources/session";

/**
 * The engine's launcher sends the state of a partial failure as a header of HTTP/2, of which gRPC takes 16 MB in base64.
 * One that is larger would break the connection.
 */
const LARGEST_STATE_BYTES = 8 * 1024 * 1024;

/**
 * A failure as a person will see it. The engine's launcher prints `${error}: ${error.stack}` on the stack's row, besides
 * the resource's own error.
 *
 * @param beside what the state has besides the resource's own properties
 */
export function presentable(error: unknown, secrets: readonly string[], beside: Properties = {}): unknown {
  if (error instanceof PartialFailure && Buffer.byteLength(JSON.stringify(error.state)) <= LARGEST_STATE_BYTES) {
    return new SavedFailure(error, beside);
  }
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

/** The engine keeps a resource whose error has these fields, with the reasons, and updates it the next time. */
class SavedFailure extends ExpectedFailure {
  readonly id: string;
  readonly reasons: readonly string[];
  readonly properties: Properties;

  constructor({ id, message, state }: PartialFailure, beside: Properties) {
    super(new Error(message));
    this.id = id;
    this.reasons = [message];
    // The launcher adds the provider only when all went well, and finds none without it.
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
 * Aborted when what this process prints has no reader any more. An engine that is killed does not end its providers: they
 * go on with what they are at, beside the next deployment.
 */
export function engineGone(): AbortSignal {
  if (gone === undefined) {
    const controller = new AbortController();
    process.stdout.on("error", () => controller.abort(new Error("the engine is gone")));
    gone = controller;
  }
  return gone.signal;
}
