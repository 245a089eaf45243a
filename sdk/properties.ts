/**
 * What is declared of a resource's properties. For each that it is told of, Pulumi makes an output of a dozen promises
 * and looks up four stack traces, and waits for them in every program: a resource says only what there is to say.
 */
import * as pulumi from "@pulumi/pulumi";

/** Without the properties that have no value: to the engine they do not exist. */
export function given<Properties extends object>(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Properties;
}

/** Gives resources of a class the outputs that the program did not set, too. They are made when it reads them. */
export function outputsWhenUnset<Resource extends pulumi.Resource>(
  { prototype }: { readonly prototype: Resource },
  names: readonly (keyof Resource & string)[],
): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      get(this: Resource) {
        return this.urn.apply(() => undefined);
      },
      // By Pulumi, where the program has set the property.
      set(this: Resource, value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}
