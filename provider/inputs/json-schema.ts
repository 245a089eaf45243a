/** JSON Schema: whether a schema is one, and whether a value fits it. Drafts 07 (the default) and 2020-12. */
import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";
import { quoted } from "../helpers/text";

type JsonSchema = Readonly<Record<string, unknown>>;

const DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema";

/** The validator takes longer to load than most programs that have no schema take to check. */
const requireLazily = createRequire(__filename);

/** What is wrong with `schema` as a JSON Schema, if anything. What would not be checked is refused. */
export function jsonSchemaProblem(schema: JsonSchema): string | undefined {
  if (schema.$async !== undefined) {
    return "must not have $async, which is not of JSON Schema: drop it";
  }
  const message = compileError(schema);
  const [, keyword] = /^strict mode: unknown keyword: "(.*)"$/.exec(message ?? "") ?? [];
  if (keyword !== undefined) {
    return compileError({ ...schema, $schema: DRAFT_2020 }) === undefined
      ? `has ${quoted(keyword)}, a keyword of a later draft: add $schema: "${DRAFT_2020}"`
      : `has ${quoted(keyword)}, which is no keyword of JSON Schema and would not be checked: correct or drop it`;
  }
  const [, format] = /^unknown format "(.*)" ignored/.exec(message ?? "") ?? [];
  if (format !== undefined) {
    return `has the format ${quoted(format)}, which is not known and would not be checked: write a pattern, or drop it`;
  }
  return message === undefined ? undefined : `is not a valid JSON Schema: ${message}`;
}

function compileError(schema: JsonSchema): string | undefined {
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * What does not fit `schema`, each with a JSON pointer into the value: `/items/0 must be string`.
 *
 * @throws Error when `schema` is not a valid JSON Schema: see {@link jsonSchemaProblem}
 */
export function jsonSchemaMismatches(schema: JsonSchema, value: unknown): string[] {
  const validate = compile(schema);
  return validate(value) ? [] : (validate.errors ?? []).map(asText);
}

function compile(schema: JsonSchema): ValidateFunction {
  const { $schema } = schema;
  const draft2020 = typeof $schema === "string" && $schema.includes("2020-12");
  // The other strict rules are about style.
  const options = { allErrors: true, strict: false, strictSchema: true, logger: false } as const;
  // Both have their validator as the default export.
  const { default: Ajv } = requireLazily(draft2020 ? "ajv/dist/2020" : "ajv") as typeof import("ajv");
  const { default: addFormats } = requireLazily("ajv-formats") as typeof import("ajv-formats");
  return addFormats(new Ajv(options)).compile(schema);
}

function asText({ instancePath, message = "does not fit" }: ErrorObject): string {
  return `${instancePath || "the reply"} ${message}`;
}
