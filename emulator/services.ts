/** What handlers work with. */
import type { Runtime } from "./runtime/runtime";
import type { Store } from "./store";

export interface Services {
  store: Store;
  runtime: Runtime;
  /** How many agents one workspace may have; undefined for any number. */
  agentLimit: number | undefined;
}
