/** Turns zod's issues with a request into the service's errors, and finds fields that no schema knows. */
import type * as z from "zod";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { EmulatorEnv } from "./context";
import { propertyPath, valueAt } from "../provider/helpers/property-path";
import { type RequestError, invalidBody, invalidParameter, missingField, unprocessable } from "./errors";

type Issue = z.core.$ZodIssue;

/** The part of a validation hook's argument that is looked at here. */
interface ValidationResult {
  target: string;
  success: boolean;
  data?: unknown;
  error?: { issues: readonly Issue[] };
}

/** The hook that every route runs after validating. Throws the error to answer with, or lets the request through. */
export function validationHook(strict: boolean) {
  return async (result: ValidationResult, c: Context): Promise<undefined> => {
    if (result.target !== "json") {
      if (result.error !== undefined) {
        throw parameterError(result.error.issues[0]);
      }
      return undefined;
    }
    const text = await c.req.text();
    // Reached only where a body is required. Without one, `{}` was validated.
    if (text === "") {
      throw invalidBody();
    }
    const body: unknown = JSON.parse(text);
    if (result.error !== undefined) {
      throw bodyError(result.error.issues[0], body);
    }
    const unknownField = strict ? findUnknownField(body, result.data) : undefined;
    if (unknownField !== undefined) {
      throw unprocessable(`${unknownField} is not a field of this request`);
    }
    return undefined;
  };
}

/** For routes that document no 422: what would be one becomes a body that does not match (400). */
export const answerBadRequests = createMiddleware<EmulatorEnv>(async (c, next) => {
  c.set("badRequestsOnly", true);
  await next();
});

function parameterError(issue: Issue | undefined): RequestError {
  const name = issue === undefined ? "" : propertyPath(issue.path);
  return invalidParameter(name, issue?.message ?? "it is not valid");
}

/** What a missing field must be set to if it is not a string, by the type that zod expected. */
const MISSING_VALUES: Readonly<Record<string, string>> = {
  array: "an array",
  object: "an object",
  record: "an object",
};

/** A value of the wrong JSON type is a body that does not match (400); the right type with a bad value is a 422. */
export function bodyError(issue: Issue | undefined, body: unknown): RequestError {
  if (issue === undefined || issue.path.length === 0) {
    return invalidBody();
  }
  const path = propertyPath(issue.path);
  if (issue.code !== "invalid_type") {
    return unprocessable(`${path}: ${issue.message}`);
  }
  if (valueAt(body, issue.path) === undefined) {
    return missingField(path, MISSING_VALUES[issue.expected]);
  }
  return invalidBody(`${path} must be ${issue.expected}`);
}

/**
 * Compares a body as it was sent with what validation kept of it: schemas drop unknown keys. The service ignores such
 * fields, but in a test they are usually a typing mistake.
 *
 * Returns the path of the first field that was dropped, for example `tools.tools[0].mcp_url`, or undefined.
 */
export function findUnknownField(sent: unknown, kept: unknown, path = ""): string | undefined {
  if (Array.isArray(sent) && Array.isArray(kept)) {
    for (const [index, item] of sent.entries()) {
      const unknown = findUnknownField(item, kept[index], `${path}[${String(index)}]`);
      if (unknown !== undefined) {
        return unknown;
      }
    }
    return undefined;
  }
  if (!isObject(sent) || !isObject(kept)) {
    return undefined;
  }
  for (const [key, value] of Object.entries(sent)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(kept, key)) {
      return here;
    }
    const unknown = findUnknownField(value, kept[key], here);
    if (unknown !== undefined) {
      return unknown;
    }
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
