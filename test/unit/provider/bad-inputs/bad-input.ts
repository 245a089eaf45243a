/** One thing that a program may get wrong. */
export interface BadInput {
  readonly says: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Exactly the properties that `check` has to name. */
  readonly properties: readonly string[];
  /** What one of the reasons has to say. */
  readonly reason?: RegExp;
}
