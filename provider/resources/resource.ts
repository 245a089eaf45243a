import { withoutUndefined } from "../helpers/json";
import { ExpectedError } from "./errors";
import type * as z from "zod";
import type { Api } from "../client";
import type { CheckFailure } from "../inputs/check";
import type { Inventory } from "./inventory";

export { POLICIES_KEY } from "../inputs/policies";
export type { CheckFailure };

/** Properties of a resource as the engine passes them: inputs, or inputs with outputs beside them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What an operation works with. */
export interface Context {
  readonly api: Api;
  /** The same connection with a time budget of its own, for what outlasts the budget that all uses of `api` share. */
  readonly connect: () => Api;
  readonly inventory: Inventory;
  /** Tells the person who deploys what happens. A line or a report, never a secret. */
  readonly log: (line: string) => void;
  /** Aborted when nobody waits for the operation any more: the engine was killed. */
  readonly signal: AbortSignal;
}

/** What changes between the state and the inputs of the next deployment. */
export interface Diff {
  readonly changes: boolean;
  /** Inputs that differ in meaning. */
  readonly changed: readonly string[];
  /** Those of them that cannot be changed in place. */
  readonly replaces: readonly string[];
  /** Whether a replacement has to delete the old object first. */
  readonly deleteBeforeReplace: boolean;
  /** A line for the person who deploys, where the names of what changed do not say what will happen. */
  readonly note?: string;
}

/** An object as it is on the server now. */
export interface ReadResult {
  /** Inputs that would lead to this object, limited to what the program manages. */
  readonly inputs: Properties;
  /** Those inputs and the outputs. */
  readonly state: Properties;
}

/** What taking an existing object over would do. */
export interface Adoption {
  /** Inputs that it would change on the object. */
  readonly changed: readonly string[];
  /** Whether the object carries the mark of another stack, or of another resource of this one. */
  readonly managedElsewhere: boolean;
}

/**
 * One kind of resource, free of any engine. Thin adapters carry it to Pulumi: today as a dynamic provider, later as a
 * plugin for every Pulumi language.
 *
 * `check` and `diff` may meet values that are not known yet (see `schema/unknown.ts`); the other operations never do.
 * None of the returned properties has a value that is `undefined`.
 */
export interface Resource {
  /** Values among `properties` that must not appear in an error or a log, whoever echoes them. */
  secrets(properties: Properties): readonly string[];
  /**
   * Everything wrong with `inputs`, and what in them is against `policies`. Sends no request.
   *
   * @param policies a list of what `schema/policies` describes, or nothing
   */
  check(inputs: Properties, policies?: unknown): readonly CheckFailure[];
  /** Compares by meaning. Sends no request. */
  diff(id: string, state: Properties, inputs: Properties): Diff;
  /**
   * Makes the object, or takes over the one that `adopt` names or an interrupted deployment left behind.
   *
   * @throws PartialFailure when it failed, and left something that `update` or `delete` has to know
   */
  create(context: Context, inputs: Properties): Promise<{ readonly id: string; readonly state: Properties }>;
  /** `undefined` when there is no such object. Without `state` the result is complete, as for an import. */
  read(context: Context, id: string, state?: Properties): Promise<ReadResult | undefined>;
  /**
   * Sends what changed between `state` and `inputs`, and no request when nothing did. Called also when the last operation
   * was a partial failure.
   *
   * @throws PartialFailure as `create` does
   */
  update(context: Context, id: string, state: Properties, inputs: Properties): Promise<Properties>;
  /** Succeeds also when the object is gone already. */
  delete(context: Context, id: string, state: Properties): Promise<void>;
}

/** A resource that can become an object which exists already: the one that its input `adopt` names. */
export interface AdoptingResource extends Resource {
  /**
   * What taking over that object would do. Reads only.
   *
   * @throws DeploymentError when it cannot be taken over
   */
  previewAdoption(context: Context, inputs: Properties): Promise<Adoption>;
}

/**
 * An operation failed after it had done something. The state is kept all the same, so that the next deployment goes on from
 * there, and `destroy` cleans up.
 *
 * The message is kept in the state, too, in plain text: it must not hold what `state` has as a secret.
 */
export class PartialFailure extends ExpectedError {
  readonly state: Properties;

  constructor(
    message: string,
    readonly id: string,
    state: Properties,
  ) {
    super(message);
    this.state = withoutUndefined(state);
  }
}

/** The inputs among `properties`, which may be a whole state with outputs beside them. */
export function inputsOf<Schema extends z.ZodObject>(schema: Schema, properties: Properties): z.infer<Schema> {
  const names = Object.keys(schema.shape).filter((name) => properties[name] !== undefined);
  // Only `check` sees inputs that do not fit; whatever reaches the other operations has passed it.
  return Object.fromEntries(names.map((name) => [name, properties[name]])) as z.infer<Schema>;
}
