/** The bodies of `POST /agents` and `PATCH /agents/{id}`. */
import type { AgentInputs } from "../../schema/inputs/agent";
import type { CreateAgentRequest, UpdateAgentRequest } from "../../schema/wire";
import { filePatch, filesToWire } from "./files";
import { changedGroups, type Groups, groupsOf, patchOf } from "./groups";

export function createRequest(inputs: AgentInputs): CreateAgentRequest {
  return {
    ...inBothDialects(groupsOf(inputs)),
    name: inputs.name,
    ...(inputs.files === undefined ? {} : { files: filesToWire(inputs.files) }),
  };
}

/** Carries only what changed; empty when nothing did, and then no request is due: each would make a new revision. */
export function updateRequest(before: AgentInputs, after: AgentInputs): UpdateAgentRequest {
  return {
    ...inBothDialects(patchOf(changedGroups(before, after), after)),
    ...filePatch(before.files && filesToWire(before.files), after.files && filesToWire(after.files)),
  };
}

/** The guides say `instructions`, the newer OpenAPI document prefers `system_prompt`: both are sent, with one text. */
function inBothDialects(groups: Groups): Groups & Pick<UpdateAgentRequest, "instructions"> {
  return groups.system_prompt === undefined ? groups : { ...groups, instructions: groups.system_prompt };
}
