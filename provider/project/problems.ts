/** One thing wrong with a project directory. */
export interface Problem {
  /** The file or directory, relative to the project. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number | undefined;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}

/** A project directory that no agent can be made of. The message has a line `<file>:<line>: <reason>` for each problem. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      problems
        .map(({ file, line, reason }) => `${file}${line === undefined ? "" : `:${String(line)}`}: ${reason}`)
        .join("\n"),
    );
  }
}
