/** Agents and subagents run on models of allowed providers only. */
import { either, quoted } from "../quoted";
import { fieldOf, isSet, itemsOf, knownText } from "../rules/reading";
import type { Rule } from "../rules/rule";
import type { CheckFailure } from "../validate";
import { UNKNOWN } from "../unknown";
import type { Policies } from "./policies";

export function modelsAreOfAllowedProviders({ allowedModelProviders }: Policies): Rule {
  if (allowedModelProviders === undefined) {
    return () => [];
  }
  const wanted = either(allowedModelProviders) || "none";
  const failure = (property: string, reason: string): CheckFailure => ({
    property,
    reason: `${reason}: the policy allowedModelProviders allows ${wanted}`,
  });

  const wrongModel = (property: string, model: unknown): CheckFailure[] => {
    if (isSet(fieldOf(model, "playground"))) {
      return [failure(property, "is a saved Playground configuration, which does not say its provider")];
    }
    const [provider = "", ...rest] = knownText(model)?.split(":") ?? [];
    return rest.length === 0 || allowedModelProviders.includes(provider)
      ? []
      : [failure(property, `is of the provider ${quoted(provider)}`)];
  };

  return (inputs) => {
    const model = fieldOf(inputs, "model");
    return [
      // Without one the service chooses; a subagent without one has its agent's.
      ...(isSet(model) || model === UNKNOWN ? [] : [failure("model", "is missing")]),
      ...wrongModel("model", model),
      ...itemsOf(fieldOf(inputs, "subagents")).flatMap((subagent, index) =>
        wrongModel(`subagents[${String(index)}].model`, fieldOf(subagent, "model")),
      ),
    ];
  };
}
