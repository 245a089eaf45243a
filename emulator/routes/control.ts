/** Routes of the emulator itself. They need no key and are never part of what they list. */
import { invalidBody } from "../errors";
import type { FaultPlan } from "../faults/fault-plan";
import type { RequestLog } from "../request-log";
import type { EmulatorApp } from "./route-group";

export function addControlRoutes(app: EmulatorApp, log: RequestLog, faults: FaultPlan): void {
  app.get("/_emulator/requests", (c) => c.json([...log.entries]));
  app.delete("/_emulator/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });
  app.get("/_emulator/faults", (c) => c.json([...faults.armed]));
  app.post("/_emulator/faults", async (c) => {
    const text = await c.req.text();
    if (text === "") throw invalidBody();
    return c.json(faults.arm(JSON.parse(text)), 201);
  });
  app.delete("/_emulator/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
}
