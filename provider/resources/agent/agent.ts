/** A Managed Deep Agent: model, prompt, tools, subagents, skills and files under one id and a revision. */
import { type AgentInputs, AgentInputsSchema } from "../../schema/inputs/agent";
import { withoutUndefined } from "../../schema/json";
import { validate } from "../../schema/validate";
import type { Agent } from "../../schema/wire";
import { findOrUndefined } from "../find";
import { inputsOf as inputsAmong } from "../inputs-of";
import type { Properties, Resource } from "../resource";
import { filesDiffer, filesFromWire } from "./files";
import { changedGroups, inputsOfGroups, propertiesOf } from "./groups";
import { createRequest, updateRequest } from "./requests";

export const agent: Resource = {
  check: (inputs) => validate(AgentInputsSchema, inputs),

  diff(state, properties) {
    const [before, after] = [inputsOf(state), inputsOf(properties)];
    const changed = [
      ...changedGroups(before, after).flatMap(propertiesOf),
      ...(filesDiffer(before.files, after.files) ? ["files"] : []),
    ];
    return { changes: changed.length > 0, changed, replaces: [], deleteBeforeReplace: true };
  },

  async create(api, properties) {
    const inputs = inputsOf(properties);
    const created = await api.agents.create(createRequest(inputs));
    return { id: created.id, state: stateOf(inputs, created) };
  },

  async read(api, id, state) {
    const managed = state && inputsOf(state);
    const found = await findOrUndefined(api.agents.get(id, { includeFiles: managed?.files !== undefined }));
    if (!found) {
      return undefined;
    }
    const inputs = inputsFrom(found, managed);
    return { inputs, state: stateOf(inputs, found) };
  },

  async update(api, id, state, properties) {
    const inputs = inputsOf(properties);
    const patch = updateRequest(inputsOf(state), inputs);
    return Object.keys(patch).length > 0
      ? stateOf(inputs, await api.agents.update(id, patch))
      : { ...state, ...inputs };
  },

  delete: (api, id) => api.agents.delete(id),
};

const inputsOf = (properties: Properties): AgentInputs => inputsAmong(AgentInputsSchema, properties);

function inputsFrom(found: Agent, managed: AgentInputs | undefined): AgentInputs {
  const files = managed?.files && { files: filesFromWire(found.files ?? {}, managed.files) };
  return withoutUndefined({ ...inputsOfGroups(found, managed), ...files }) as AgentInputs;
}

function stateOf(inputs: AgentInputs, agent: Agent): Properties {
  return withoutUndefined({
    ...inputs,
    revision: agent.revision,
    createdAt: agent.created_at,
    updatedAt: agent.updated_at,
    ownerId: agent.owner_id,
  });
}
