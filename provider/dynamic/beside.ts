/** What stands beside a resource's arguments in the properties that the engine passes. Programs never see it. */
import { pick, UNKNOWN } from "../helpers/json";
import { pathSteps, valueAt } from "../helpers/property-path";
import { quotesOf } from "../helpers/redact";
import type { Properties } from "../resources/resource";

/** What the SDK and this adapter add, by how far it goes. */
const BESIDE = {
  /** Only for `check`, which does not pass it on: no state has it, and it is never a change. */
  check: ["__policies", "__defaultName", "__adopted", "__names", "__preview"],
  /** For every operation: the state has it as well. */
  always: ["__connection", "__customTimeouts", "__secretPaths"],
  /** Only in the state: where the object is (see `provider/resources/account.ts`). */
  state: ["__account"],
  /** The text by which the engine's launcher finds the provider; the launcher itself puts it back. */
  launcher: ["__provider"],
} as const;

const ALL: ReadonlySet<string> = new Set(Object.values(BESIDE).flat());

/** The properties of the resource itself. */
export function argumentsIn(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !ALL.has(name)));
}

/** What the inputs and the state keep beside the resource's properties. */
export function besideIn(properties: Properties): Properties {
  return pick(properties, BESIDE.always);
}

/**
 * The texts that the program marks as secret, in properties of one resource: a dynamic provider gets plain values.
 *
 * @param names the names of arguments
 */
export function markedIn(all: readonly Properties[], names: ReadonlySet<string>): string[] {
  const paths = new Set(all.flatMap(({ __secretPaths: paths }) => (Array.isArray(paths) ? (paths as string[]) : [])));
  const values = [...paths].map(pathSteps).flatMap((path) => all.map((properties) => valueAt(properties, path)));
  return [...new Set(values.flatMap((value) => quotesOf(value, names)))].filter((text) => text !== UNKNOWN);
}

/** How long an operation may take, in milliseconds, if the program says so: the engine does not tell a dynamic provider. */
export function customTimeout({ __customTimeouts: seconds }: Properties, operation: string): number | undefined {
  const limit = valueAt(seconds, [operation]);
  return typeof limit === "number" ? limit * 1000 : undefined;
}
