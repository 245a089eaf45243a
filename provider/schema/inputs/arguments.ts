import * as z from "zod";
import { closest } from "../suggest";

/**
 * An object of named arguments. An argument that it does not have is refused, with a suggestion where one of its own
 * is close. The message has one line for each such argument, in the order of the issue's `keys`.
 */
export function argumentsOf<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return named(shape, { one: "an argument", many: "arguments" });
}

/**
 * The same for an object in a file, which has fields.
 *
 * @param like what to write where there is no object, for example `{ "tools": […] }`
 */
export function fieldsOf<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  like?: string,
): z.ZodObject<Shape, z.core.$strict> {
  return named(shape, { one: "a field", many: "fields" }, like);
}

interface Noun {
  readonly one: string;
  readonly many: string;
}

function named<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  noun: Noun,
  like?: string,
): z.ZodObject<Shape, z.core.$strict> {
  // The SDK's own arguments (`__owner`) are not for programs, nor is `$schema`, which is for editors, worth a mention.
  const names = Object.keys(shape).filter((name) => !/^(__|\$)/.test(name));
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownName(key, names, noun)).join("\n")
        : `must be an object${like === undefined ? "" : `: write ${like}`}`,
  });
}

function unknownName(key: string, names: readonly string[], { one, many }: Noun): string {
  const match = closest(key, names);
  return match === undefined
    ? `is not ${one}: the ${many} here are ${names.join(", ")}`
    : `is not ${one}: did you mean ${match}?`;
}
