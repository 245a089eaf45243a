/**
 * The groups of an agent: the parts that PATCH replaces as a whole. The table says how each is made from the inputs, which
 * values mean the same, what clears it, and how it becomes inputs again. Raw files are not a group (see `files.ts`).
 */
import type { AgentInputs } from "../../inputs/agent";
import { withoutUndefined, hasUnknown, sameMeaning } from "../../helpers/json";
import type { Agent, UpdateAgentRequest } from "../../wire";
import { markedExtras, ownerIn, unmarkedExtras } from "../../inputs/owner";
import {
  backendFromWire,
  backendToWire,
  normalBackend,
  modelFromWire,
  modelToWire,
  normalPermissions,
  permissionsFromWire,
  permissionsToWire,
} from "./settings";
import {
  clearingFrontMatter,
  normalSkills,
  type Skill,
  skillsFromWire,
  skillsIn,
  skillToWire,
  normalSubagents,
  subagentsFromWire,
  subagentToWire,
} from "./subagents-and-skills";
import { normalTools, toolsFromWire, toolsToWire } from "./tools";
import { managedFiles, rawFiles } from "./files";

/** `system_prompt` stands for both of its spellings here; requests carry `instructions` beside it. */
export type GroupName = Exclude<keyof UpdateAgentRequest, "instructions" | "files" | "deleted_paths">;
/** Requests carry `skills` as far as the API's field can hold them. */
export type Groups = Omit<Pick<UpdateAgentRequest, GroupName>, "skills"> & { skills?: Skill[] | undefined };

interface Group<Name extends GroupName> {
  /** The inputs that the group is made of. */
  readonly properties: readonly (keyof AgentInputs)[];
  readonly toWire: (inputs: AgentInputs) => Groups[Name];
  /** One form for all values that mean the same, defaults of the API filled in. */
  readonly normal: (value: Groups[Name]) => unknown;
  /** What a PATCH says when the program no longer sets the group. */
  readonly cleared: Groups[Name];
  /** Keeps the wording of `previous` where the meaning is the same. */
  readonly fromWire: (value: Groups[Name], previous: Partial<AgentInputs>) => Partial<AgentInputs>;
}

/** A group that is one input, passed on as it is. What clears it means the same as leaving it out. */
function plain<Property extends keyof AgentInputs>(property: Property, cleared: NonNullable<AgentInputs[Property]>) {
  return {
    properties: [property],
    toWire: (inputs: AgentInputs) => inputs[property],
    normal: (value: unknown) => value ?? cleared,
    cleared,
    fromWire: (value: AgentInputs[Property]) => ({ [property]: value }) as Partial<AgentInputs>,
  };
}

const GROUPS: { readonly [Name in GroupName]: Group<Name> } = {
  name: {
    properties: ["name"],
    toWire: ({ name }) => name,
    normal: (name) => name,
    cleared: undefined,
    fromWire: (name) => ({ name: name ?? "" }),
  },
  description: plain("description", ""),
  system_prompt: plain("systemPrompt", ""),
  runtime: {
    properties: ["model"],
    toWire: ({ model }) => (model === undefined ? undefined : { model: { model_id: modelToWire(model) } }),
    normal: (runtime) => runtime?.model?.model_id ?? "",
    cleared: {},
    fromWire: (runtime) => ({ model: modelFromWire(runtime?.model?.model_id) }),
  },
  tools: {
    properties: ["tools", "interruptConfig"],
    toWire: toolsToWire,
    normal: normalTools,
    cleared: { tools: [], interrupt_config: {} },
    fromWire: (tools, previous) => toolsFromWire(tools, previous) as Partial<AgentInputs>,
  },
  backend: {
    properties: ["backend"],
    toWire: ({ backend }) => backend && backendToWire(backend),
    normal: normalBackend,
    cleared: {},
    fromWire: (backend) => ({ backend: backendFromWire(backend) }),
  },
  permissions: {
    properties: ["permissions"],
    toWire: ({ permissions }) => permissions && permissionsToWire(permissions),
    normal: normalPermissions,
    cleared: {},
    fromWire: (permissions) => ({ permissions: permissionsFromWire(permissions) }),
  },
  subagents: {
    properties: ["subagents"],
    toWire: ({ subagents }) => subagents?.map(subagentToWire),
    normal: normalSubagents,
    cleared: [],
    fromWire: (subagents, previous) => ({ subagents: subagentsFromWire(subagents, previous.subagents) }),
  },
  skills: {
    properties: ["skills"],
    toWire: ({ skills }) => skills?.map(skillToWire),
    normal: normalSkills,
    cleared: [],
    fromWire: (skills, previous) => ({ skills: skillsFromWire(skills, previous.skills) }),
  },
  extras: {
    properties: ["extras", "__owner"],
    toWire: ({ extras, __owner }) => markedExtras(extras, __owner),
    normal: (extras) => extras ?? {},
    cleared: {},
    fromWire: (extras, previous) => ({
      // Where the program sets no metadata, what somebody else added is left alone.
      ...(previous.extras === undefined && previous.__owner !== undefined ? {} : { extras: unmarkedExtras(extras) }),
      __owner: ownerIn(extras),
    }),
  },
  configurable: plain("configurable", {}),
};

