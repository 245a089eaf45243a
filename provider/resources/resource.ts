/** What a kind of resource is, free of any engine. */
import type * as z from "zod";
import type { Api } from "../client";
import { pick } from "../helpers/json";
import type { CheckFailure } from "../inputs/check";
import type { Inventory } from "./inventory";

export { argumentNames, isSetAndKnown, withoutEmpty } from "../inputs/check";
export { POLICIES_KEY } from "../inputs/policies";
export type { CheckFailure };

/** Properties of a resource as the engine passes them: inputs, or inputs with outputs beside them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What an operation works with. */
export interface Context {
  readonly api: Api;
  /** Makes an API with a time budget of its own, for work that outlasts the budget that all uses of `api` share. */
  readonly connect: () => Api;
  readonly inventory: Inventory;
  /** Shows the person who deploys a line. Never a secret, nor the query of a URL, which may be one. */
  readonly log: (line: string) => void;
  /** The same, with the URLs as they are: for one that a person has to open, and for what an agent said. */
  readonly logWithUrls: (text: string) => void;
  /** Aborted when nobody waits for the operation any more, because the engine was killed. */
  readonly signal: AbortSignal;
}

/** What the next deployment changes. */
export interface Diff {
  readonly changes: boolean;
  /** Inputs that differ in meaning. */
  readonly changed: readonly string[];
  /** Changed inputs that the API cannot change in place. */
  readonly replaces: readonly string[];
  /** Whether a replacement must delete the old object first. */
  readonly deleteBeforeReplace: boolean;
  /** A line for the person who deploys, if the names of the changed inputs do not say what will happen. */
  readonly note?: string;
}

/** An object as it is on the server. */
export interface ReadResult {
  /** Inputs that would lead to this object, limited to what the program manages. */
  readonly inputs: Properties;
  /** These inputs and the outputs. */
  readonly state: Properties;
}

/** What taking an existing object over would do. */
export interface Adoption {
  /** The name that the object will have: the program's, or its own where the program gives none. */
  readonly name: string;
  /** Inputs that it would change on the object. */
  readonly changed: readonly string[];
  /** Whose mark the object carries, in words, if not this resource's own. */
  readonly managedBy?: string | undefined;
}

/**
 * A kind of resource. `provider/dynamic` adapts it to Pulumi.
 *
 * `check` and `diff` may get values that are not known yet (`UNKNOWN` in `helpers/json.ts`); the other operations never
 * do. No returned property is `undefined`.
 */
export interface Resource {
  /** What messages call an object of this kind. */
  readonly noun: string;
  /** The inputs, as a program may write them. */
  readonly schema: z.ZodType;
  /** The outputs that every object has. Only a state contains them. */
  readonly outputs: readonly string[];
  /** Values in `properties` that must not appear in an error or a log, even if the server echoes them. */
  secrets(properties: Properties): readonly string[];
  /**
   * Everything that is wrong with `inputs` or that `policies` forbid. Sends no request.
   *
   * @param policies a list of policies (`inputs/policies.ts`), or nothing
   * @param old the inputs that the state has, if any
   */
  check(inputs: Properties, policies?: unknown, old?: Properties): readonly CheckFailure[];
  /** What is wrong with creating an object from `inputs` that are right, in sentences. Sends no request. */
  checkCreation?(inputs: Properties): readonly string[];
  /** Compares by meaning. Sends no request. */
  diff(id: string, state: Properties, inputs: Properties): Diff;
  /**
   * Creates the object, or takes over the one that `adopt` names or that an interrupted deployment left behind.
   *
   * @throws PartialFailure when it failed and left something that `update` or `delete` has to know
   */
  create(context: Context, inputs: Properties): Promise<{ readonly id: string; readonly state: Properties }>;
  /**
   * Whether the account has the object; or `"nothing"`, if there is nothing of it to lose, which says nothing about the
   * account. One list for each kind of object serves all resources of a deployment.
   */
  isListed(inventory: Inventory, id: string, state: Properties): boolean | "nothing" | Promise<boolean | "nothing">;
  /** Returns `undefined` when there is no such object. Without `state` the result is complete, as for an import. */
  read(context: Context, id: string, state?: Properties): Promise<ReadResult | undefined>;
  /**
   * Sends what changed between `state` and `inputs`, and no request when nothing did. Also called after a partial
   * failure.
   *
   * @throws PartialFailure like `create`
   */
  update(context: Context, id: string, state: Properties, inputs: Properties): Promise<Properties>;
  /** Also succeeds when the object is already gone. */
  delete(context: Context, id: string, state: Properties): Promise<void>;
}

/** A resource that can take over an existing object, which its input `adopt` names. */
export interface AdoptingResource extends Resource {
  /**
   * What taking over that object would do. Only reads. Without `name` in the inputs, the object keeps its own.
   *
   * @throws ExpectedError when it cannot be taken over
   */
  previewAdoption(context: Context, inputs: Properties): Promise<Adoption>;
}

/** Makes a function that picks the inputs of `schema` from properties, which may be a whole state. */
export function inputsReader<Schema extends z.ZodObject>(schema: Schema): (properties: Properties) => z.infer<Schema> {
  return (properties) => {
    const unmanaged = unmanagedIn(properties);
    const names = Object.keys(schema.shape).filter((name) => properties[name] !== undefined && !(name in unmanaged));
    // Only `check` sees invalid inputs; whatever reaches the other operations has passed it.
    return Object.fromEntries(names.map((name) => [name, properties[name]])) as z.infer<Schema>;
  };
}

/**
 * What the state of an adopted object has beside its inputs: what the program does not set, which stays as it is on the
 * server, for the program to read. No operation takes it for an input.
 *
 * @param whole finds all inputs that would lead to the object
 * @param hidden the names of those that the state is not to have
 */
export function unmanagedOf(inputs: Properties, whole: () => Properties, hidden: readonly string[] = []): Properties {
  if (inputs.adopt === undefined) {
    return {};
  }
  const shown = Object.entries(whole()).filter(
    ([name, value]) =>
      value !== undefined && inputs[name] === undefined && !name.startsWith("__") && !hidden.includes(name),
  );
  return shown.length === 0 ? {} : { ...Object.fromEntries(shown), [UNMANAGED]: shown.map(([name]) => name) };
}

/** What {@link unmanagedOf} has put into a state. */
export function unmanagedIn(state: Properties): Properties {
  const names = state[UNMANAGED];
  return Array.isArray(names) ? pick(state, names as string[]) : {};
}

/** In a state: the names of what the program does not set. */
const UNMANAGED = "__unmanaged";
