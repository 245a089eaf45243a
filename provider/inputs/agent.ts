/** What a program may say of an agent, as `check` sees it: names in Pulumi's camelCase, values resolved. */
import * as z from "zod";
import { MAX_CHARACTERS, MAX_BYTES, MAX_ITEMS, tooLarge } from "./limits";
import { frontMatterProblem } from "../helpers/front-matter";
import { quoted } from "../helpers/text";
import {
  argumentsOf,
  blank,
  longerThan,
  required,
  text,
  adoptedId,
  atLeast,
  choice,
  json,
  largerThan,
  list,
  record,
  report,
} from "./fields";
import { mcpUrlProblem } from "./mcp-server";

/** Names that become directories of the agent's file tree. The API's reference names the characters. */
const SLUG = /^[A-Za-z0-9 _-]*$/;

/** What is wrong with the name of a skill or subagent. */
export function slugProblem(name: string): string | undefined {
  return SLUG.test(name)
    ? undefined
    : "may only contain letters (A to Z), numbers, spaces, underscores and hyphens: remove the other characters";
}

/** A model, for messages. */
const EXAMPLE = '"anthropic:claude-sonnet-4-6"';

/**
 * `provider:model`, or a saved Playground configuration by name. The API tells the two apart by the colon, so a forgotten
 * provider would silently name a configuration that nobody saved. A configuration is therefore written as an object.
 */
export const ModelInputsSchema = z.union(
  [
    text(
      blank(`it like ${EXAMPLE}, or leave it out`),
      withoutProvider,
      withPartMissing,
      withSpaces,
      longerThan(MAX_CHARACTERS.model),
    ),
    argumentsOf({
      playground: required("the name of a saved Playground configuration", withColon, longerThan(MAX_CHARACTERS.model)),
    }),
  ],
  `must be a model like ${EXAMPLE}, or { playground: "…" }`,
);
export type ModelInputs = z.infer<typeof ModelInputsSchema>;

/** The model that a string of the API names. A Playground configuration is one without a colon. */
export function modelOfId(id: string): ModelInputs {
  return id.includes(":") ? id : { playground: id };
}

function withoutProvider(model: string): string | undefined {
  return model.includes(":")
    ? undefined
    : `has no provider: write it like ${EXAMPLE}, or write { playground: ${quoted(model)} } to mean a saved Playground ` +
        "configuration";
}

function withPartMissing(model: string): string | undefined {
  return partsOf(model).includes("")
    ? `must have a provider before the colon and a model after it: write it like ${EXAMPLE}`
    : undefined;
}

function withSpaces(model: string): string | undefined {
  const trimmed = partsOf(model).join(":");
  return trimmed === model ? undefined : `must not have spaces around its parts: write ${quoted(trimmed)}`;
}

function partsOf(model: string): [provider: string, name: string] {
  const colon = model.indexOf(":");
  return [model.slice(0, colon).trim(), model.slice(colon + 1).trim()];
}

function withColon(name: string): string | undefined {
  return name.includes(":")
    ? `must not contain a colon: to mean a provider's model, write model: ${quoted(name)}`
    : undefined;
}

const flag = z.boolean("must be true or false");
const label = text(longerThan(MAX_CHARACTERS.name));
const description = text(largerThan(MAX_BYTES.description));
const longText = text(largerThan(MAX_BYTES.text));
const id = (what: string): z.ZodString => required(what, longerThan(MAX_CHARACTERS.id));
const jsonObject = z
  .record(z.string(), json, "must be an object of JSON values")
  .superRefine((value, context) => report(context, tooLarge(JSON.stringify(value), MAX_BYTES.json)));
const seconds = atLeast(0, "seconds");

export const ToolInputsSchema = argumentsOf({
  name: required("the tool's name as the MCP server exposes it", longerThan(MAX_CHARACTERS.toolName)),
  mcpServerUrl: required("the URL of the MCP server, or pass `mcpServer: server`", mcpUrlProblem),
  mcpServerName: label.optional(),
  displayName: label.optional(),
  requireApproval: flag.optional(),
});
export type ToolInputs = z.infer<typeof ToolInputsSchema>;

