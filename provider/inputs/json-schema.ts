/** JSON Schema: whether a schema is one, and whether a value fits it. Drafts 07 (the default) and 2020-12. */
import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";

/** The validator takes longer to load than most programs that have no schema take to check. */
const requireLazily = createRequire(__filename);

/** What is wrong with `schema` as a JSON Schema, if anything. */
export function jsonSchemaProblem(schema: Readonly<Record<string, unknown>>): string | undefined {
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return `is not a valid JSON Schema: ${(error as Error).message}`;
  }
}

/**
 * What does not fit `schema`, each with a JSON pointer into the value: `/items/0 must be string`.
 *
 * @throws Error when `schema` is not a valid JSON Schema: see {@link jsonSchemaProblem}
 */
export function jsonSchemaMismatches(schema: Readonly<Record<string, unknown>>, value: unknown): string[] {
  const validate = compile(schema);
  return validate(value) ? [] : (validate.errors ?? []).map(asText);
}

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const { $schema } = schema;
  const draft2020 = typeof $schema === "string" && $schema.includes("2020-12");
  // Formats are not checked, nor are keywords that are not of the standard refused: people add their own.
  const options = { allErrors: true, strict: false, validateFormats: false, logger: false } as const;
  // Both have their validator as the default export.
  const { default: Ajv } = requireLazily(draft2020 ? "ajv/dist/2020" : "ajv") as typeof import("ajv");
  return new Ajv(options).compile(schema);
}

function asText({ instancePath, message = "does not fit" }: ErrorObject): string {
  return `${instancePath || "the reply"} ${message}`;
}
