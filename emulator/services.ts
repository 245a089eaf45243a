/** What handlers work with. */
import type { OAuth } from "./oauth";
import type { Runtime } from "./runtime/runtime";
import type { Store } from "./store";

export interface Services {
  store: Store;
  runtime: Runtime;
  oauth: OAuth;
  /** How many agents one workspace may have; undefined for any number. */
  agentLimit: number | undefined;
}
