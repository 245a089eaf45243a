/** Which model an agent or subagent runs on. */
import * as z from "zod";
import { MAX_CHARACTERS } from "../limits";
import { quoted } from "../quoted";
import { argumentsOf } from "./arguments";
import { blank, longerThan, required, text } from "./text";

const EXAMPLE = '"anthropic:claude-sonnet-4-6"';

/**
 * `provider:model`, or a saved Playground configuration by name. The API tells the two apart by the colon, so that a
 * forgotten provider would silently mean a configuration that nobody saved: that one has to be said on purpose.
 */
export const ModelInputsSchema = z.union(
  [
    text(
      blank(`it like ${EXAMPLE}, or leave it out`),
      withoutProvider,
      withPartMissing,
      withSpaces,
      longerThan(MAX_CHARACTERS.model),
    ),
    argumentsOf({
      playground: required("the name of a saved Playground configuration", withColon, longerThan(MAX_CHARACTERS.model)),
    }),
  ],
  `must be a model like ${EXAMPLE}, or { playground: "…" }`,
);
export type ModelInputs = z.infer<typeof ModelInputsSchema>;

/** The model behind the API's one string, where a Playground configuration is what has no colon. */
export function modelOfId(id: string): ModelInputs {
  return id.includes(":") ? id : { playground: id };
}

function withoutProvider(model: string): string | undefined {
  return model.includes(":")
    ? undefined
    : `has no provider: write it like ${EXAMPLE}, or write { playground: ${quoted(model)} } to mean a saved Playground ` +
        "configuration";
}

function withPartMissing(model: string): string | undefined {
  return partsOf(model).includes("")
    ? `must have a provider before the colon and a model after it: write it like ${EXAMPLE}`
    : undefined;
}

function withSpaces(model: string): string | undefined {
  const trimmed = partsOf(model).join(":");
  return trimmed === model ? undefined : `must not have spaces around its parts: write ${quoted(trimmed)}`;
}

function partsOf(model: string): [provider: string, name: string] {
  const colon = model.indexOf(":");
  return [model.slice(0, colon).trim(), model.slice(colon + 1).trim()];
}

function withColon(name: string): string | undefined {
  return name.includes(":")
    ? `must not have a colon: to mean a provider's model, write model: ${quoted(name)}`
    : undefined;
}
