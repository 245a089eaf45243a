/** Which arguments a program marks as secret. A dynamic provider gets plain values and has to be told. */
import * as pulumi from "@pulumi/pulumi";
import { type PathStep, propertyPath } from "../provider/helpers/property-path";

/** The paths of secret values in the properties of a resource; nothing where there are none. */
export function secretPaths(properties: object): Promise<string[] | undefined> | undefined {
  const eventual = eventualValues(properties, []);
  return eventual.length === 0 ? undefined : secretAmong(eventual);
}

interface EventualValue {
  readonly path: readonly PathStep[];
  readonly value: pulumi.Input<unknown>;
}

/** What may be secret: outputs, and promises of outputs. What is in one is as secret as the whole. */
function eventualValues(value: unknown, path: readonly PathStep[], around: readonly object[] = []): EventualValue[] {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return [{ path, value }];
  }
  // Pulumi refuses a structure that contains itself, in its own words.
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value) || around.includes(value)) {
    return [];
  }
  const inside = [...around, value];
  return Array.isArray(value)
    ? value.flatMap((item, index) => eventualValues(item, [...path, index], inside))
    : Object.entries(value).flatMap(([key, item]) => eventualValues(item, [...path, key], inside));
}

async function secretAmong(eventual: readonly EventualValue[]): Promise<string[] | undefined> {
  const paths = await Promise.all(
    eventual.map(async ({ path, value }) => ((await isSecret(value)) ? [propertyPath(path)] : [])),
  );
  const secret = paths.flat();
  return secret.length === 0 ? undefined : secret;
}

async function isSecret(value: pulumi.Input<unknown>): Promise<boolean> {
  try {
    return await pulumi.isSecret(pulumi.output(value));
  } catch {
    // A value that fails is reported where it is used.
    return false;
  }
}
