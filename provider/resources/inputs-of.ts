import type * as z from "zod";
import { withoutUndefined } from "../schema/json";
import type { Properties } from "./resource";

/** The inputs among `properties`, which may be a whole state with outputs beside them. */
export function inputsOf<Schema extends z.ZodObject>(schema: Schema, properties: Properties): z.infer<Schema> {
  const inputs = Object.keys(schema.shape).map((name) => [name, properties[name]]);
  // Only `check` sees inputs that do not fit; whatever reaches the other operations has passed it.
  return withoutUndefined(Object.fromEntries(inputs)) as z.infer<Schema>;
}
