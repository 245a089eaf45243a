import * as z from "zod";

/**
 * A schema of an answer as a client should read it. The API is in preview and moves: a value that an enumeration does not
 * have yet, or `null` for a field that is not set, must not make an answer unreadable, because the id of what was just
 * made is in it. What is required stays so.
 *
 * @example tolerant(z.object({ id: z.string(), kind: z.enum(["a"]).optional() })).parse({ id: "1", kind: "b" })
 */
export function tolerant<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return relaxed(schema) as z.ZodType<T>;
}

function relaxed(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, unknown> = schema.shape;
    const { catchall } = schema.def;
    const known = z.object(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, relaxed(field)])));
    return catchall ? known.catchall(relaxed(catchall)) : known;
  }
  if (schema instanceof z.ZodOptional) {
    const inner = relaxed(schema.unwrap());
    return schema.unwrap() instanceof z.ZodNullable
      ? inner.optional()
      : inner.nullish().transform((value) => value ?? undefined);
  }
  if (schema instanceof z.ZodNullable) {
    return relaxed(schema.unwrap()).nullable();
  }
  if (schema instanceof z.ZodArray) {
    return z.array(relaxed(schema.element));
  }
  if (schema instanceof z.ZodTuple) {
    const [first, ...others] = schema.def.items.map(relaxed);
    return first ? z.tuple([first, ...others]) : schema;
  }
  if (schema instanceof z.ZodRecord) {
    return z.record(z.string(), relaxed(schema.valueType));
  }
  if (schema instanceof z.ZodUnion) {
    return z.union(schema.options.map(relaxed));
  }
  return schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral ? z.string() : (schema as z.ZodType);
}
