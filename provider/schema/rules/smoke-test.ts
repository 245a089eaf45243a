/** What has to hold within a case of a smoke test and among its cases. */
import { type PathStep, propertyPath } from "../property-path";
import { quoted } from "../quoted";
import type { CheckFailure } from "../validate";
import { repeats } from "./duplicates";
import { fieldOf, itemsOf, knownText } from "./reading";
import type { Rule } from "./rule";

const casesOf = (inputs: unknown): readonly unknown[] => itemsOf(fieldOf(inputs, "cases"));

export const caseNamesDiffer: Rule = (inputs) => {
  const names = casesOf(inputs).map((item) => knownText(fieldOf(item, "name"))?.trim());
  return repeats(names.map((name) => name || undefined)).map(([index, first]) => ({
    property: propertyPath(["cases", index, "name"]),
    reason: `repeats ${propertyPath(["cases", first, "name"])} (${quoted(names[index] ?? "")}): write another name`,
  }));
};

/** One of the two ways to say what the person says. */
export const casesSaySomething: Rule = (inputs) =>
  casesOf(inputs).flatMap((item, index): CheckFailure[] => {
    if (typeof item !== "object" || item === null) {
      return [];
    }
    const prompt = fieldOf(item, "prompt");
    const turns = fieldOf(item, "turns");
    const at = (name: string): string => propertyPath(["cases", index, name]);
    if (prompt !== undefined && turns !== undefined) {
      return [
        { property: at("turns"), reason: `is given besides prompt: write the first turn into it and drop prompt` },
      ];
    }
    if (prompt === undefined && turns === undefined) {
      return [{ property: at("prompt"), reason: 'is missing: write what the person says, or turns: ["…", "…"]' }];
    }
    return Array.isArray(turns) && turns.length === 0
      ? [{ property: at("turns"), reason: "must have a turn: write what the person says" }]
      : [];
  });

export const expectationsAgree: Rule = (inputs) =>
  casesOf(inputs).flatMap((item, index) => {
    const expect = fieldOf(item, "expect");
    return [...orderOfNothing(expect, ["cases", index, "expect"]), ...forbidden(expect, ["cases", index, "expect"])];
  });

function orderOfNothing(expect: unknown, path: readonly PathStep[]): CheckFailure[] {
  return fieldOf(expect, "inOrder") === true && fieldOf(expect, "toolsCalled") === undefined
    ? [{ property: propertyPath([...path, "inOrder"]), reason: "is about toolsCalled, which is missing: write it" }]
    : [];
}

function forbidden(expect: unknown, path: readonly PathStep[]): CheckFailure[] {
  const called = new Set(itemsOf(fieldOf(expect, "toolsCalled")).map(toolNameOf));
  return itemsOf(fieldOf(expect, "toolsNotCalled")).flatMap((item, index) => {
    const name = knownText(item);
    return name !== undefined && called.has(name)
      ? [
          {
            property: propertyPath([...path, "toolsNotCalled", index]),
            reason: `is in toolsCalled, too (${quoted(name)}): drop one of them`,
          },
        ]
      : [];
  });
}

function toolNameOf(item: unknown): string | undefined {
  return knownText(item) ?? knownText(fieldOf(item, "name"));
}
