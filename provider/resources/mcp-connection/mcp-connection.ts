/** Access to an MCP server with OAuth, which a person grants to the user whose API key deploys. */
import { findOrUndefined } from "../../client/errors";
import { hasUnknown, sameMeaning, withoutUndefined } from "../../helpers/json";
import { normalUrl } from "../../helpers/url";
import { check } from "../../inputs/check";
import { MCP_CONNECTION_RULES, type McpConnectionInputs, McpConnectionInputsSchema } from "../../inputs/mcp-connection";
import { PartialFailure } from "../errors";
import { type Context, inputsReader, type Properties, type Resource } from "../resource";
import { connect, lookUp, type Outputs, providerOf } from "./connect";

export const mcpConnection: Resource = {
  noun: "access to an MCP server",
  schema: McpConnectionInputsSchema,
  outputs: ["status", "oauthProviderId"],

  secrets: ({ authorizationUrl }) => (typeof authorizationUrl === "string" ? [authorizationUrl] : []),

  check: (inputs) => check(McpConnectionInputsSchema, MCP_CONNECTION_RULES, inputs),

  diff(_id, state, properties) {
    const inputs = inputsOf(properties);
    const changed = changedInputs(inputsOf(state), inputs);
    const outputs = outputsIn(state);
    const granted = outputs.status === "COMPLETED";
    const note = `${inputs.__label}: ${reasonOf(outputs)}: \`pulumi up\` checks again and asks a person if necessary`;
    return {
      changes: changed.length > 0 || !granted,
      changed,
      replaces: changed.filter((name) => name === "mcpServerId"),
      deleteBeforeReplace: false,
      ...(granted ? {} : { note }),
    };
  },

  async create(context, properties) {
    const inputs = inputsOf(properties);
    return { id: idOf(inputs), state: await connected(context, inputs) };
  },

  isListed: async (inventory, id) => (await inventory.mcpServers()).some((server) => server.id === serverIdIn(id)),

  async read({ api }, id, state) {
    const server = await findOrUndefined(api.mcpServers.get(serverIdIn(id)));
    if (!server) {
      return undefined;
    }
    const inputs = state ? inputsOf(state) : { mcpServerId: server.id, __label: server.name };
    const known: Omit<Outputs, "status"> = state
      ? outputsIn(state)
      : { oauthProviderId: await providerOf(api, server) };
    return { inputs, state: stateOf(inputs, await lookUp(api, inputs, known)) };
  },

  update: (context, _id, _state, properties) => connected(context, inputsOf(properties)),

  delete({ log }, _id, state) {
    if (outputsIn(state).status === "COMPLETED") {
      log(`${inputsOf(state).__label}: the granted access stays, because the API cannot revoke it`);
    }
    return Promise.resolve();
  },
};

const inputsOf = inputsReader(McpConnectionInputsSchema);

function stateOf(inputs: McpConnectionInputs, outputs: Outputs): Properties {
  return withoutUndefined({ ...inputs, ...outputs });
}

/** The outputs among the properties of a state. */
function outputsIn(state: Properties): Outputs {
  return state as unknown as Outputs;
}

const SUFFIX = "/connection";

/** Not the server's own id, which would say that this resource manages the server. */
function idOf({ mcpServerId }: McpConnectionInputs): string {
  return mcpServerId + SUFFIX;
}

function serverIdIn(id: string): string {
  return id.slice(0, -SUFFIX.length);
}

function changedInputs(before: McpConnectionInputs, after: McpConnectionInputs): string[] {
  const another = hasUnknown(after.mcpServerId) || after.mcpServerId !== before.mcpServerId;
  const scopes = !sameMeaning(before.scopes, after.scopes, (all = []) => [...new Set(all)].sort());
  // If it is known on one side only, the program has changed and not the server.
  const moved =
    before.__server !== undefined &&
    after.__server !== undefined &&
    !sameMeaning(before.__server, after.__server, (server) => server && { ...server, url: normalUrl(server.url) });
  return [...(another ? ["mcpServerId"] : []), ...(scopes ? ["scopes"] : []), ...(moved ? ["__server"] : [])];
}

/**
 * Connects, and says what to do if nobody has approved.
 *
 * @throws PartialFailure in that case if `onPending` is `fail`
 */
async function connected(context: Context, inputs: McpConnectionInputs): Promise<Properties> {
  const outputs = await connect(context, inputs);
  const state = stateOf(inputs, outputs);
  if (outputs.status === "COMPLETED") {
    return state;
  }
  // The state keeps this message in plain text if the operation fails, so it must not contain the URL.
  const message =
    `${reasonOf(outputs)}, so the server's tools cannot be called. ` +
    (outputs.status === "PENDING"
      ? "Approve it at the URL above, in the output of this update; the next `pulumi up` finds it approved or asks again"
      : "The next `pulumi up` asks again");
  if (inputs.onPending === "fail") {
    throw new PartialFailure(message, idOf(inputs), state);
  }
  context.log(`${inputs.__label}: ${message}`);
  return state;
}

/** The API may add statuses that are not known here. */
const REASONS: Readonly<Record<string, string>> = {
  PENDING: "access is not approved yet",
  CONNECTION_REQUIRED: "access is not granted",
  TOKEN_EXPIRED: "the access that was granted has expired",
};

function reasonOf({ status }: Outputs): string {
  return REASONS[status] ?? `access is not granted (${status})`;
}
