/** A failure that is the program's or the workspace's, not a bug of ours: its message says what to do. */
export class ExpectedError extends Error {
  override readonly name = "DeploymentError";
}
