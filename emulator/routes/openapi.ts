/** The OpenAPI document, generated from the schemas that validate. */
import type { EmulatorApp } from "./route-group";

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
