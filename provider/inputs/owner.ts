/**
 * The mark that says on the server which stack an object belongs to, so that an interrupted creation is found again. It
 * consists of a random identity of the stack, kept in its state, and the resource's place in the stack. Behind them it says
 * in words which stack that is.
 */

/** Where an agent carries the mark, in its `extras`. An MCP server carries it as `external_system_id`. */
export const OWNER_KEY = "pulumi:owner";

/** How every mark starts, which tells it from an identifier that somebody else put there. */
export const OWNER_PREFIX = "pulumi:";

type Extras = Readonly<Record<string, unknown>>;

/** `extras` as sent: with the mark, if there is one. */
export function markedExtras(
  extras: Extras | undefined,
  owner: string | undefined,
): Record<string, unknown> | undefined {
  return extras === undefined && owner === undefined
    ? undefined
    : { ...extras, ...(owner === undefined ? {} : { [OWNER_KEY]: owner }) };
}

/** The mark in an agent's `extras`, if there is one. */
export function ownerIn(extras: Extras | undefined): string | undefined {
  const owner = extras?.[OWNER_KEY];
  return typeof owner === "string" ? owner : undefined;
}

/** `extras` as a program wrote them: without the mark. */
export function unmarkedExtras(extras: Extras = {}): Record<string, unknown> {
  const { [OWNER_KEY]: _mark, ...own } = extras;
  return own;
}

/** Whether two marks, if they are some, are of the same stack. */
export function ofOneStack(mark: string | undefined, other: string | undefined): boolean {
  const stackIn = (text?: string): string | undefined => /^pulumi:[^:]+:/.exec(text ?? "")?.[0];
  return stackIn(mark) !== undefined && stackIn(mark) === stackIn(other);
}

/**
 * Whose mark it is, in words: `the stack dev of project shop`. Marks of earlier versions do not say it.
 *
 * @param own a mark of this stack
 */
export function whoseMark(mark: string, own?: string): string {
  if (ofOneStack(mark, own)) {
    return "another resource of this stack";
  }
  const [project, stack] = mark.split(":")[3]?.split("/") ?? [];
  return project && stack ? `the stack ${stack} of project ${project}` : "another Pulumi stack";
}