export const InterruptConfigSchema = record(flag, "true or false by tool", MAX_ITEMS.interruptRules);

const sandboxFields = {
  policyIds: list(id("a policy's id"), MAX_ITEMS.policies),
  idleTtlSeconds: seconds.optional(),
  deleteAfterStopSeconds: seconds.optional(),
};

export const BACKEND_TYPES = ["state", "sandbox", "default", "thread_scoped_sandbox", "agent_scoped_sandbox"] as const;

export const BackendInputsSchema = argumentsOf({
  type: choice(BACKEND_TYPES),
  sandboxConfig: argumentsOf({
    scope: choice(["thread", "agent"]).optional(),
    snapshotId: id("the snapshot's id, or leave it out").optional(),
    ...sandboxFields,
  }).optional(),
  sandbox: argumentsOf(sandboxFields).optional(),
});
export type BackendInputs = z.infer<typeof BackendInputsSchema>;

const users = list(id("a user's id"), MAX_ITEMS.users);

export const PermissionsInputsSchema = argumentsOf({
  identity: choice(["personal", "shared"]).optional(),
  visibility: choice(["tenant", "user"]).optional(),
  tenantAccessLevel: choice(["read", "run", "write"]).optional(),
  sharedUsers: argumentsOf({ read: users, run: users, update: users }).optional(),
});
export type PermissionsInputs = z.infer<typeof PermissionsInputsSchema>;

const slug = required(
  "a name of letters, numbers, spaces, underscores or hyphens",
  slugProblem,
  longerThan(MAX_CHARACTERS.name),
);

export const SubagentInputsSchema = argumentsOf({
  name: slug,
  description: description.optional(),
  model: ModelInputsSchema.optional(),
  instructions: longText.optional(),
  // The same: the SDK writes it as `instructions`, a transform may not.
  systemPrompt: longText.optional(),
  tools: list(ToolInputsSchema, MAX_ITEMS.tools),
  interruptConfig: InterruptConfigSchema.optional(),
});
export type SubagentInputs = z.infer<typeof SubagentInputsSchema>;

export const SkillInputsSchema = argumentsOf({
  name: slug,
  description: description.optional(),
  frontMatter: text(largerThan(MAX_BYTES.frontMatter), (yaml) => frontMatterProblem(yaml)?.reason).optional(),
  instructions: longText.optional(),
  files: record(longText, "file contents by path", MAX_ITEMS.files).optional(),
});
export type SkillInputs = z.infer<typeof SkillInputsSchema>;

export const FileInputsSchema = z.union(
  [
    longText,
    argumentsOf({ content: text(largerThan(MAX_BYTES.text)) }),
    argumentsOf({
      repoHandle: id("the skill repository's handle"),
      commitId: id("a commit's id, or leave it out").optional(),
    }),
  ],
  "must be the file's text, { content } or { repoHandle, commitId? }",
);
export type FileInputs = z.infer<typeof FileInputsSchema>;

export const AgentInputsSchema = argumentsOf({
  name: required("a name people will recognise", longerThan(MAX_CHARACTERS.name)),
  description: description.optional(),
  systemPrompt: longText.optional(),
  model: ModelInputsSchema.optional(),
  tools: list(ToolInputsSchema, MAX_ITEMS.tools),
  interruptConfig: InterruptConfigSchema.optional(),
  backend: BackendInputsSchema.optional(),
  permissions: PermissionsInputsSchema.optional(),
  subagents: list(SubagentInputsSchema, MAX_ITEMS.subagents),
  skills: list(SkillInputsSchema, MAX_ITEMS.skills),
  files: record(FileInputsSchema, "files by path", MAX_ITEMS.files).optional(),
  extras: jsonObject.optional(),
  configurable: jsonObject.optional(),
  adopt: adoptedId.optional(),
  onDelete: argumentsOf({ threads: choice(["keep", "delete"]) }).optional(),
  __owner: z.string().optional(),
});
export type AgentInputs = z.infer<typeof AgentInputsSchema>;

/** The live agent of a gate. `__proof` is what its test left; only the provider reads it. */
export const GatedAgentInputsSchema = AgentInputsSchema.extend({ __proof: z.unknown().optional() });
