/** What a program may say of an agent, as `check` sees it: names in Pulumi's camelCase, values resolved. */
import { z } from "zod";
import { argumentsOf } from "./arguments";

const text = z.string("must be a string");
const jsonObject = z.record(z.string(), z.unknown(), "must be an object of JSON values");
const flag = z.boolean("must be true or false");
const seconds = z
  .int("must be a whole number of seconds")
  .min(0, "must not be negative: write a number of seconds, 0 or more");

function list<T extends z.ZodType>(item: T): z.ZodOptional<z.ZodArray<T>> {
  return z.array(item, "must be a list").optional();
}

function nonBlank(what: string): z.ZodString {
  return text.regex(/\S/, `must not be blank: write ${what}`);
}

export const ToolInputsSchema = argumentsOf({
  name: nonBlank("the tool's name as the MCP server exposes it"),
  mcpServerUrl: nonBlank("the URL of the MCP server, or pass `mcpServer: server`"),
  mcpServerName: text.optional(),
  displayName: text.optional(),
  requireApproval: flag.optional(),
});
export type ToolInputs = z.infer<typeof ToolInputsSchema>;

export const InterruptConfigSchema = z.record(z.string(), flag, "must be an object of true or false");

const sandboxFields = {
  policyIds: list(text),
  idleTtlSeconds: seconds.optional(),
  deleteAfterStopSeconds: seconds.optional(),
};

export const BACKEND_TYPES = ["state", "sandbox", "default", "thread_scoped_sandbox", "agent_scoped_sandbox"] as const;

export const BackendInputsSchema = argumentsOf({
  type: z.enum(BACKEND_TYPES, `must be one of ${BACKEND_TYPES.join(", ")}`),
  sandboxConfig: argumentsOf({
    scope: z.enum(["thread", "agent"], "must be thread or agent").optional(),
    snapshotId: text.optional(),
    ...sandboxFields,
  }).optional(),
  sandbox: argumentsOf(sandboxFields).optional(),
});
export type BackendInputs = z.infer<typeof BackendInputsSchema>;

export const PermissionsInputsSchema = argumentsOf({
  identity: z.enum(["personal", "shared"], "must be personal or shared").optional(),
  visibility: z.enum(["tenant", "user"], "must be tenant or user").optional(),
  tenantAccessLevel: z.enum(["read", "run", "write"], "must be read, run or write").optional(),
  sharedUsers: argumentsOf({ read: list(text), run: list(text), update: list(text) }).optional(),
});
export type PermissionsInputs = z.infer<typeof PermissionsInputsSchema>;

const slug = nonBlank("letters, numbers, spaces, underscores or hyphens").regex(
  /^[\p{L}\p{N} _-]*$/u,
  "may hold letters, numbers, spaces, underscores and hyphens only",
);

export const SubagentInputsSchema = argumentsOf({
  name: slug,
  description: text.optional(),
  model: text.optional(),
  instructions: text.optional(),
  tools: list(ToolInputsSchema),
  interruptConfig: InterruptConfigSchema.optional(),
});
export type SubagentInputs = z.infer<typeof SubagentInputsSchema>;

export const SkillInputsSchema = argumentsOf({
  name: slug,
  description: text.optional(),
  instructions: text.optional(),
  files: z.record(z.string(), text, "must be an object of file contents").optional(),
});
export type SkillInputs = z.infer<typeof SkillInputsSchema>;

export const FileInputsSchema = z.union(
  [
    z.string(),
    argumentsOf({ content: z.string() }),
    argumentsOf({ repoHandle: z.string().min(1), commitId: z.string().optional() }),
  ],
  "must be the file's text, { content } or { repoHandle, commitId? }",
);
export type FileInputs = z.infer<typeof FileInputsSchema>;

export const AgentInputsSchema = argumentsOf({
  name: nonBlank("a name people will recognise"),
  description: text.optional(),
  systemPrompt: text.optional(),
  model: text.optional(),
  tools: list(ToolInputsSchema),
  interruptConfig: InterruptConfigSchema.optional(),
  backend: BackendInputsSchema.optional(),
  permissions: PermissionsInputsSchema.optional(),
  subagents: list(SubagentInputsSchema),
  skills: list(SkillInputsSchema),
  files: z.record(z.string(), FileInputsSchema, "must be an object of files by path").optional(),
  extras: jsonObject.optional(),
  configurable: jsonObject.optional(),
});
export type AgentInputs = z.infer<typeof AgentInputsSchema>;
