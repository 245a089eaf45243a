/** A run that failed for a reason that its user can solve. The message is sent to the client: never a secret in it. */
export class RunFailure extends Error {
  constructor(
    /** What the `error` event calls it. */
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}
