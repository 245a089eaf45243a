/** An MCP server registered in a workspace, with the headers that authenticate every call of its tools. */
import { findOrUndefined } from "../../client/errors";
import { withoutUndefined } from "../../helpers/json";
import { credentialsIn } from "../../helpers/redact";
import { check } from "../../inputs/check";
import { MCP_SERVER_RULES, type McpServerInputs, McpServerInputsSchema } from "../../inputs/mcp-server";
import type { McpServer } from "../../wire";
import { type AdoptingResource, inputsReader, type Properties, unmanagedIn, unmanagedOf } from "../resource";
import { change, createOrTakeOver, mayDelete, previewAdoption } from "../take-over";
import { changedFields, inputsFrom, isReplacing } from "./fields";
import { MCP_SERVER } from "./take-over";

const OUTPUTS = ["canInvoke", "createdAt", "updatedAt"] as const;

/** The headers are secret, and a mark in `externalSystemId` is nobody's business. */
const NOT_SHOWN = ["headers", "externalSystemId"];

export const mcpServer: AdoptingResource = {
  noun: MCP_SERVER.noun,
  schema: McpServerInputsSchema,
  outputs: OUTPUTS,

  secrets(properties) {
    const { headers } = properties;
    // The headers may have any shape, because this is called before the inputs are checked.
    return typeof headers === "object" && headers !== null
      ? Object.values(headers).flatMap((value) => credentialsIn(String(value)))
      : [];
  },

  check: (inputs) => check(McpServerInputsSchema, MCP_SERVER_RULES, inputs),

  previewAdoption: (context, properties) => previewAdoption(MCP_SERVER, context, inputsOf(properties)),

  diff(id, state, properties) {
    const inputs = inputsOf(properties);
    const fields = changedFields(inputsOf(state), inputs);
    const readopted = inputs.adopt === undefined || inputs.adopt === id ? [] : ["adopt"];
    const changed = [...fields, ...readopted];
    const note = `${inputs.name}: the server moves to another URL. Agents that still name the old one lose its tools until they are updated`;
    return {
      changes: changed.length > 0,
      changed,
      replaces: [...fields.filter(isReplacing), ...readopted],
      // The API refuses a second server with the same URL.
      deleteBeforeReplace: true,
      ...(fields.includes("url") ? { note } : {}),
    };
  },

  async create(context, properties) {
    const inputs = inputsOf(properties);
    const server = await createOrTakeOver(MCP_SERVER, context, inputs);
    context.inventory.registers(server);
    return { id: server.id, state: stateOf(inputs, server) };
  },

  // Not by its mark, which cannot be changed: a server that was adopted or renamed has another one.
  isListed: async (inventory, id) => (await inventory.mcpServers()).some((server) => server.id === id),

  async read({ api }, id, state) {
    const server = await findOrUndefined(api.mcpServers.get(id));
    if (!server) {
      return undefined;
    }
    const inputs = withoutUndefined(inputsFrom(server, state && inputsOf(state)));
    return { inputs, state: stateOf(inputs, server) };
  },

  async update(context, id, state, properties) {
    const inputs = inputsOf(properties);
    const updated = await change(MCP_SERVER, context, id, inputsOf(state), inputs);
    if (updated) {
      context.inventory.registers(updated);
    }
    return updated
      ? stateOf(inputs, updated)
      : { ...outputsIn(state), ...inputs, ...unmanagedOf(inputs, () => unmanagedIn(state)) };
  },

  async delete(context, id, state) {
    if (!mayDelete(MCP_SERVER, context, id, state.__owner)) {
      return;
    }
    await context.api.mcpServers.delete(id);
    context.inventory.unregisters(id);
  },
};

const inputsOf = inputsReader(McpServerInputsSchema);

function stateOf(inputs: McpServerInputs, server: McpServer): Properties {
  return withoutUndefined({
    ...inputs,
    ...unmanagedOf(inputs, () => inputsFrom(server), NOT_SHOWN),
    createdAt: server.created_at,
    updatedAt: server.updated_at,
    // "Omitted when ambient permissions already imply invoke."
    canInvoke: server.can_invoke ?? true,
  });
}

function outputsIn({ createdAt, updatedAt, canInvoke }: Properties): Properties {
  return withoutUndefined({ createdAt, updatedAt, canInvoke });
}
