import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

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

/** What the arguments of a resource are not: their properties may be outputs, they themselves may not. */
export interface NotAnOutput {
  apply?: never;
  then?: never;
}

/**
 * Refuses what no dynamic provider can do, with what to write instead, and says what has no effect.
 *
 * @param what the constructor, for messages: `new Agent("assistant", …)`
 * @param insteadOfImport what to do where the program wants to import an object
 */
export function requireUsable(
  what: string,
  args: unknown,
  { import: imported, replaceOnChanges = [] }: pulumi.CustomResourceOptions = {},
  insteadOfImport?: string,
): void {
  if (pulumi.Output.isInstance(args) || args instanceof Promise) {
    throw new ProgramError(
      `${what}: the arguments are ${args instanceof Promise ? "a promise" : "an output"}: write an object, whose values may ` +
        "be outputs, like { description: settings.apply((s) => s.description) }",
    );
  }
  if (imported !== undefined && insteadOfImport !== undefined) {
    throw new ProgramError(`${what}: the option import does not work with dynamic providers: ${insteadOfImport}`);
  }
  if (replaceOnChanges.length > 0) {
    void pulumi.log.warn(
      `${what}: the option replaceOnChanges has no effect, since a dynamic provider cannot say which properties changed: ` +
        "use replacementTrigger with the values whose change should replace the object",
    );
  }
}

const OPERATIONS = ["create", "update", "delete", "read"];

/** What a duration in Pulumi's options is made of, in seconds. It is one of Go's. */
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/**
 * The option `customTimeouts` in seconds, for the provider: the engine passes it to no dynamic provider.
 *
 * @param what the constructor, for messages
 * @throws ProgramError for what is not a duration
 */
export function timeoutsIn(
  what: string,
  { customTimeouts }: pulumi.CustomResourceOptions = {},
): Record<string, number> | undefined {
  const set = Object.entries(customTimeouts ?? {}).filter(([, duration]) => Boolean(duration));
  const unknown = set.find(([operation]) => !OPERATIONS.includes(operation));
  if (unknown) {
    throw new ProgramError(`${what}: customTimeouts.${unknown[0]} is not an operation: write ${OPERATIONS.join(", ")}`);
  }
  const seconds = set.map(([operation, duration]): [string, number] => {
    const parts = [...String(duration).matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
    if (parts.map(([part]) => part).join("") !== duration) {
      throw new ProgramError(
        `${what}: customTimeouts.${operation} is not a duration: write hours, minutes and seconds like "90s", "5m" or "1h30m"`,
      );
    }
    return [operation, parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0), 0)];
  });
  // For the engine, too, zero is no limit of its own.
  const limits = seconds.filter(([, limit]) => limit > 0);
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}

/** A value that may be left out, also by an output that turns out to be empty. */
export function orDefault<T>(value: pulumi.Input<T | null> | undefined, fallback: T): pulumi.Input<T> {
  return isPlain(value) ? (value ?? fallback) : pulumi.output(value).apply((known) => (known ?? fallback) as T);
}

/**
 * The name that an object gets, and beside it the same name where it is only the default: then the provider keeps the name
 * that the object has.
 */
export function named(name: string, given: pulumi.Input<string | null> | undefined) {
  const isLeftOut = (known: string | null | undefined): string | undefined =>
    known === undefined || known === null ? name : undefined;
  return {
    name: orDefault(given, name),
    __defaultName: isPlain(given) ? isLeftOut(given) : pulumi.output(given).apply(isLeftOut),
  };
}

function isPlain<T>(value: pulumi.Input<T> | undefined): value is T | undefined {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/**
 * Omits unset properties, unless the options say that their values may come from elsewhere.
 *
 * @param optional the outputs that {@link outputsWhenUnset} provides
 */
export function declared(
  properties: object,
  optional: readonly string[],
  { id, ignoreChanges }: pulumi.CustomResourceOptions = {},
): pulumi.Inputs {
  const elsewhere = [id, ignoreChanges, "adopt" in properties ? properties.adopt : undefined].some(
    (option) => option !== undefined,
  );
  return {
    ...(elsewhere ? Object.fromEntries(optional.map((name) => [name, undefined])) : {}),
    ...given(properties),
    // The engine does not tell a dynamic provider.
    ...(pulumi.runtime.isDryRun() ? { __preview: true } : {}),
  };
}

/**
 * Adds outputs to a class that a resource did not declare. Each is created when the program reads it, and is known in a
 * preview. A transform (of the resource, a parent or the stack) or a unit test's mocks may have set it all the same, which
 * the engine then tells.
 */
export function outputsWhenUnset<Resource extends pulumi.Resource>(
  { prototype }: { readonly prototype: Resource },
  names: readonly (keyof Resource & string)[],
): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      get(this: Resource) {
        return this.urn.apply((urn) => (isMocked() || hasTransforms() ? registered(urn, name) : undefined));
      },
      // By Pulumi, of what was declared.
      set(this: Resource, value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}

/**
 * Whether the program has registered a transform or a hook, for which Pulumi starts a server. Asked when a resource is
 * registered, so every transform that may have changed it is there.
 */
function hasTransforms(): boolean {
  const store = (state as unknown as { getStore: (this: void) => { readonly callbacks?: unknown } }).getStore();
  return store.callbacks !== undefined;
}

/** A property of a resource as the engine has registered it; `undefined` where `--target` left the resource out. */
function registered(urn: string, name: string): pulumi.Output<unknown> {
  const read = pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn }).then(
    ({ state: known = {} }: { readonly state?: object }) => Object.hasOwn(known, name),
    () => false,
  );
  return pulumi.output(read).apply((isSet) => (isSet ? new Registered(urn, name).property : undefined));
}

/** A resource of the program once more, for one property: Pulumi so says of it alone whether it is known, and secret. */
class Registered extends pulumi.CustomResource {
  readonly property: pulumi.Output<unknown>;

  constructor(urn: string, property: string) {
    const [, , types = "", name = ""] = urn.split("::");
    super(types.slice(types.lastIndexOf("$") + 1), name, { [property]: undefined }, { urn });
    this.property = (this as unknown as Record<string, pulumi.Output<unknown>>)[property] as pulumi.Output<unknown>;
  }
}
