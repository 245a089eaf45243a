import { withoutUndefined } from "../schema/json";
import { DeploymentError } from "./deployment-error";
import type { Properties } from "./resource";

/**
 * An operation failed after it had done something. The state is kept all the same, so that the next deployment goes on from
 * there, and `destroy` cleans up.
 *
 * The message is kept in the state, too, in plain text: it must not hold what `state` has as a secret.
 */
export class PartialFailure extends DeploymentError {
  readonly state: Properties;

  constructor(
    message: string,
    readonly id: string,
    state: Properties,
  ) {
    super(message);
    this.state = withoutUndefined(state);
  }
}
