/** The fields of an agent that are not files: defaults, merging, validation. */
import type { AgentPermissions, CreateAgentRequest, UpdateAgentRequest } from "../../provider/schema/wire";
import type { AgentMetadata } from "../store/agents";
import { validTimezone } from "../timezone";
import { requireNonBlank } from "../validation";
import { normaliseBackend } from "./backend";

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
