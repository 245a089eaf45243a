/** What is kept of a connection. Never a token: those stay on the server. */
import { type McpConnectionInputs, McpConnectionInputsSchema } from "../../schema/inputs/mcp-connection";
import { withoutUndefined } from "../../schema/json";
import type { AuthSessionStatus } from "../../schema/wire";
import { inputsOf as inputsAmong } from "../inputs-of";
import type { Properties } from "../resource";

export interface Outputs {
  readonly status: AuthSessionStatus;
  readonly oauthProviderId: string;
  /** The session that a person was asked in; none where access had been granted before. */
  readonly authSessionId?: string | undefined;
  /** Where a person approves. Kept while they may, and as a secret. */
  readonly authorizationUrl?: string | undefined;
}

export function inputsOf(properties: Properties): McpConnectionInputs {
  return inputsAmong(McpConnectionInputsSchema, properties);
}

export function stateOf(inputs: McpConnectionInputs, outputs: Outputs): Properties {
  return withoutUndefined({ ...inputs, ...outputs });
}

/** The outputs among the properties of a state. */
export function outputsIn(state: Properties): Outputs {
  return state as unknown as Outputs;
}

const SUFFIX = "/connection";

/** Not the server's own id: that would say that this resource manages the server. */
export function idOf({ mcpServerId }: McpConnectionInputs): string {
  return mcpServerId + SUFFIX;
}

export function serverIdIn(id: string): string {
  return id.slice(0, -SUFFIX.length);
}
