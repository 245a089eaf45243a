/** Runs are not the user's program: whatever the environment says, they are not traced to LangSmith. */
import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";

/** What LangChain looks at, each time that something runs. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

/** LangChain adds its own tracer only where there is none yet: this one's traces go nowhere. */
export function withoutTraces(): BaseCallbackHandler[] {
  if (!SWITCHES.some((name) => process.env[name] === "true")) return [];
  const drop = () => Promise.resolve();
  return [new LangChainTracer({ client: { createRun: drop, updateRun: drop } })];
}
