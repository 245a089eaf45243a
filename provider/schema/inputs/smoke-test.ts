/** A smoke test: conversations with a deployed agent, and what is expected of them. Also the content of a cases file. */
import * as z from "zod";
import { MAX_BYTES, MAX_CHARACTERS, MAX_ITEMS } from "../limits";
import { argumentsOf } from "./arguments";
import { editorSchema } from "./editor-schema";
import { ExpectationsSchema } from "./smoke-expectations";
import { KEEP_THREADS, SMOKE_RANGES } from "../smoke-limits";
import { blank, choice, largerThan, list, longerThan, required, text, wholeNumber } from "./text";

const prompt = text(blank("what the person says to the agent"), largerThan(MAX_BYTES.text));

/** Either `prompt` or `turns`, which `rules/smoke-test.ts` sees to. */
export const SmokeCaseSchema = argumentsOf({
  name: required("a name that says what the case shows", longerThan(MAX_CHARACTERS.name)),
  prompt: prompt.optional(),
  turns: list(prompt, MAX_ITEMS.turns),
  expect: ExpectationsSchema.optional(),
});
export type SmokeCase = z.infer<typeof SmokeCaseSchema>;

/** How a smoke test runs. The fields are those of the resource's inputs and of a cases file. */
export const smokeTestFields = {
  cases: z
    .array(SmokeCaseSchema, {
      error: ({ input }) => (input === undefined ? "is missing: write [{ name, prompt, expect }]" : "must be a list"),
    })
    .min(1, "must have a case: write [{ name, prompt, expect }]")
    .max(MAX_ITEMS.smokeCases, `must not have more than ${String(MAX_ITEMS.smokeCases)} cases`),
  timeoutSeconds: wholeNumber(SMOKE_RANGES.timeoutSeconds),
  concurrency: wholeNumber(SMOKE_RANGES.concurrency),
  retries: wholeNumber(SMOKE_RANGES.retries),
  keepThreads: choice(KEEP_THREADS).optional(),
};

/** The content of a cases file, once read from YAML or JSON. */
export const SmokeTestFileSchema = argumentsOf({ ...smokeTestFields, $schema: editorSchema });
export type SmokeTestFile = z.infer<typeof SmokeTestFileSchema>;
