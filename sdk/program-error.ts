import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/** A mistake in the program: Pulumi shows its message, without a stack trace. */
export class ProgramError extends pulumi.RunError {
  /**
   * Pulumi's runtime inspects an error that ends a program, with everything that it leads to. Where a stack output fails,
   * that is so much that it takes a minute and gigabytes (seen with 3.259).
   */
  [inspect.custom](): string {
    return this.message;
  }
}
