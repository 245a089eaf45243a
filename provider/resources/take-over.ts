/** Creating an object on the server, unless there already is one that the resource should take over. */
import type { Api } from "../client";
import { findOrUndefined } from "../client/errors";
import { whoseMark } from "../inputs/owner";
import { ExpectedError } from "./errors";
import { adoptedTwice, type Inventory } from "./inventory";
import type { Adoption, Context } from "./resource";

/** The inputs that decide which object a resource manages. */
interface OwningInputs {
  readonly name: string;
  readonly adopt?: string | undefined;
  readonly __owner?: string | undefined;
}

/** An object of the API. */
interface Remote {
  readonly id: string;
  readonly name: string;
}

/** What taking over has to know about one kind of object. */
export interface Kind<Inputs extends OwningInputs, Found extends Remote, Patch extends object> {
  /** What messages call an object of this kind. */
  readonly noun: string;
  /** What to write when there is no object that `adopt` names. */
  readonly adoptHint: string;
  /** Reads an object with everything that `inputsFrom` needs. */
  readonly get: (api: Api, id: string) => Promise<Found>;
  /** The mark that an object carries, if there is one. */
  readonly ownerOf: (found: Found) => string | undefined;
  /** The id of the object that an interrupted deployment left behind for these inputs. */
  readonly leftover: (inventory: Inventory, inputs: Inputs) => Promise<string | undefined>;
  /**
   * The inputs that would lead to an object. With `managed`, only those that the program sets; what the API does not show
   * of them counts as unset with `"unset"`.
   */
  readonly inputsFrom: (found: Found, managed?: Inputs, invisible?: "unset") => Inputs;
  /** The names of inputs that differ in meaning. */
  readonly changed: (before: Inputs, inputs: Inputs) => readonly string[];
  /** The PATCH that turns `before` into `inputs`; empty when they mean the same. */
  readonly patchFor: (before: Inputs, inputs: Inputs) => Patch;
  /** All that `before` and `inputs` manage, including what the PATCH between them clears. */
  readonly managedBy: (before: Inputs, inputs: Inputs) => Inputs;
  readonly create: (context: Context, inputs: Inputs) => Promise<Found>;
  readonly update: (
    context: Context,
    id: string,
    change: { readonly patch: Patch; readonly before: Inputs; readonly inputs: Inputs },
    findOutcome: () => Promise<Found | undefined>,
  ) => Promise<Found>;
  /** The names of inputs that such an answer says nothing about. */
  readonly unanswered?: (answer: Found) => readonly string[];
  /** @throws ExpectedError when an adopted object cannot become what the inputs describe */
  readonly refuseAdoption?: (id: string, before: Inputs, inputs: Inputs) => void;
}

/** The object that `inputs` describe: adopted by id, left behind by an interrupted deployment, or new. */
export async function createOrTakeOver<Inputs extends OwningInputs, Found extends Remote, Patch extends object>(
  kind: Kind<Inputs, Found, Patch>,
  context: Context,
  inputs: Inputs,
): Promise<Found> {
  const { api, inventory, log } = context;
  if (inputs.adopt !== undefined) {
    inventory.adopts(inputs.adopt, inputs.__owner);
    const { found, before } = await adopted(kind, api, inputs.adopt, inputs);
    log(`${inputs.name}: adopting the ${kind.noun} ${found.id}`);
    return (await change(kind, context, found.id, before, inputs)) ?? found;
  }
  const id = await kind.leftover(inventory, inputs);
  const found = id && (await findOrUndefined(kind.get(api, id)));
  if (!found) {
    const created = await kind.create(context, inputs);
    sayWhatDiffers(kind, context, inputs, created);
    return created;
  }
  inventory.takesOver(found.id, inputs.__owner);
  log(
    `${inputs.name}: taking over the ${kind.noun} ${found.id}: this stack created it and its state does not have it, so an ` +
      "interrupted deployment left it behind, or it was removed from the state. If that was on purpose, run `pulumi state " +
      "delete` once more and give this resource another name in the program",
  );
  // An earlier version of this program created it, so whatever else it has is ours to clear.
  return (await change(kind, context, found.id, kind.inputsFrom(found), inputs)) ?? found;
}

/**
 * What adopting an object would change.
 *
 * @throws ExpectedError when it cannot be adopted
 */
