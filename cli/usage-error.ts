/** What the person who typed the command has to correct. Its message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
