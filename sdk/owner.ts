/** Who owns what a program declares: see `StackIdentity`. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import { perStack } from "./per-stack";

/**
 * A random identity of the stack, declared with its first agent or MCP server. It is in the state before anything is
 * made on the server, so what an interrupted deployment leaves behind is known to be this stack's, and nobody else's.
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
 * There is none where an object with the same mark may exist on purpose: beside its replacement
 * (`deleteBeforeReplace: false`) or after its resource is gone (`retainOnDelete`). It must not be taken for a leftover.
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
 * A resource's URN as a plain value. The output itself would make a child depend on its parent, and with it on all the
 * parent's children: on itself.
 */
export function urnOf(parent: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => void parent.urn.apply(resolve));
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
