/** What a resource without a state is going to adopt, and what stays of a resource whatever the program calls it. */
import { isSetAndKnown } from "../inputs/check";
import { ofOneStack } from "../inputs/owner";
import type { AdoptingResource, Context, Properties, Resource } from "./resource";
import { isExpected } from "./session";

/**
 * The inputs of a resource without a name in the program, with the name that its object has. A resource that is renamed in
 * the program so keeps its object's name, which for an MCP server could only be changed by replacing it.
 *
 * @param old the inputs that the state has, if any
 */
export function withNameOf(old: Properties, inputs: Properties): Properties {
  return isSetAndKnown(old.name) ? { ...inputs, name: old.name } : inputs;
}

/**
 * The inputs with the mark that the resource has: a rename of it, of a component above it or of the stack says nothing about
 * the object. Another stack's mark is not kept, nor one where the program wants none.
 *
 * @param old the inputs that the state has, if any
 */
export function withMarkOf(old: Properties, inputs: Properties): Properties {
  const [before, now] = [old.__owner, inputs.__owner];
  return typeof before === "string" && typeof now === "string" && ofOneStack(before, now)
    ? { ...inputs, __owner: before }
    : inputs;
}

/** Whether the inputs name an object to adopt, and it is known which. */
export function adopts(resource: Resource, inputs: Properties): resource is AdoptingResource {
  return "previewAdoption" in resource && isSetAndKnown(inputs.adopt);
}

/**
 * Shows what adopting an object will change, because an engine takes the adoption for a creation. Where the program gives
 * no name, the object keeps its own, which is returned.
 *
 * @param defaultName the resource's name, where the program gives none for the object
 */
export async function announceAdoption(
  resource: AdoptingResource,
  context: Context,
  inputs: Properties,
  defaultName: string | undefined,
): Promise<{ readonly inputs?: Properties; readonly problems?: readonly string[] }> {
  const { name: given, ...unnamed } = inputs;
  const isUnnamed = defaultName !== undefined;
  const object = `the ${resource.noun} ${String(inputs.adopt)}`;
  try {
    const { name, changed, managedBy } = await resource.previewAdoption(context, isUnnamed ? unnamed : inputs);
    const label = defaultName ?? (isSetAndKnown(given) ? String(given) : name);
    context.log(`${label} adopts ${object} and changes ${changed.length === 0 ? "nothing" : changed.join(", ")}`);
    if (managedBy !== undefined) {
      context.log(
        `${object} carries the mark of ${managedBy}: ` +
          "make sure that nothing else manages it (`pulumi state delete` there)",
      );
    }
    return isUnnamed ? { inputs: { name } } : {};
  } catch (error) {
    if (isExpected(error)) {
      return { problems: [error.message] };
    }
    throw error;
  }
}
