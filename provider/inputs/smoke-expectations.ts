/** What a case of a smoke test expects of the agent. All of its expectations have to be met. */
import * as z from "zod";
import { jsonSchemaProblem } from "./json-schema";
import { MAX_BYTES, MAX_CHARACTERS, MAX_ITEMS } from "./limits";
import { patternProblem } from "../helpers/text";
import { hasUnknown } from "../helpers/json";
import {
  argumentsOf,
  atLeast,
  blank,
  choice,
  json,
  largerThan,
  longerThan,
  list,
  report,
  required,
  text,
} from "./fields";

const expectedText = text(blank("what the reply has to have"), largerThan(MAX_BYTES.expected));
const pattern = text(blank("a regular expression"), longerThan(MAX_CHARACTERS.pattern), patternProblem);
const toolName = required("a tool's name", longerThan(MAX_CHARACTERS.toolName));
const path = required("a file's path", longerThan(MAX_CHARACTERS.path));

const jsonSchema = z.record(z.string(), json, "must be a JSON Schema, an object").superRefine((schema, context) => {
  if (!hasUnknown(schema)) {
    report(context, jsonSchemaProblem(schema));
  }
});

export const ExpectedToolCallSchema = z.union(
  [
    toolName,
    argumentsOf({
      name: toolName,
      args: z.record(z.string(), json, "must be an object of arguments by name").optional(),
    }),
  ],
  "must be a tool's name or { name, args? }",
);
export type ExpectedToolCall = z.infer<typeof ExpectedToolCallSchema>;

export const ExpectedInterruptSchema = argumentsOf({
  tool: toolName,
  decision: choice(["approve", "reject"]),
  message: text(largerThan(MAX_BYTES.expected)).optional(),
});
export type ExpectedInterrupt = z.infer<typeof ExpectedInterruptSchema>;

const oneOrMore = (item: z.ZodString): z.ZodUnion<[z.ZodString, z.ZodArray<z.ZodString>]> =>
  z.union([item, z.array(item).max(MAX_ITEMS.expectations)], "must be a text or a list of texts");

export const ExpectationsSchema = argumentsOf({
  contains: oneOrMore(expectedText).optional(),
  notContains: oneOrMore(expectedText).optional(),
  matches: oneOrMore(pattern).optional(),
  equals: expectedText.optional(),
  jsonSchema: jsonSchema.optional(),
  toolsCalled: list(ExpectedToolCallSchema, MAX_ITEMS.expectations),
  inOrder: z.boolean("must be true or false").optional(),
  toolsNotCalled: list(toolName, MAX_ITEMS.expectations),
  subagentsUsed: list(required("a subagent's name", longerThan(MAX_CHARACTERS.name)), MAX_ITEMS.expectations),
  filesWritten: list(path, MAX_ITEMS.expectations),
  interrupts: list(ExpectedInterruptSchema, MAX_ITEMS.expectations),
  maxSeconds: z
    .number("must be a number of seconds above 0")
    .refine((value) => value > 0, "must be a number of seconds above 0")
    .optional(),
  maxToolCalls: atLeast(0, "tool calls").optional(),
  maxTokens: atLeast(0, "tokens").optional(),
});
export type Expectations = z.infer<typeof ExpectationsSchema>;
