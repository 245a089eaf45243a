/** Whether a backend has a sandbox, and who shares it. The API has two dialects, and both say so in the type. */

/** One sandbox for each thread, one for the agent, or none. */
export type SandboxScope = "thread" | "agent" | "none";

const SCOPE_OF_TYPE = {
  state: "none",
  default: "none",
  // Its settings may say `agent`.
  sandbox: "thread",
  thread_scoped_sandbox: "thread",
  agent_scoped_sandbox: "agent",
} as const;

/** What the type of a backend says; `undefined` for a type that the API does not have. */
export function sandboxScope(type: keyof typeof SCOPE_OF_TYPE): SandboxScope;
export function sandboxScope(type: string): SandboxScope | undefined;
export function sandboxScope(type: string): SandboxScope | undefined {
  return Object.hasOwn(SCOPE_OF_TYPE, type) ? SCOPE_OF_TYPE[type as keyof typeof SCOPE_OF_TYPE] : undefined;
}
