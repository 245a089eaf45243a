import { propertyPath, type PathStep } from "../schema/property-path";

/** Where a part of the agent was read. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  /** What the file calls it. */
  readonly name?: string | undefined;
}

/** From the agent's properties back to the files: whatever is found wrong with one names its file and line. */
export class Places {
  private readonly known = new Map<string, Place>();

  add(property: readonly PathStep[], place: Place): void {
    this.known.set(propertyPath(property), place);
  }

  /** The place of a property, or of the closest one around it that has a place. */
  of(property: string): Place | undefined {
    const around = [...this.known.keys()].filter(
      (known) => property.startsWith(known) && /^$|^[.[]/.test(property.slice(known.length)),
    );
    const closest = around.sort((a, b) => b.length - a.length)[0];
    return closest === undefined ? undefined : this.known.get(closest);
  }
}
