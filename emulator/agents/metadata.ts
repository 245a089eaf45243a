/** An agent's settings apart from its files: defaults, merging, validation. */
import { pick } from "../../provider/helpers/json";
import { sandboxScope } from "../../provider/helpers/sandbox";
import type {
  AgentBackend,
  AgentPermissions,
  CreateAgentRequest,
  SandboxConfig,
  UpdateAgentRequest,
} from "../../provider/wire";
import { requireNonBlank, unprocessable } from "../errors";
import { type AgentMetadata, SETTINGS } from "./store";

const UTC = "UTC";

export function newMetadata(request: CreateAgentRequest, timezone: string | undefined): AgentMetadata {
  return mergeMetadata(
    { name: request.name, permissions: withDefaults({}), backend: normaliseBackend({}), userTimezone: UTC },
    request,
    timezone,
  );
}

/** Scalars and groups that are given replace the old ones as a whole; the others stay as they are. */
export function mergeMetadata(
  old: AgentMetadata,
  request: Omit<UpdateAgentRequest, "deleted_paths">,
  timezone: string | undefined,
): AgentMetadata {
  const { name, permissions, backend } = request;
  if (name !== undefined) {
    requireNonBlank("name", name);
  }
  return {
    ...old,
    ...pick(request, SETTINGS),
    name: name ?? old.name,
    permissions: permissions === undefined ? old.permissions : withDefaults(permissions),
    backend: backend === undefined ? old.backend : normaliseBackend(backend),
    userTimezone: validTimezone(timezone),
  };
}

/** The documented defaults: personal identity, tenant visibility, read access for the tenant. */
export function withDefaults(permissions: AgentPermissions): AgentPermissions {
  return { identity: "personal", visibility: "tenant", tenant_access_level: "read", ...permissions };
}

/** An IANA time zone by its usual name. One that is missing or unknown is `UTC`, as the reference says. */
export function validTimezone(name: string | undefined): string {
  // Not looked up for what most agents have: the look-up takes half a millisecond.
  if (name === undefined || name === UTC) {
    return UTC;
  }
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return UTC;
  }
}

/** Checks a backend in either dialect and writes it in the newer one. `{}` means the default, a state backend. */
function normaliseBackend({ type = "state", sandbox, sandbox_config }: AgentBackend): AgentBackend {
  const scope = sandboxScope(type);
  if (sandbox !== undefined && (scope === "none" || type === "sandbox")) {
    throw onlyWith("sandbox", "'thread_scoped_sandbox' or 'agent_scoped_sandbox'");
  }
  if (sandbox_config !== undefined && type !== "sandbox") {
    throw onlyWith("sandbox_config", "'sandbox'");
  }
  return scope === "none" ? { type: "state" } : sandboxBackend({ scope, ...sandbox, ...sandbox_config });
}

function sandboxBackend(config: SandboxConfig): AgentBackend {
  for (const field of ["idle_ttl_seconds", "delete_after_stop_seconds"] as const) {
    if ((config[field] ?? 0) < 0) {
      throw unprocessable(`backend: ${field} must not be negative`);
    }
  }
  return { type: "sandbox", sandbox_config: config };
}

function onlyWith(field: string, types: string) {
  return unprocessable(`backend.${field}: is valid only when backend.type is ${types}`);
}
