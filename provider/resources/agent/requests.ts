/** The bodies of `POST /agents` and `PATCH /agents/{id}`, and what they carry. */
import { isDeepStrictEqual } from "node:util";
import type { AgentInputs } from "../../schema/inputs/agent";
import type { CreateAgentRequest, UpdateAgentRequest } from "../../schema/wire";
import { filePatch, filesDiffer, filesToWire } from "./files";
import { changedGroups, type Groups, groupsOf, patchOf, propertiesOf } from "./groups";

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

/** The inputs that differ in meaning. What is not known yet counts as different. */
export function changedProperties(before: AgentInputs, after: AgentInputs): (keyof AgentInputs)[] {
  return [
    ...changedGroups(before, after).flatMap((name) => propertiesOf(name)),
    ...(filesDiffer(before.files, after.files) ? (["files"] as const) : []),
    // Concerns no request, but the state has to know it when the agent is deleted.
    ...(isDeepStrictEqual(before.onDelete, after.onDelete) ? [] : (["onDelete"] as const)),
  ];
}

/** The guides say `instructions`, the newer OpenAPI document prefers `system_prompt`: both are sent, with one text. */
function inBothDialects(groups: Groups): Groups & Pick<UpdateAgentRequest, "instructions"> {
  return groups.system_prompt === undefined ? groups : { ...groups, instructions: groups.system_prompt };
}
