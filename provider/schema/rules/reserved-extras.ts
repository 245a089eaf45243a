import { OWNER_KEY } from "../owner";
import { propertyPath } from "../property-path";
import { fieldOf, isSet } from "./reading";
import type { Rule } from "./rule";

/** The provider keeps its own mark in an agent's extras. */
export const extrasAreNotReserved: Rule = (inputs) =>
  isSet(fieldOf(fieldOf(inputs, "extras"), OWNER_KEY))
    ? [
        {
          property: propertyPath(["extras", OWNER_KEY]),
          reason: "is where the provider marks which stack owns the agent: write another key",
        },
      ]
    : [];
