import type { CheckFailure } from "../validate";

/**
 * Finds what is wrong across fields, where each field alone may be right.
 *
 * A rule meets inputs of any shape, since it runs also when the schema has found something, and never throws: what does
 * not have the right shape is not there for it. A value that is not known yet never makes it find anything.
 */
export type Rule = (inputs: unknown) => readonly CheckFailure[];
