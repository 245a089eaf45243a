import { z } from "zod";
import { closest } from "../suggest";

/**
 * An object of named arguments. An argument that it does not have is refused, with a suggestion where one of its own
 * is close. The message has one line for each such argument, in the order of the issue's `keys`.
 */
export function argumentsOf<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  // The SDK's own arguments (`__owner`) are not for programs.
  const names = Object.keys(shape).filter((name) => !name.startsWith("__"));
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownArgument(key, names)).join("\n")
        : "must be an object",
  });
}

function unknownArgument(key: string, names: readonly string[]): string {
  const match = closest(key, names);
  return match === undefined
    ? `is not an argument: the arguments here are ${names.join(", ")}`
    : `is not an argument: did you mean ${match}?`;
}
