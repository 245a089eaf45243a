/** The model, the backend and the permissions of an agent: as inputs, as the API has them, and in one normal form. */
import { type ModelInputs, modelOfId, type BackendInputs, type PermissionsInputs } from "../../inputs/agent";
import { isEmpty, withoutUndefined } from "../../helpers/json";
import { sandboxScope } from "../../helpers/sandbox";
import type { AgentBackend, SandboxConfig, AgentPermissions } from "../../wire";

/** The API has one string, in which a Playground configuration has no colon. */
export function modelToWire(model: ModelInputs): string {
  return typeof model === "string" ? model : model.playground;
}

/** `undefined` where no model is set. */
export function modelFromWire(modelId: string | undefined): ModelInputs | undefined {
  return modelId ? modelOfId(modelId) : undefined;
}

type SandboxInputs = NonNullable<BackendInputs["sandboxConfig"]>;

/** Sent in the dialect that the program chose. */
export function backendToWire(backend: BackendInputs): AgentBackend {
  return withoutUndefined({
    type: backend.type,
    sandbox_config: backend.sandboxConfig && sandboxToWire(backend.sandboxConfig),
    sandbox: backend.sandbox && sandboxToWire(backend.sandbox),
  });
}

function sandboxToWire(sandbox: SandboxInputs): SandboxConfig {
  return withoutUndefined({
    scope: sandbox.scope,
    snapshot_id: sandbox.snapshotId,
    policy_ids: sandbox.policyIds,
    idle_ttl_seconds: sandbox.idleTtlSeconds,
    delete_after_stop_seconds: sandbox.deleteAfterStopSeconds,
  });
}

/** `undefined` for a backend without a sandbox; otherwise the newer dialect's settings, with the default scope filled in. */
export function normalBackend(backend: AgentBackend = {}): SandboxConfig | undefined {
  // The API may answer with a type that is newer than this code: it is taken for a sandbox.
  const scope = sandboxScope(backend.type ?? "state") ?? "thread";
  if (scope === "none") {
    return undefined;
  }
  const settings = { scope, ...backend.sandbox, ...backend.sandbox_config };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => !isEmpty(value)));
}

/** The inputs behind a backend, in the newer dialect. */
export function backendFromWire(backend: AgentBackend = {}): BackendInputs {
  const sandbox = normalBackend(backend);
  if (!sandbox) {
    return { type: "state" };
  }
  return {
    type: "sandbox",
    sandboxConfig: withoutUndefined({
      scope: sandbox.scope,
      snapshotId: sandbox.snapshot_id,
      policyIds: sandbox.policy_ids,
      idleTtlSeconds: sandbox.idle_ttl_seconds,
      deleteAfterStopSeconds: sandbox.delete_after_stop_seconds,
    }),
  };
}

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
