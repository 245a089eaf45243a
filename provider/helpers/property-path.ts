/** Paths of properties, as Pulumi writes them. */

/** A step of a path: a key of an object or an index of an array. */
export type PathStep = string | number;

/**
 * Writes a path as Pulumi shows it.
 *
 * @example
 * propertyPath(["tools", 0, "name"]); // tools[0].name
 * propertyPath(["files", "docs/a.md"]); // files["docs/a.md"]
 */
export function propertyPath(steps: readonly PropertyKey[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === "number") {
        return `[${String(step)}]`;
      }
      const key = String(step);
      if (!/^[A-Za-z_$][\w$]*$/.test(key)) {
        return `[${JSON.stringify(key)}]`;
      }
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}

/** The value at `steps` inside `root`, or `undefined` if there is none. */
export function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    root,
  );
}

/** The steps of a path that {@link propertyPath} wrote. */
export function pathSteps(path: string): PathStep[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_$][\w$]*)/g)].map(
    ([, index, quoted, name = ""]) =>
      index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : name,
  );
}
