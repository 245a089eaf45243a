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
 * The mark that a resource's object carries on the server: the stack's identity, and the resource's place in the stack when
 * it was created. It stays when the resource is renamed, so a new resource in that place needs another one.
 *
 * There is no mark where another object with the same mark may exist on purpose, which must not be taken for a leftover:
 * beside its replacement (`deleteBeforeReplace: false`) or after its resource is gone (`retainOnDelete`).
 *
 * @param place what the place is called, if not like the resource
 */
export function ownerMark(
  type: string,
  name: string,
  opts: pulumi.CustomResourceOptions = {},
  place = name,
): pulumi.Input<string> | undefined {
  if (opts.deleteBeforeReplace === false || opts.retainOnDelete === true) {
    return undefined;
  }
  return identityOfStack().id.apply(async (identity) => {
    const parent = opts.parent ? await urnOf(opts.parent) : "";
    const state = await lastState();
    const { [await urnIn(type, name, opts)]: own, ...others } = state;
    if (own?.__owner?.startsWith(`pulumi:${identity}:`)) {
      return own.__owner;
    }
    const taken = new Set(Object.values(others).map((other) => other?.__owner?.split(":", 3).join(":")));
    const mark = (count: number): string =>
      `pulumi:${identity}:${shortHash([parent, place, ...(count === 1 ? [] : [count])].join("::"))}`;
    let count = 1;
    while (taken.has(mark(count))) {
      count += 1;
    }
    // In plain words, so that whoever wants the object knows whose it is.
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    return stack.length > LONGEST_STACK ? mark(count) : `${mark(count)}:${stack}`;
  });
}

/** In characters. A mark may be an MCP server's `externalSystemId`, which must not become too long. */
const LONGEST_STACK = 150;

/**
 * What the stack's last state calls the other resources of a type, by their marks: the name, or the URN where an alias
 * needs that. Nothing for a resource that the state has: only a new one can be one of them under another name.
 */
export async function namesBefore(
  type: string,
  name: string,
  opts: pulumi.CustomResourceOptions = {},
): Promise<Readonly<Record<string, string>> | undefined> {
  const [urn, state] = await Promise.all([urnIn(type, name, opts), lastState()]);
  if (state[urn]) {
    return undefined;
  }
  const [, , ownType] = urn.split("::");
  const names = Object.entries(state).flatMap(([other, known]) => {
    const [, , otherType = "", otherName = ""] = other.split("::");
    const isOfType = otherType.endsWith(`${TYPE_PREFIX}${type}`);
    return isOfType && known?.__owner !== undefined ? [[known.__owner, otherType === ownType ? otherName : other]] : [];
  });
  return names.length === 0 ? undefined : (Object.fromEntries(names) as Record<string, string>);
}

/**
 * The id of the object that a resource with `adopt` has adopted, if the stack's last state has that resource. For a forced
 * replacement the engine asks the provider as if the resource were new; only this tells that it is not.
 */
export async function adoptedBefore(
  type: string,
  name: string,
  opts: pulumi.CustomResourceOptions = {},
): Promise<string | undefined> {
  const [urn, state] = await Promise.all([urnIn(type, name, opts), lastState()]);
  return state[urn]?.adopt;
}

async function urnIn(type: string, name: string, { parent }: pulumi.CustomResourceOptions): Promise<string> {
  const parentUrn = parent && (await urnOf(parent));
  return new Promise<string>((resolve) => {
    pulumi.createUrn(name, `${TYPE_PREFIX}${type}`, parentUrn).apply(resolve);
  });
}

/** What this package wants to know of a resource's state. */
interface KnownState {
  readonly adopt?: string | undefined;
  readonly __owner?: string | undefined;
}

/** The stack's resources before this deployment, by URN. */
const lastState = perStack("state", async (): Promise<Readonly<Record<string, KnownState | undefined>>> => {
  if (isMocked()) {
    return {};
  }
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const read = "pulumi:pulumi:readStackResourceOutputs";
    const { outputs } = (await pulumi.runtime.invoke(read, { stackName })) as {
      outputs: Record<string, { outputs?: KnownState }>;
    };
    return Object.fromEntries(
      Object.entries(outputs).map(([urn, { outputs: { adopt, __owner } = {} }]) => [urn, { adopt, __owner }]),
    );
  } catch {
    // Where the engine does not say it, everything is as for a stack without renamed resources.
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
