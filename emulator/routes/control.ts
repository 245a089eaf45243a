/** Routes of the emulator itself. They need no key and are never part of what they list. */
import type { RequestLog } from "../request-log";
import type { EmulatorApp } from "./route-group";

export function addControlRoutes(app: EmulatorApp, log: RequestLog): void {
  app.get("/_emulator/requests", (c) => c.json([...log.entries]));
  app.delete("/_emulator/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });
}
