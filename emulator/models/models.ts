/** Which models answer in runs. */
import type { Script } from "./script";

export interface ModelOptions {
  /** `scripted`: deterministic answers without an account. `live`: what the agent's `model_id` says, with your own keys. */
  mode: "scripted" | "live";
  /** What scripted models say; without one, they have a behaviour of their own. */
  script?: Script | undefined;
}
