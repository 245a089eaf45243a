/** An MCP server registered in a workspace, with the headers that authenticate every call of its tools. */
import { check } from "../../inputs/check";
import { type McpServerInputs, McpServerInputsSchema, MCP_SERVER_RULES } from "../../inputs/mcp-server";
import { withoutUndefined } from "../../helpers/json";
import { OWNER_PREFIX } from "../../inputs/owner";
import type { McpServer } from "../../wire";
import { findOrUndefined } from "../../client/errors";
import { inputsOf as inputsAmong, type AdoptingResource, type Properties } from "../resource";
import { changedFields, inputsFrom, isReplacing } from "./fields";
import { adopted, change, makeOrTakeOver } from "./take-over";

export const mcpServer: AdoptingResource = {
  secrets(properties) {
    const { headers } = properties;
    // Of any shape: this is asked before the inputs are checked.
    return typeof headers === "object" && headers !== null ? Object.values(headers).map(String) : [];
  },

  check: (inputs) => check(McpServerInputsSchema, MCP_SERVER_RULES, inputs),

  async previewAdoption({ api }, properties) {
    const inputs = inputsOf(properties);
    const { server, before } = await adopted(api, String(inputs.adopt), inputs);
    const mark = server.external_system_id ?? undefined;
    return {
      changed: changedFields(before, inputs),
      managedElsewhere: mark?.startsWith(OWNER_PREFIX) === true && mark !== inputs.__owner,
    };
  },

  diff(id, state, properties) {
    const inputs = inputsOf(properties);
    const fields = changedFields(inputsOf(state), inputs);
    const readopted = inputs.adopt === undefined || inputs.adopt === id ? [] : ["adopt"];
    const changed = [...fields, ...readopted];
    return {
      changes: changed.length > 0,
      changed,
      replaces: [...fields.filter(isReplacing), ...readopted],
      // The API refuses a second server with the same URL.
      deleteBeforeReplace: true,
    };
  },

  async create(context, properties) {
    const inputs = inputsOf(properties);
    const server = await makeOrTakeOver(context, inputs);
    context.inventory.registers(server);
    return { id: server.id, state: stateOf(inputs, server) };
  },

  async read({ api }, id, state) {
    const server = await findOrUndefined(api.mcpServers.get(id));
    if (!server) {
      return undefined;
    }
    const inputs = withoutUndefined(inputsFrom(server, state && inputsOf(state)));
    return { inputs, state: stateOf(inputs, server) };
  },

  async update({ api, inventory: deployment }, id, state, properties) {
    const inputs = inputsOf(properties);
    const updated = await change(api, id, inputsOf(state), inputs);
    if (updated) {
      deployment.registers(updated);
    }
    return updated ? stateOf(inputs, updated) : { ...outputsIn(state), ...inputs };
  },

  async delete({ api, inventory: deployment, log }, id) {
    if (deployment.hasTakenOver(id)) {
      log(`the MCP server ${id} stays: another resource has become it`);
      return;
    }
    await api.mcpServers.delete(id);
    deployment.unregisters(id);
  },
};

const inputsOf = (properties: Properties): McpServerInputs => inputsAmong(McpServerInputsSchema, properties);

function stateOf(inputs: McpServerInputs, server: McpServer): Properties {
  return withoutUndefined({
    ...inputs,
    createdAt: server.created_at,
    updatedAt: server.updated_at,
    // "Omitted when ambient permissions already imply invoke."
    canInvoke: server.can_invoke ?? true,
  });
}

function outputsIn({ createdAt, updatedAt, canInvoke }: Properties): Properties {
  return withoutUndefined({ createdAt, updatedAt, canInvoke });
}
