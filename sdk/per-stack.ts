import * as pulumi from "@pulumi/pulumi";

const withoutStack = {};

/**
 * One value for each stack that the process deploys (the Automation API runs several), also when a program has loaded
 * this package twice.
 *
 * @param key names the value among all that are kept so
 * @param make makes it when it is first asked for
 */
export function perStack<T>(key: string, make: () => T): () => T {
  const symbol = Symbol.for(`pulumi-deepagents.${key}`);
  const shared = globalThis as { [key: symbol]: WeakMap<object, { readonly value: T }> | undefined };
  return () => {
    const values = (shared[symbol] ??= new WeakMap());
    const stack = pulumi.runtime.getStackResource() ?? withoutStack;
    const known = values.get(stack) ?? { value: make() };
    values.set(stack, known);
    return known.value;
  };
}
