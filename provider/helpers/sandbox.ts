/** Whether a backend has a sandbox, and who shares it. The API has two dialects, and both say so in the type. */

type Scope = "thread" | "agent";

const SCOPE_OF_TYPE = {
  state: "none",
  default: "none",
  // Unless its settings say `agent`.
  sandbox: "thread",
  thread_scoped_sandbox: "thread",
  agent_scoped_sandbox: "agent",
} as const;

/**
 * One sandbox for each thread or one for the agent, as the type of a backend says; `none` for a backend without one, and
 * `undefined` for a type that is none of the API's.
 */
export function sandboxScope(type: keyof typeof SCOPE_OF_TYPE): Scope | "none";
export function sandboxScope(type: string): Scope | "none" | undefined;
export function sandboxScope(type: string): Scope | "none" | undefined {
  return Object.hasOwn(SCOPE_OF_TYPE, type) ? SCOPE_OF_TYPE[type as keyof typeof SCOPE_OF_TYPE] : undefined;
}
