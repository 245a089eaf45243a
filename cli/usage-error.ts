/** An error of the person who typed the command. Its message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
