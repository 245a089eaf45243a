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

const toolArguments = z.record(z.string(), json, "must be an object of arguments by name");

export const ExpectedToolCallSchema = z.union(
  [
    toolName,
    argumentsOf({
      name: toolName,
      args: toolArguments.optional(),
    }),
  ],
  "must be a tool's name or { name, args? }",
);
export type ExpectedToolCall = z.infer<typeof ExpectedToolCallSchema>;

export const ExpectedInterruptSchema = argumentsOf({
  tool: toolName,
  args: toolArguments.optional(),
  decision: choice(["approve", "edit", "reject"]),
  editedArgs: toolArguments.optional(),
  message: text(largerThan(MAX_BYTES.expected)).optional(),
});
export type ExpectedInterrupt = z.infer<typeof ExpectedInterruptSchema>;

/** An empty list would expect nothing. */
const some = <Item extends z.ZodType>(item: Item, instead = "leave it out"): z.ZodOptional<z.ZodArray<Item>> =>
  list(item, MAX_ITEMS.expectations).unwrap().min(1, `must not be empty: ${instead}`).optional();

const oneOrMore = (item: z.ZodString): z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]> =>
  z.union([item, some(item).unwrap()], "must be a text or a list of texts");

export const ExpectationsSchema = argumentsOf({
  contains: oneOrMore(expectedText).optional(),
  notContains: oneOrMore(expectedText).optional(),
  matches: oneOrMore(pattern).optional(),
  equals: text(largerThan(MAX_BYTES.expected)).optional(),
  jsonSchema: jsonSchema.optional(),
  toolsCalled: some(ExpectedToolCallSchema, "to expect no call, write maxToolCalls: 0"),
  inOrder: z.boolean("must be true or false").optional(),
  toolsNotCalled: some(toolName),
  subagentsUsed: some(required("a subagent's name", longerThan(MAX_CHARACTERS.name))),
  filesWritten: some(path),
  interrupts: list(ExpectedInterruptSchema, MAX_ITEMS.expectations),
  maxSeconds: z
    .number("must be a number of seconds above 0")
    .refine((value) => value > 0, "must be a number of seconds above 0")
    .optional(),
  maxToolCalls: atLeast(0, "tool calls").optional(),
  maxTokens: atLeast(0, "tokens").optional(),
});
export type Expectations = z.infer<typeof ExpectationsSchema>;
