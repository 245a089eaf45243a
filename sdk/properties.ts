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

// What is declared of a resource's properties: what is there. For each that it is told of, Pulumi makes an output with a
// dozen promises and looks up four stack traces; and where it finds no value for one, that is unknown in a preview.

/** Without the properties that have no value: to the engine they do not exist. */
export function given<Properties extends object>(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Properties;
}

/**
 * Of what the program left out, nothing is declared, unless the options say that its value may come from elsewhere. (A
 * transform of a parent or of the whole stack does not show here: an output that only it has set reads `undefined`.)
 *
 * @param optional the outputs that {@link outputsWhenUnset} makes up for
 */
export function declared(
  properties: object,
  optional: readonly string[],
  { id, import: imported, ignoreChanges, transforms }: pulumi.CustomResourceOptions = {},
): pulumi.Inputs {
  const elsewhere = [id, imported, ignoreChanges, transforms].some((option) => option !== undefined);
  return { ...(elsewhere ? Object.fromEntries(optional.map((name) => [name, undefined])) : {}), ...given(properties) };
}

/**
 * Gives resources of a class the outputs that were not declared, too. They are made when the program reads them, and known
 * in a preview as well.
 */
export function outputsWhenUnset<Resource extends pulumi.Resource>(
  { prototype }: { readonly prototype: Resource },
  names: readonly (keyof Resource & string)[],
): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      get(this: Resource) {
        return this.urn.apply(() => undefined);
      },
      // By Pulumi, of what was declared.
      set(this: Resource, value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}
