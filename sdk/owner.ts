/** Marks what a program declares as its stack's own. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { isMocked } from "./properties";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";

const withoutStack = {};

/**
 * One value for each stack that the process deploys (the Automation API runs several), even if a program has loaded this
 * package twice.
 *
 * @param key the value's name, among all that are kept like this
 * @param make makes the value when it is first used
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

/**
 * A random identity of the stack, declared with its first agent or MCP server. It is in the state before anything is
 * created on the server, so what an interrupted deployment leaves behind is known to belong to this stack.
 */
class StackIdentity extends pulumi.CustomResource {
  constructor() {
    super(`${TYPE_PREFIX}StackIdentity`, "deepagents", { __provider: providerShell("stackIdentity") });
  }
}

const identityOfStack = perStack("identity", () => new StackIdentity());

/**
 * The mark that a resource's object carries on the server: the stack's identity, and the resource's place in the stack.
 *
 * There is no mark where another object with the same mark may exist on purpose, which must not be taken for a leftover:
 * beside its replacement (`deleteBeforeReplace: false`) or after its resource is gone (`retainOnDelete`).
 */
export function ownerMark(name: string, opts: pulumi.CustomResourceOptions = {}): pulumi.Input<string> | undefined {
  if (opts.deleteBeforeReplace === false || opts.retainOnDelete === true) {
    return undefined;
  }
  return identityOfStack().id.apply(async (identity) => {
    const parent = opts.parent ? await urnOf(opts.parent) : "";
    return `pulumi:${identity}:${shortHash(`${parent}::${name}`)}`;
  });
}

/**
 * The id of the object that a resource with `adopt` has adopted, if the stack's last state has that resource. For a forced
 * replacement the engine asks the provider as if the resource were new; only this tells that it is not.
 */
export async function adoptedBefore(
  type: string,
  name: string,
  { parent }: pulumi.CustomResourceOptions = {},
): Promise<string | undefined> {
  if (isMocked()) {
    return undefined;
  }
  const parentUrn = parent && (await urnOf(parent));
  const urn = await new Promise<string>((resolve) => {
    pulumi.createUrn(name, `${TYPE_PREFIX}${type}`, parentUrn).apply(resolve);
  });
  return (await adoptedInState())[urn];
}

/** What the resources of the stack's last state have adopted, by URN. */
const adoptedInState = perStack("adopted", async (): Promise<Readonly<Record<string, string>>> => {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const read = "pulumi:pulumi:readStackResourceOutputs";
    const { outputs } = (await pulumi.runtime.invoke(read, { stackName })) as {
      outputs: Record<string, { outputs?: { adopt?: string } }>;
    };
    return Object.fromEntries(Object.entries(outputs).map(([urn, state]) => [urn, state.outputs?.adopt ?? ""]));
  } catch {
    // It only lets a preview say what the deployment refuses in any case.
    return {};
  }
});

/**
 * A resource's URN as a plain value. The output itself would make a child depend on its parent, and with it on all the
 * parent's children: on itself.
 */
export function urnOf(parent: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => void parent.urn.apply(resolve));
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
