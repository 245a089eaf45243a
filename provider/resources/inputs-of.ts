import type * as z from "zod";
import type { Properties } from "./resource";

/** The inputs among `properties`, which may be a whole state with outputs beside them. */
export function inputsOf<Schema extends z.ZodObject>(schema: Schema, properties: Properties): z.infer<Schema> {
  const names = Object.keys(schema.shape).filter((name) => properties[name] !== undefined);
  // Only `check` sees inputs that do not fit; whatever reaches the other operations has passed it.
  return Object.fromEntries(names.map((name) => [name, properties[name]])) as z.infer<Schema>;
}
