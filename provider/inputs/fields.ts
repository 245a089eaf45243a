/** Building blocks of the input schemas. Their messages complete the sentence "<property> …". */
import * as z from "zod";
import { tooLarge, tooLong, tooMany } from "./limits";
import type { PathStep } from "../helpers/property-path";
import { either, closest, isUuid } from "../helpers/text";

/** What is wrong with a text, if anything. */
export type Problem = (text: string) => string | undefined;

/** A text with none of `problems`. */
export function text(...problems: readonly Problem[]): z.ZodString {
  return without(problems, z.string("must be a string"));
}

/** A text that is required and must not be blank. `what` completes the sentence "write …". */
export function required(what: string, ...problems: readonly Problem[]): z.ZodString {
  const schema = z.string({
    error: ({ input }) => (input === undefined ? `is missing: write ${what}` : "must be a string"),
  });
  return without([blank(what), ...problems], schema);
}

/** One of `values`; required, unless the schema is made optional. */
export function choice<const Values extends readonly string[]>(
  values: Values,
): z.ZodEnum<{ [Value in Values[number]]: Value }> {
  const known = either(values);
  return z.enum(values, {
    error: ({ input }) => {
      const meant = typeof input === "string" ? closest(input, values) : undefined;
      return input === undefined
        ? `is missing: write ${known}`
        : `must be ${known}${meant === undefined ? "" : `: did you mean ${meant}?`}`;
    },
  });
}

/** A whole number of `least` or more; `of` says what is counted, for example seconds. */
export function atLeast(least: number, of?: string): z.ZodNumber {
  const message = `must be a whole number${of === undefined ? "" : ` of ${of}`}, ${String(least)} or more`;
  return z.number(message).refine((value) => Number.isSafeInteger(value) && value >= least, message);
}

/** A whole number within `range` that may be left out. */
export function wholeNumber({ from, to }: { readonly from: number; readonly to: number }): z.ZodOptional<z.ZodNumber> {
  const message = `must be a whole number from ${String(from)} to ${String(to)}`;
  return z
    .number(message)
    .refine((value) => Number.isInteger(value) && value >= from && value <= to, message)
    .optional();
}

/** A list of at most `max` items that may be left out. */
export function list<Item extends z.ZodType>(item: Item, max: number): z.ZodOptional<z.ZodArray<Item>> {
  return z
    .array(item, "must be a list")
    .superRefine((items, context) => report(context, tooMany(items.length, max)))
    .optional();
}

/** An object with at most `max` keys of the program's own; `what` completes the sentence "must be an object of …". */
export function record<Item extends z.core.SomeType>(
  item: Item,
  what: string,
  max: number,
): z.ZodRecord<z.ZodString, Item> {
  return z
    .record(z.string(), item, `must be an object of ${what}`)
    .superRefine((items, context) => report(context, tooMany(Object.keys(items).length, max)));
}

/** A value of the program's own that goes to the API as JSON. */
export const json = z.unknown().superRefine((value, context) => {
  for (const path of numbersBeyondJson(value)) {
    context.addIssue({
      code: "custom",
      path,
      message: "must be a finite number or null: JSON has no NaN and no Infinity",
    });
  }
});

function numbersBeyondJson(value: unknown): PathStep[][] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      numbersBeyondJson(item).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]),
    );
  }
  return typeof value === "number" && !Number.isFinite(value) ? [[]] : [];
}

/** Has no character that a reader would see. `what` completes the sentence "write …". */
export function blank(what: string): Problem {
  return (value) => (/[^\s\p{Cc}\p{Cf}]/u.test(value) ? undefined : `must not be blank: write ${what}`);
}

/** Has more than `max` characters. */
export function longerThan(max: number): Problem {
  return (value) => tooLong(value, max);
}

/** Has more than `max` bytes. */
export function largerThan(max: number): Problem {
  return (value) => tooLarge(value, max);
}

/** Adds an issue for `problem`, if there is one. */
export function report(context: z.core.$RefinementCtx, problem: string | undefined): void {
  if (problem !== undefined) {
    context.addIssue({ code: "custom", message: problem });
  }
}

/** Reports the first of `problems` that a text has: a blank name is not also one in the wrong form. */
function without(problems: readonly Problem[], schema: z.ZodString): z.ZodString {
  return schema.superRefine((value, context) => {
    for (const problem of problems) {
      const found = problem(value);
      if (found !== undefined) {
        report(context, found);
        return;
      }
    }
  });
}

/**
 * An object of named arguments. Any other argument is refused, with a suggestion if its name is close to one of these. The message has one line for each such argument, in the order of the issue's `keys`.
 */
export function argumentsOf<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return named(shape, { one: "an argument", many: "arguments" });
}

/**
 * The same for an object in a file, where arguments are called fields.
 *
 * @param like what to write where a value is not an object, for example `{ "tools": […] }`
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
  // Programs do not write the SDK's own arguments (`__owner`), and `$schema` is for editors.
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

/** The id of an existing object to take over instead of making one. */
export const adoptedId = text((id) =>
  isUuid(id) ? undefined : "must be the id of an existing object, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
);

/** Where an editor finds the JSON schema of a file; not about the agent. */
export const editorSchema = text()
  .optional()
  .describe("The JSON schema by which an editor completes and checks this file.");
