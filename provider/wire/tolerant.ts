import * as z from "zod";

/**
 * A schema as a client should read answers with it. The API is in preview and changes: a new value of an enumeration, or
 * `null` for an unset field, must not make an answer unreadable, because it contains the id of what was just created.
 * Required fields stay required.
 *
 * @example tolerant(z.object({ id: z.string(), kind: z.enum(["a"]).optional() })).parse({ id: "1", kind: "b" })
 */
export function tolerant<T>(schema: z.ZodType<T>): z.ZodType<T> {
  // Built when the first answer of its kind is read: most processes read few kinds.
  return z.lazy(() => relaxed(schema) as z.ZodType<T>);
}

function relaxed(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodObject) {
    return relaxedObject(schema);
  }
  if (schema instanceof z.ZodOptional) {
    return relaxed(schema.unwrap()).nullish();
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

/** One transformation for all of its fields: a refresh reads every agent through this. */
function relaxedObject({ shape, def: { catchall } }: z.ZodObject): z.ZodType {
  const fields = Object.entries<unknown>(shape);
  const known = z.object(Object.fromEntries(fields.map(([name, field]) => [name, relaxed(field)])));
  const unset = fields.filter(([, field]) => isUnsetByNull(field)).map(([name]) => name);
  const open = catchall ? known.catchall(relaxed(catchall)) : known;
  return open.transform((parsed: Record<string, unknown>) => {
    for (const name of unset) {
      if (parsed[name] === null) {
        delete parsed[name];
      }
    }
    return parsed;
  });
}

/** Where the API documents `null`, it has a meaning of its own. */
function isUnsetByNull(field: unknown): boolean {
  return field instanceof z.ZodOptional && !(field.unwrap() instanceof z.ZodNullable);
}
