/** Two dialects of `backend` in, the newer one out. */
import type { AgentBackend, SandboxConfig } from "../../provider/schema/wire";
import { unprocessable } from "../errors";

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
