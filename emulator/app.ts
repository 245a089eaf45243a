/** Puts the emulator together: middlewares in order, then route groups. No sockets here. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { agentRoutes } from "./agents/routes";
import { authenticate } from "./auth";
import type { EmulatorApp, EmulatorEnv, RouteGroup, ScopedKey, Services } from "./context";
import { addControlRoutes, addOpenApiRoute } from "./control";
import { handleError, handleUnknownRoute } from "./fallbacks";
import type { FaultPlan } from "./faults/fault";
import { injectFaults } from "./faults/inject";
import { hubDirectoryRoutes } from "./hub/directories";
import { mcpServerRoutes } from "./mcp-servers/routes";
import { addOAuthPages } from "./oauth/pages";
import { authSessionRoutes } from "./oauth/routes";
import { limitBodySize, requireJsonBody, requireLoopbackHost } from "./request-limits";
import type { RequestLog } from "./request-log";
import { runRoutes } from "./runs/routes";
import { threadRoutes } from "./threads/routes";
import { validationHook } from "./validation";

/** Every group of API routes. A new one is added here and nowhere else. */
const ROUTE_GROUPS: readonly RouteGroup[] = [
  agentRoutes,
  mcpServerRoutes,
  authSessionRoutes,
  hubDirectoryRoutes,
  threadRoutes,
  runRoutes,
];

export interface AppOptions {
  services: Services;
  log: RequestLog;
  faults: FaultPlan;
  apiKey: string;
  scopedKeys: readonly ScopedKey[];
  strict: boolean;
}

export function createApp({ services, log, faults, apiKey, scopedKeys, strict }: AppOptions): EmulatorApp {
  const keys = [apiKey, ...scopedKeys.map(({ key }) => key)];
  const app: EmulatorApp = new OpenAPIHono<EmulatorEnv>({ defaultHook: validationHook(strict) });
  app.onError(handleError);
  app.notFound(handleUnknownRoute(app));
  app.use(log.middleware(keys), requireLoopbackHost);
  app.use("/v1/*", authenticate(apiKey, scopedKeys), limitBodySize, requireJsonBody, injectFaults(faults));
  app.use("/_emulator/*", limitBodySize);
  app.use("/_emulator/faults", requireJsonBody);
  addControlRoutes(app, log, faults);
  addOAuthPages(app, services.oauth);
  addOpenApiRoute(app);
  for (const addRoutes of ROUTE_GROUPS) {
    addRoutes(app, services);
  }
  return app;
}
