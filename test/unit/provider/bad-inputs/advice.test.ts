/** What a reason tells the reader to write ends that failure: no advice goes in a circle. */
import { isDeepStrictEqual } from "node:util";
import { runInNewContext } from "node:vm";
import { pathSteps } from "../../../../provider/helpers/property-path";
import { agent } from "../../../../provider/resources/agent/agent";
import { mcpConnection } from "../../../../provider/resources/mcp-connection/mcp-connection";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import type { CheckFailure, Properties, Resource } from "../../../../provider/resources/resource";
import { BAD_AGENTS } from "./agent";
import { BAD_MCP_CONNECTIONS } from "./mcp-connection";
import { BAD_MCP_SERVERS } from "./mcp-server";

type Container = Record<PropertyKey, unknown>;

/** The inputs after `edit` of the object or list that has the property. */
function edited(inputs: Properties, path: readonly PropertyKey[], edit: (holder: Container, key: PropertyKey) => void) {
  const copy = structuredClone(inputs) as Container;
  const holder = path.slice(0, -1).reduce((value: Container, step) => value[step] as Container, copy);
  edit(holder, path.at(-1) ?? "");
  return copy;
}

/** Each piece of advice in a reason that can be followed without knowing what the writer meant. */
function followed(inputs: Properties, { property, reason }: CheckFailure): { advice: string; repaired: Properties }[] {
  const whole = pathSteps(property);
  // "write model: …" is about the argument that holds the property.
  const path = reason.includes(`write ${String(whole.at(-2))}: `) ? whole.slice(0, -1) : whole;
  const write = (advice: string, value: unknown) => ({
    advice,
    repaired: edited(inputs, path, (holder, key) => (holder[key] = value)),
  });
  const rename = (advice: string, name: string) => ({
    advice,
    repaired: edited(inputs, path, (holder, key) => {
      holder[name] = holder[key];
      Reflect.deleteProperty(holder, key);
    }),
  });
  const leaveOut = (advice: string) => ({
    advice,
    repaired: edited(inputs, path, (holder, key) =>
      Array.isArray(holder) ? holder.splice(Number(key), 1) : Reflect.deleteProperty(holder, key),
    ),
  });
  const [meant, names = ""] = /did you mean ([\w., ]+)\?/.exec(reason) ?? [];
  const [literal, value = ""] = /write (?:model: )?("[^"]*"|\{ [^}]* \})/.exec(reason) ?? [];
  const [out] = /leave it out/.exec(reason) ?? [];
  const isName = reason.startsWith("is not an argument") || path.at(-2) === "files";
  const change = (advice: string, to: unknown) => (isName ? rename(advice, String(to)) : write(advice, to));
  return [
    ...(meant === undefined ? [] : names.split(/,? or |, /).map((name) => change(meant, name))),
    ...(literal === undefined ? [] : [change(literal, runInNewContext(`(${value})`))]),
    ...(out === undefined ? [] : [leaveOut(out)]),
  ];
}

/** Whoever follows some advice may learn of something else that was hidden. Its advice must end it within these steps. */
const MOST_STEPS = 3;

/** The failures, besides those that `inputs` have anyway, that remain after following advice step by step. */
function remaining(
  resource: Resource,
  inputs: Properties,
  failure: CheckFailure,
  repaired: Properties,
): CheckFailure[] {
  const others = resource.check(inputs).filter((other) => !isDeepStrictEqual(other, failure));
  let now = repaired;
  let left: CheckFailure[] = [];
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    left = resource.check(now).filter((found) => !others.some((other) => isDeepStrictEqual(found, other)));
    const [next] = left.flatMap((found) => followed(now, found));
    if (next === undefined) {
      break;
    }
    now = next.repaired;
  }
  return left;
}

const advice = (
  [
    [agent, BAD_AGENTS],
    [mcpServer, BAD_MCP_SERVERS],
    [mcpConnection, BAD_MCP_CONNECTIONS],
  ] as const
).flatMap(([resource, groups]) =>
  Object.values(groups)
    .flat()
    .flatMap(({ says, inputs }) =>
      resource
        .check(inputs)
        .flatMap((failure) =>
          followed(inputs, failure).map(({ advice, repaired }): [string, () => void] => [
            `${says} (${failure.property}): ${advice}`,
            () => expect(remaining(resource, inputs, failure, repaired)).toEqual([]),
          ]),
        ),
    ),
);

it("finds the advice", () => {
  expect(advice.length).toBeGreaterThan(40);
});

it.each(advice)("%s", (_, ends) => {
  ends();
});
