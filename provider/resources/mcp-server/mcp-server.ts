/** An MCP server registered in a workspace, with the headers that authenticate every call of its tools. */
import { type McpServerInputs, McpServerInputsSchema } from "../../schema/inputs/mcp-server";
import { withoutUndefined } from "../../schema/json";
import { validate } from "../../schema/validate";
import type { CreateMcpServerRequest, McpServer } from "../../schema/wire";
import { findOrUndefined } from "../find";
import { inputsOf as inputsAmong } from "../inputs-of";
import type { Properties, Resource } from "../resource";
import { changedFields, inputsFrom, isReplacing, patchFor, toWireHeaders } from "./fields";

export const mcpServer: Resource = {
  check: (inputs) => validate(McpServerInputsSchema, inputs),

  diff(state, inputs) {
    const changed = changedFields(inputsOf(state), inputsOf(inputs));
    return {
      changes: changed.length > 0,
      changed,
      replaces: changed.filter(isReplacing),
      // The API refuses a second server with the same URL.
      deleteBeforeReplace: true,
    };
  },

  async create(api, properties) {
    const inputs = inputsOf(properties);
    const server = await api.mcpServers.create(createRequest(inputs));
    return { id: server.id, state: stateOf(inputs, server) };
  },

  async read(api, id, state) {
    const server = await findOrUndefined(api.mcpServers.get(id));
    if (!server) {
      return undefined;
    }
    const inputs = withoutUndefined(inputsFrom(server, state && inputsOf(state)));
    return { inputs, state: stateOf(inputs, server) };
  },

  async update(api, id, state, properties) {
    const inputs = inputsOf(properties);
    const patch = patchFor(inputsOf(state), inputs);
    return Object.keys(patch).length > 0
      ? stateOf(inputs, await api.mcpServers.update(id, patch))
      : { ...state, ...inputs };
  },

  delete: (api, id) => api.mcpServers.delete(id),
};

const inputsOf = (properties: Properties): McpServerInputs => inputsAmong(McpServerInputsSchema, properties);

function createRequest(inputs: McpServerInputs): CreateMcpServerRequest {
  const headers = toWireHeaders(inputs.headers);
  return withoutUndefined({
    name: inputs.name,
    url: inputs.url,
    headers: headers.length > 0 ? headers : undefined,
    auth_type: inputs.authType,
    oauth_mode: inputs.oauthMode,
    oauth_provider_id: inputs.oauthProviderId,
    vendor_id: inputs.vendorId,
    external_system_id: inputs.externalSystemId,
  });
}

function stateOf(inputs: McpServerInputs, server: McpServer): Properties {
  return withoutUndefined({
    ...inputs,
    createdAt: server.created_at,
    updatedAt: server.updated_at,
    // "Omitted when ambient permissions already imply invoke."
    canInvoke: server.can_invoke ?? true,
  });
}
