/** What handlers work with. Later stages add to this: a run time. */
import type { Store } from "./store";

export interface Services {
  store: Store;
  /** How many agents one workspace may have; undefined for any number. */
  agentLimit: number | undefined;
}
