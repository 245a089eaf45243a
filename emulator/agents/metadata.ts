import type {
  AgentBackend,
  SandboxConfig,
  AgentPermissions,
  CreateAgentRequest,
  UpdateAgentRequest,
} from "../../provider/wire";
import { unprocessable, requireNonBlank } from "../errors";
import type { AgentMetadata } from "./store";

const UTC = "UTC";

/** An IANA time zone by its usual name. One that is missing or unknown is `UTC`, as the reference says. */
export function validTimezone(name: string | undefined): string {
  // Not asked about what most agents have: the answer takes half a millisecond.
  if (name === undefined || name === UTC) {
    return UTC;
  }
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return UTC;
  }
}

// Two dialects of `backend` in, the newer one out.

/** Checks a backend and writes it in the newer dialect. Undefined and `{}` mean the default, a state backend. */
export function normaliseBackend(backend: AgentBackend | undefined): AgentBackend {
  const { type = "state", sandbox, sandbox_config } = backend ?? {};
  switch (type) {
    case "state":
    case "default":
      if (sandbox !== undefined) throw onlyWith("sandbox", "'thread_scoped_sandbox' or 'agent_scoped_sandbox'");
      if (sandbox_config !== undefined) throw onlyWith("sandbox_config", "'sandbox'");
      return { type: "state" };
    case "sandbox":
      if (sandbox !== undefined) throw onlyWith("sandbox", "'thread_scoped_sandbox' or 'agent_scoped_sandbox'");
      return sandboxBackend({ scope: "thread", ...sandbox_config });
    case "thread_scoped_sandbox":
    case "agent_scoped_sandbox":
      if (sandbox_config !== undefined) throw onlyWith("sandbox_config", "'sandbox'");
      return sandboxBackend({ scope: type === "agent_scoped_sandbox" ? "agent" : "thread", ...sandbox });
  }
}

function sandboxBackend(config: SandboxConfig): AgentBackend {
  for (const field of ["idle_ttl_seconds", "delete_after_stop_seconds"] as const) {
    if ((config[field] ?? 0) < 0) throw unprocessable(`backend: ${field} must not be negative`);
  }
  return { type: "sandbox", sandbox_config: config };
}

function onlyWith(field: string, types: string) {
  return unprocessable(`backend.${field}: is valid only when backend.type is ${types}`);
}

// The fields of an agent that are not files: defaults, merging, validation.

export function newMetadata(request: CreateAgentRequest, timezone: string | undefined): AgentMetadata {
  return mergeMetadata(
    { name: request.name, permissions: withDefaults({}), backend: normaliseBackend(undefined), userTimezone: "UTC" },
    request,
    timezone,
  );
}

/** Scalars and groups that are given replace the old ones whole; the others stay as they are. */
export function mergeMetadata(
  old: AgentMetadata,
  request: Omit<UpdateAgentRequest, "deleted_paths">,
  timezone: string | undefined,
): AgentMetadata {
  if (request.name !== undefined) requireNonBlank("name", request.name);
  const { name, description, permissions, runtime, extras, backend, configurable } = request;
  return {
    ...old,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(permissions !== undefined && { permissions: withDefaults(permissions) }),
    ...(runtime !== undefined && { runtime }),
    ...(extras !== undefined && { extras }),
    ...(backend !== undefined && { backend: normaliseBackend(backend) }),
    ...(configurable !== undefined && { configurable }),
    userTimezone: validTimezone(timezone),
  };
}

/** The documented defaults: personal identity, tenant visibility, read access for the tenant. */
export function withDefaults(permissions: AgentPermissions): AgentPermissions {
  return { identity: "personal", visibility: "tenant", tenant_access_level: "read", ...permissions };
}
