import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/** A mistake in the program: Pulumi shows its message, without a stack trace. */
export class ProgramError extends pulumi.RunError {
  /**
   * Pulumi's runtime inspects an error that ends a program, and everything that the error refers to. If a stack output
   * fails, that takes a minute and gigabytes (seen with 3.259).
   */
  [inspect.custom](): string {
    return this.message;
  }
}

/** Whether the program runs in a unit test. Pulumi's own invokes ask the monitor, which mocks replace. */
export function isMocked(): boolean {
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/**
 * Omits unset properties, which do not exist for the engine. For each property that it is given, Pulumi makes an output
 * with a dozen promises and looks up four stack traces; one without a value is unknown in a preview.
 */
export function given<Properties extends object>(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Properties;
}

/**
 * Omits unset properties, unless the options say that their values may come from elsewhere. (A transform of a parent or of
 * the whole stack does not show here: an output that only it has set reads `undefined`.)
 *
 * @param optional the outputs that {@link outputsWhenUnset} provides
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
 * Adds outputs to a class that a resource did not declare. Each is created when the program reads it, and is known in a
 * preview.
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
