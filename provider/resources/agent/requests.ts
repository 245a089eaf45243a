/** The bodies of `POST /agents` and `PATCH /agents/{id}`, and which inputs a change concerns. */
import { isDeepStrictEqual } from "node:util";
import type { AgentInputs } from "../../inputs/agent";
import { hasUnknown } from "../../helpers/json";
import type { CreateAgentRequest, UpdateAgentRequest } from "../../wire";
import { filePatch, filesDiffer, filesToWire, typedPaths } from "./files";
import { changedGroups, clearing, type GroupName, type Groups, groupsOf, patchOf, propertiesOf } from "./groups";
import { haveFrontMatter, skillFiles, skillSpecs } from "./subagents-and-skills";

export function createRequest(inputs: AgentInputs): CreateAgentRequest {
  const { skills, ...groups } = groupsOf(inputs);
  const asFiles = haveFrontMatter(inputs.skills);
  const files = { ...filesToWire(inputs.files), ...(asFiles ? skillFiles(inputs.skills) : {}) };
  return {
    ...asSent(asFiles ? groups : { ...groups, skills }),
    name: inputs.name,
    ...(inputs.files === undefined && !asFiles ? {} : { files }),
  };
}

/** Only what changed. Empty when nothing did: then nothing is sent, because every request makes a new revision. */
export function updateRequest(before: AgentInputs, inputs: AgentInputs): UpdateAgentRequest {
  const after = clearing(before, inputs);
  const groups = changedGroups(before, after).filter((name) => !isTakenOverByRawFile(name, after));
  // The API's field has no front matter, and does not go with files of skills in one request (422).
  const asFiles = groups.includes("skills") && haveFrontMatter(after.skills);
  const files = ({ files, skills }: AgentInputs) => ({ ...filesToWire(files), ...(asFiles ? skillFiles(skills) : {}) });
  return {
    ...asSent(patchOf(asFiles ? groups.filter((name) => name !== "skills") : groups, after)),
    ...filePatch(files(before), files(after), typedPaths(after)),
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

/**
 * The guides say `instructions`, the newer OpenAPI document prefers `system_prompt`: both are sent, with one text. Of skills
 * what the API's field can hold.
 */
function asSent({ skills, ...groups }: Groups): UpdateAgentRequest {
  return {
    ...groups,
    ...(skills === undefined ? {} : { skills: skillSpecs(skills) }),
    ...(groups.system_prompt === undefined ? {} : { instructions: groups.system_prompt }),
  };
}
