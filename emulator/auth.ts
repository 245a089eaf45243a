/** Who is calling: API keys, their permissions, and the workspace that a request chose. */
import { createHash } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { type Caller, DEFAULT_WORKSPACE, type EmulatorEnv, type Permission, type ScopedKey } from "./context";
import { sha256 } from "./store/secrets";

/** Answers 401 without a key and 403 with an unknown one; otherwise leaves the {@link Caller} for the handlers. */
export function authenticate(apiKey: string, scopedKeys: readonly ScopedKey[]) {
  const keys = new Map<string, Omit<Caller, "workspace">>();
  for (const { key, permissions } of scopedKeys) {
    keys.set(sha256(key), {
      ownerId: ownerIdOf(key),
      isServiceKey: false,
      can: (permission) => permissions.includes(permission),
    });
  }
  keys.set(sha256(apiKey), { ownerId: ownerIdOf(apiKey), isServiceKey: true, can: () => true });

  return createMiddleware<EmulatorEnv>(async (c, next) => {
    const key = c.req.header("x-api-key");
    if (key === undefined || key === "") {
      return c.json({ error: "Unauthorized" }, 401);
    }
    // Looks up a digest, so that the time of the comparison says nothing about the key.
    const identity = keys.get(sha256(key));
    if (identity === undefined) {
      return c.json({ error: "Forbidden" }, 403);
    }
    const workspace = c.req.header("x-tenant-id")?.trim();
    c.set("caller", {
      ...identity,
      workspace: workspace === undefined || workspace === "" ? DEFAULT_WORKSPACE : workspace,
    });
    return next();
  });
}

/** Refuses callers whose key lacks a permission, with the service's plain text. Runs before the body is read. */
export function requirePermission(permission: Permission) {
  return createMiddleware<EmulatorEnv>(async (c, next) => {
    if (!c.get("caller").can(permission)) {
      return c.text(`missing permission ${permission}`, 403);
    }
    return next();
  });
}

function ownerIdOf(key: string): string {
  const hex = createHash("sha256").update("owner of ").update(key).digest("hex");
  // The fixed digits are the version and variant of a UUID, which strict clients check.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
