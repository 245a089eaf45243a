/** Puts the emulator together: middlewares in order, then route groups. No sockets here. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { authenticate, type ScopedKey } from "./auth";
import type { EmulatorEnv, EmulatorApp, RouteGroup, Services } from "./context";
import { handleError, handleUnknownRoute } from "./fallbacks";
import type { FaultPlan } from "./faults/fault";
import { injectFaults } from "./faults/inject";
import { requireLoopbackHost, limitBodySize, requireJsonBody } from "./request-limits";
import type { RequestLog } from "./request-log";
import { agentActionRoutes, agentRoutes } from "./agents/routes";
import { authSessionRoutes } from "./oauth/auth-sessions";
import { addControlRoutes, addOpenApiRoute } from "./control";
import { hubDirectoryRoutes } from "./hub/directories";
import { mcpServerRoutes, mcpToolRoutes } from "./mcp-servers/routes";
import { addOAuthRoutes } from "./oauth/routes";
import { runRoutes } from "./runs/routes";
import { threadQueryRoutes, threadRoutes } from "./threads/routes";
import { validationHook } from "./validation";

/** Every group of API routes. A new one is added here and nowhere else. */
const ROUTE_GROUPS: readonly RouteGroup[] = [
  agentRoutes,
  agentActionRoutes,
  mcpServerRoutes,
  mcpToolRoutes,
  authSessionRoutes,
  hubDirectoryRoutes,
  // Before those of single threads: `count` is no thread's id.
  threadQueryRoutes,
  runRoutes,
  threadRoutes,
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
  addOAuthRoutes(app, services.oauth);
  addOpenApiRoute(app);
  for (const addRoutes of ROUTE_GROUPS) {
    addRoutes(app, services);
  }
  return app;
}
