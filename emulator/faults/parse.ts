/** Reads the description of a fault, and says what is wrong with it. A fault that could never fire is refused too. */
import type * as z from "zod";
import { ApiFault, unprocessable } from "../errors";
import { findUnknownField } from "../strict-fields";
import { bodyFault } from "../validation";
import { type FaultSpec, FaultSpecSchema } from "./fault";
import { isSameRoute, type RouteName } from "./route-name";

/** @throws ApiFault with what to correct. */
export function parseFaultSpec(input: unknown, routes: readonly RouteName[]): z.output<typeof FaultSpecSchema> {
  const parsed = FaultSpecSchema.safeParse(input);
  if (!parsed.success) throw bodyFault(parsed.error.issues[0], input);
  const unknownField = findUnknownField(input, parsed.data);
  if (unknownField !== undefined) throw unprocessable(`${unknownField} is not a field of a fault`);
  checkRoute(parsed.data, routes);
  return parsed.data;
}

function checkRoute({ method, path }: FaultSpec, routes: readonly RouteName[]): void {
  if (routes.some((route) => isSameRoute(route, { method, path }))) return;
  const known = [...new Set(routes.map((route) => `${route.method} ${route.path}`))];
  throw new ApiFault("validation_failed", `path: there is no route ${method} ${path}. There are: ${known.join(", ")}`);
}
