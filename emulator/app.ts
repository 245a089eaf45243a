/** Puts the emulator together: middlewares in order, then route groups. No sockets here. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { authenticate, type EmulatorEnv, type ScopedKey } from "./auth";
import { handleError, handleUnknownRoute } from "./fallbacks";
import type { FaultPlan } from "./faults/fault-plan";
import { injectFaults } from "./faults/inject";
import { requireLoopbackHost } from "./loopback-host";
import { limitBodySize, requireJsonBody } from "./request-body";
import type { RequestLog } from "./request-log";
import { agentActionRoutes } from "./routes/agent-actions";
import { agentRoutes } from "./routes/agents";
import { authSessionRoutes } from "./routes/auth-sessions";
import { addControlRoutes } from "./routes/control";
import { hubDirectoryRoutes } from "./routes/hub-directories";
import { mcpServerRoutes } from "./routes/mcp-servers";
import { mcpToolRoutes } from "./routes/mcp-tools";
import { addOAuthRoutes } from "./routes/oauth";
import { addOpenApiRoute } from "./routes/openapi";
import { runRoutes } from "./routes/runs";
import { threadQueryRoutes } from "./routes/thread-queries";
import { threadRoutes } from "./routes/threads";
import type { EmulatorApp, RouteGroup } from "./routes/route-group";
import type { Services } from "./services";
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
  for (const addRoutes of ROUTE_GROUPS) addRoutes(app, services);
  return app;
}
