/** The execution backend, in the API's two dialects. */
import type { BackendInputs } from "../../schema/inputs/agent";
import { isEmpty, withoutUndefined } from "../../schema/json";
import type { AgentBackend, SandboxConfig } from "../../schema/wire";

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

const SCOPE_OF_TYPE: Partial<Record<string, "thread" | "agent">> = {
  thread_scoped_sandbox: "thread",
  agent_scoped_sandbox: "agent",
};

/** `undefined` for a backend without a sandbox; otherwise the newer dialect's settings, with the default scope filled in. */
export function normalBackend(backend: AgentBackend = {}): SandboxConfig | undefined {
  const type = backend.type ?? "state";
  if (type === "state" || type === "default") {
    return undefined;
  }
  const settings = { scope: SCOPE_OF_TYPE[type] ?? "thread", ...backend.sandbox, ...backend.sandbox_config };
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
