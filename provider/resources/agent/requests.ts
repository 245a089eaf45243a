/** The bodies of `POST /agents` and `PATCH /agents/{id}`, and which inputs a change concerns. */
import { isDeepStrictEqual } from "node:util";
import type { AgentInputs } from "../../inputs/agent";
import { hasUnknown } from "../../helpers/json";
import type { CreateAgentRequest, UpdateAgentRequest } from "../../wire";
import { filePatch, filesDiffer, filesToWire, typedPaths } from "./files";
import { changedGroups, type GroupName, type Groups, groupsOf, patchOf, propertiesOf } from "./groups";

export function createRequest(inputs: AgentInputs): CreateAgentRequest {
  return {
    ...inBothDialects(groupsOf(inputs)),
    name: inputs.name,
    ...(inputs.files === undefined ? {} : { files: filesToWire(inputs.files) }),
  };
}

/** Only what changed. Empty when nothing did: then nothing is sent, because every request makes a new revision. */
export function updateRequest(before: AgentInputs, after: AgentInputs): UpdateAgentRequest {
  const groups = changedGroups(before, after).filter((name) => !isTakenOverByRawFile(name, after));
  return {
    ...inBothDialects(patchOf(groups, after)),
    ...filePatch(filesToWire(before.files), filesToWire(after.files), typedPaths(after)),
  };
}

/** The files that two of the groups are kept in. */
const FILE_OF_GROUP: Partial<Record<GroupName, string>> = { system_prompt: "AGENTS.md", tools: "tools.json" };

/** The program now writes the group's file itself. Clearing the group, too, would write that file twice (422). */
function isTakenOverByRawFile(name: GroupName, after: AgentInputs): boolean {
  const file = FILE_OF_GROUP[name];
  return file !== undefined && Object.hasOwn(after.files ?? {}, file);
}

/** The inputs that differ in meaning. What is not known yet counts as different. */
export function changedProperties(before: AgentInputs, after: AgentInputs): (keyof AgentInputs)[] {
  // Most resources of a deployment have not changed, and the full comparison is slow.
  if (isDeepStrictEqual(before, after) && !hasUnknown(after)) {
    return [];
  }
  return [
    ...changedGroups(before, after).flatMap((name) => changedIn(name, before, after)),
    ...(filesDiffer(before.files, after.files) ? (["files"] as const) : []),
    // Not sent to the API, but needed in the state when the agent is deleted.
    ...(isDeepStrictEqual(before.onDelete, after.onDelete) ? [] : (["onDelete"] as const)),
  ];
}

/** Of the inputs that make up a changed group, those that are not the same; all, where none stands out. */
function changedIn(name: GroupName, before: AgentInputs, after: AgentInputs): readonly (keyof AgentInputs)[] {
  const properties = propertiesOf(name);
  const changed = properties.filter(
    (property) => hasUnknown(after[property]) || !isDeepStrictEqual(before[property], after[property]),
  );
  return changed.length > 0 ? changed : properties;
}

/** The guides say `instructions`, the newer OpenAPI document prefers `system_prompt`: both are sent, with one text. */
function inBothDialects(groups: Groups): Groups & Pick<UpdateAgentRequest, "instructions"> {
  return groups.system_prompt === undefined ? groups : { ...groups, instructions: groups.system_prompt };
}
