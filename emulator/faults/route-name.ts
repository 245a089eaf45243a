/** Routes by the names that the reference gives them: the method, and the path with its parameters in braces. */
import { AGENTS_BASE, type EmulatorApp } from "../routes/route-group";

export interface RouteName {
  method: string;
  /** Below `/v1/deepagents`, for example `/agents/{agent_id}`. */
  path: string;
}

/** The name of one of the app's routes; undefined for middlewares and for routes outside `/v1/deepagents`. */
export function routeName({ method, path }: RouteName): RouteName | undefined {
  if (method === "ALL" || !path.startsWith(`${AGENTS_BASE}/`)) return undefined;
  return { method, path: path.slice(AGENTS_BASE.length).replace(/:(\w+)/g, "{$1}") };
}

/** Every route that a fault can be injected into. */
export function listRouteNames(app: EmulatorApp): RouteName[] {
  return app.routes.map(routeName).filter((name) => name !== undefined);
}

/** Two names of one route: what a parameter is called does not matter. */
export function isSameRoute(one: RouteName, other: RouteName): boolean {
  return one.method === other.method && withoutNames(one.path) === withoutNames(other.path);
}

function withoutNames(path: string): string {
  return path.replace(/\{\w+\}/g, "{}");
}
