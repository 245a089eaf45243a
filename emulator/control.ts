/** Routes of the emulator itself. They need no key and are not recorded in the request log. */
import { invalidBody } from "./errors";
import type { FaultPlan } from "./faults/fault";
import type { RequestLog } from "./request-log";
import type { EmulatorApp } from "./context";

export function addControlRoutes(app: EmulatorApp, log: RequestLog, faults: FaultPlan): void {
  app.get("/_emulator/requests", (c) => c.json([...log.entries]));
  app.delete("/_emulator/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });
  app.get("/_emulator/faults", (c) => c.json([...faults.armed]));
  app.post("/_emulator/faults", async (c) => {
    const text = await c.req.text();
    if (text === "") {
      throw invalidBody();
    }
    return c.json(faults.arm(JSON.parse(text)), 201);
  });
  app.delete("/_emulator/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
}

/** Serves the OpenAPI document, generated from the schemas that validate. */
export function addOpenApiRoute(app: EmulatorApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKeyAuth", {
    type: "apiKey",
    in: "header",
    name: "X-Api-Key",
  });
  app.get("/openapi.json", (c) =>
    c.json(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: {
          title: "Managed Deep Agents API (local emulator)",
          version: "0.1.0",
          description: "What this emulator answers. docs/emulator.md lists where it differs from the service.",
        },
        servers: [{ url: new URL(c.req.url).origin }],
        security: [{ apiKeyAuth: [] }],
      }),
    ),
  );
}