export async function previewAdoption<Inputs extends OwningInputs, Found extends Remote, Patch extends object>(
  kind: Kind<Inputs, Found, Patch>,
  { api, inventory }: Context,
  { ...inputs }: Inputs,
): Promise<Adoption> {
  const id = String(inputs.adopt);
  const problem = inventory.wants(id, inputs.__owner);
  if (problem !== undefined) {
    throw problem === "replacement" ? replacementRefused(kind, id) : adoptedTwice(id);
  }
  const { found, before } = await adopted(kind, api, id, inputs);
  const owner = kind.ownerOf(found);
  return {
    name: found.name,
    // The mark changes as well, but that is not the program's business.
    changed: kind.changed(before, inputs).filter((name) => !name.startsWith("__")),
    managedBy: owner === undefined || owner === inputs.__owner ? undefined : whoseMark(owner, inputs.__owner),
  };
}

/** Changes an object from `before` to `inputs`. Sends nothing, and returns nothing, when they mean the same. */
export async function change<Inputs extends OwningInputs, Found extends Remote, Patch extends object>(
  kind: Kind<Inputs, Found, Patch>,
  context: Context,
  id: string,
  before: Inputs,
  inputs: Inputs,
): Promise<Found | undefined> {
  const patch = kind.patchFor(before, inputs);
  if (isEmpty(patch)) {
    return undefined;
  }
  const updated = await kind.update(context, id, { patch, before, inputs }, async () => {
    const found = await kind.get(context.api, id);
    // What the API does not show may not have arrived, and sending it twice does no harm.
    const now = kind.inputsFrom(found, kind.managedBy(before, inputs), "unset");
    return isEmpty(kind.patchFor(now, inputs)) ? found : undefined;
  });
  sayWhatDiffers(kind, context, inputs, updated);
  return updated;
}

/** Says what the API did not take as it was sent: otherwise a difference would come back with every refresh. */
function sayWhatDiffers<Inputs extends OwningInputs, Found extends Remote, Patch extends object>(
  kind: Kind<Inputs, Found, Patch>,
  { log }: Context,
  inputs: Inputs,
  answer: Found,
): void {
  const unanswered = kind.unanswered?.(answer) ?? [];
  const fields = kind
    .changed(kind.inputsFrom(answer, inputs), inputs)
    .filter((name) => !name.startsWith("__") && !unanswered.includes(name));
  if (fields.length > 0) {
    log(
      `${inputs.name}: the API ignored or changed ${fields.join(", ")} of the ${kind.noun} ${answer.id}, so each refresh ` +
        "will show a difference: write what it has made of that, or leave it out",
    );
  }
}

/**
 * Whether an object may be deleted: not if another resource of this deployment has it, which the log then says.
 *
 * @param owner the mark of the resource that is deleted
 * @throws ExpectedError when a resource, probably the same one, is still going to adopt the object
 */
export function mayDelete(kind: Named, { inventory, log }: Context, id: string, owner: unknown): boolean {
  if (inventory.isWanted(id)) {
    throw replacementRefused(kind, id);
  }
  const isAnothers = inventory.hasTakenOver(id) || inventory.isKeptByAnother(id, owner);
  if (isAnothers) {
    log(`the ${kind.noun} ${id} stays: another resource has it`);
  }
  return !isAnothers;
}

/**
 * A replacement would delete the object that its resource then wants to adopt.
 *
 * @param changed the inputs that cannot be changed in place, if that is why there would be a replacement
 */
export function replacementRefused({ noun }: Named, id: string, changed: readonly string[] = []): ExpectedError {
  const keep =
    changed.length > 0
      ? `undo the change of ${changed.join(", ")}, which replaces it`
      : "leave the replacement out (--replace, replacementTrigger; `pulumi state untaint` after `pulumi state taint`)";
  return new ExpectedError(
    `adopt: a replacement would delete the ${noun} ${id} that this resource has adopted, with everything that the ` +
      `program does not set, so it is refused. To keep the ${noun}, ${keep}. To put a new ${noun} in its place, take adopt ` +
      "out of the program",
  );
}

interface Named {
  readonly noun: string;
}

/** The object to adopt, and what of it the program manages. Whatever the program does not set stays as it is. */
async function adopted<Inputs extends OwningInputs, Found extends Remote, Patch extends object>(
  kind: Kind<Inputs, Found, Patch>,
  api: Api,
  id: string,
  inputs: Inputs,
): Promise<{ readonly found: Found; readonly before: Inputs }> {
  const found = await findOrUndefined(kind.get(api, id));
  if (!found) {
    throw new ExpectedError(`adopt: there is no ${kind.noun} ${id}, or the API key may not see it: ${kind.adoptHint}`);
  }
  const before = kind.inputsFrom(found, inputs, "unset");
  kind.refuseAdoption?.(id, before, inputs);
  return { found, before };
}

function isEmpty(patch: object): boolean {
  return Object.keys(patch).length === 0;
}
