/** Finds request fields that no schema knows. The service ignores them; in a test they are usually a typing mistake. */

/**
 * Compares a body as it was sent with what validation kept of it (schemas drop unknown keys).
 * Returns the path of the first field that was dropped, for example `tools.tools[0].mcp_url`, or undefined.
 */
export function findUnknownField(sent: unknown, kept: unknown, path = ""): string | undefined {
  if (Array.isArray(sent) && Array.isArray(kept)) {
    for (const [index, item] of sent.entries()) {
      const unknown = findUnknownField(item, kept[index], `${path}[${index}]`);
      if (unknown !== undefined) return unknown;
    }
    return undefined;
  }
  if (!isObject(sent) || !isObject(kept)) return undefined;
  for (const [key, value] of Object.entries(sent)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(kept, key)) return here;
    const unknown = findUnknownField(value, kept[key], here);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
