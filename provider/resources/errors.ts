/** What an operation fails with when the cause is not a bug of ours. */
import { withoutUndefined } from "../helpers/json";

/** A failure that the program or the workspace caused. Its message says what to do. */
export class ExpectedError extends Error {
  override readonly name: string = "ExpectedError";
}

/**
 * An operation failed after it had done something. The state is kept, so the next deployment continues from there and
 * `destroy` cleans up.
 *
 * The engine also keeps the message in the state, in plain text, so it must not contain a secret of `state`.
 */
export class PartialFailure extends ExpectedError {
  override readonly name = "PartialFailure";
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;

  constructor(message: string, id: string, state: Readonly<Record<string, unknown>>) {
    super(message);
    this.id = id;
    this.state = withoutUndefined(state);
  }
}
