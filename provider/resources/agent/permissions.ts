/** Who may see, run and change an agent. */
import type { PermissionsInputs } from "../../schema/inputs/agent";
import { withoutUndefined } from "../../schema/json";
import type { AgentPermissions } from "../../schema/wire";

export function permissionsToWire(permissions: PermissionsInputs): AgentPermissions {
  return withoutUndefined({
    identity: permissions.identity,
    visibility: permissions.visibility,
    tenant_access_level: permissions.tenantAccessLevel,
    shared_users: permissions.sharedUsers,
  });
}

export function permissionsFromWire(permissions: AgentPermissions = {}): PermissionsInputs {
  return withoutUndefined({
    identity: permissions.identity,
    visibility: permissions.visibility,
    tenantAccessLevel: permissions.tenant_access_level,
    sharedUsers: permissions.shared_users,
  });
}

/** With the API's defaults filled in: personal identity, visible to the workspace, which may read. */
export function normalPermissions(permissions: AgentPermissions = {}): unknown {
  const { shared_users: shared = {}, ...rest } = permissions;
  return {
    identity: "personal",
    visibility: "tenant",
    tenant_access_level: "read",
    ...rest,
    shared_users: [shared.read, shared.run, shared.update].map((users) => (users ?? []).toSorted()),
  };
}