export const NAMES = Object.keys(GROUPS) as GroupName[];

/** Every group that the inputs set. */
export function groupsOf(inputs: AgentInputs): Groups {
  return withoutUndefined(Object.fromEntries(NAMES.map((name) => [name, GROUPS[name].toWire(inputs)])));
}

/** The groups that differ in meaning between two sets of inputs; also those of which something is not known yet. */
export function changedGroups(before: AgentInputs, given: AgentInputs): GroupName[] {
  const after = clearing(before, given);
  return NAMES.filter((name) => {
    const { properties, toWire } = GROUPS[name];
    return properties.some((property) => hasUnknown(after[property])) || !same(name, toWire(before), toWire(after));
  });
}

/** The inputs, where what `before` sets inside a group and they do not is set to nothing. */
export function clearing(before: AgentInputs, inputs: AgentInputs): AgentInputs {
  return hasUnknown(inputs.skills) || inputs.skills === undefined
    ? inputs
    : { ...inputs, skills: clearingFrontMatter(before.skills, inputs.skills) };
}

/** The groups `names` with the value of `inputs`; those that `inputs` does not set are cleared. */
export function patchOf(names: readonly GroupName[], inputs: AgentInputs): Groups {
  return Object.fromEntries(names.map((name) => [name, GROUPS[name].toWire(inputs) ?? GROUPS[name].cleared]));
}

/** One form for everything that means the same in a group of the inputs. All values have to be known. */
export function meaningOf(name: GroupName, inputs: AgentInputs): unknown {
  return (GROUPS[name] as Group<typeof name>).normal(GROUPS[name].toWire(inputs));
}

/** The inputs that a group is made of. */
export function propertiesOf(name: GroupName): readonly (keyof AgentInputs)[] {
  return GROUPS[name].properties;
}

/**
 * How to read a managed field that the API does not show: as unchanged, for a refresh, where silence is no change; or as
 * unset, where the answer decides that nothing needs to be sent.
 */
export type Invisible = "carried on" | "unset";

/**
 * The inputs behind `agent`'s groups. With `managed`, only those that the program sets: the API fills in the others.
 * Unknown values stay unknown.
 */
export function inputsOfGroups(
  agent: Agent,
  managed?: AgentInputs,
  invisible: Invisible = "carried on",
): Partial<AgentInputs> {
  const actual: Groups = {
    ...agent,
    system_prompt: agent.system_prompt ?? agent.instructions,
    skills: hasUnknown(managed?.skills) ? agent.skills : skillsIn(agent, managed?.skills),
  };
  const parts = NAMES.map((name): Partial<AgentInputs> => {
    if (!managed) {
      return same(name, undefined, actual[name]) ? {} : fromWire(name, actual, {});
    }
    const properties = GROUPS[name].properties.filter((property) => managed[property] !== undefined);
    const kept = Object.fromEntries(properties.map((property) => [property, managed[property]]));
    if (properties.length === 0 || hasUnknown(kept)) {
      return kept;
    }
    // The documented answer has no `configurable`, so its absence says nothing.
    if (name === "configurable" && actual.configurable === undefined) {
      return invisible === "carried on" ? kept : {};
    }
    return same(name, GROUPS[name].toWire(managed), actual[name]) ? kept : fromWire(name, actual, kept);
  });
  return Object.assign({}, ...parts) as Partial<AgentInputs>;
}

/**
 * The inputs that would lead to `agent`. With `managed`, only what the program sets, in its wording where the meaning is
 * the same; without, everything. Either way `agent` has to have its file map, unless the program has no raw files.
 */
export function inputsFrom(agent: Agent, managed?: AgentInputs, invisible?: Invisible): AgentInputs {
  const actual = agent.files ?? {};
  const files = managed ? managed.files && managedFiles(actual, managed.files) : rawFiles(actual, agent);
  return withoutUndefined({
    ...inputsOfGroups(agent, managed, invisible),
    files,
    // Not on the server: they say what Pulumi does.
    adopt: managed?.adopt,
    onDelete: managed?.onDelete,
  }) as AgentInputs;
}

function same(name: GroupName, before: unknown, after: unknown): boolean {
  return sameMeaning(before, after, GROUPS[name].normal as (value: unknown) => unknown);
}

function fromWire(name: GroupName, actual: Groups, previous: Partial<AgentInputs>): Partial<AgentInputs> {
  return (GROUPS[name] as Group<typeof name>).fromWire(actual[name], previous);
}
