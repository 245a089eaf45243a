/**
 * The JSON files of a project directory, as `deepagents deploy` reads them, with the API's names. What a value may be
 * beyond its type is said once, in `inputs/agent.ts`.
 */
import * as z from "zod";
import { BACKEND_TYPES } from "./agent";
import { fieldsOf, choice, json, required, text, editorSchema, record } from "./fields";
import { MAX_ITEMS } from "./limits";
import { SmokeTestFileSchema } from "./smoke-test";

const MODEL_EXAMPLE = '"anthropic:claude-sonnet-4-6"';
const model = required(`it like ${MODEL_EXAMPLE}, or leave it out`);
const strings = z.array(text(), "must be a list");
const seconds = z.int("must be a whole number of seconds, 0 or more").nonnegative("must be 0 or more");

const sandboxFields = {
  scope: choice(["thread", "agent"])
    .optional()
    .describe("One sandbox for each thread (the default), or for the agent."),
  snapshot_id: text().optional().describe("The snapshot that new sandboxes start from."),
  policy_ids: strings.optional().describe("Policies that govern what tools may do in the sandbox, by id."),
  idle_ttl_seconds: seconds.optional().describe("How long an unused sandbox runs before it is paused, in seconds."),
  delete_after_stop_seconds: seconds.optional().describe("How long a stopped sandbox is kept, in seconds."),
};

const BackendSchema = fieldsOf({
  type: choice(BACKEND_TYPES).describe(
    "`state`, or `sandbox` for a computer of its own. The other three are older names of these.",
  ),
  sandbox_config: fieldsOf(sandboxFields).optional().describe("Settings of the sandbox."),
  sandbox: fieldsOf(sandboxFields).optional().describe("The older name of `sandbox_config`."),
});
export type BackendJson = z.infer<typeof BackendSchema>;

const PermissionsSchema = fieldsOf({
  identity: choice(["personal", "shared"])
    .optional()
    .describe("Whether the agent acts as the person who runs it (the default) or as one shared identity."),
  visibility: choice(["tenant", "user"])
    .optional()
    .describe("Who sees the agent: the whole workspace (the default) or its owner."),
  tenant_access_level: choice(["read", "run", "write"])
    .optional()
    .describe("What the workspace may do with the agent. Default: read."),
  shared_users: fieldsOf({ read: strings.optional(), run: strings.optional(), update: strings.optional() })
    .optional()
    .describe("Further users, by id, and what each may do."),
});

const RuntimeSchema = fieldsOf({
  model: fieldsOf({ model_id: model.optional().describe("`provider:model`.") }).optional(),
  backend_type: z
    .never(
      'is no longer a field: write "backend": { "type": "sandbox", "sandbox_config": { "scope": "thread" } } next to ' +
        "runtime, not in it",
    )
    .optional(),
});

/** `agent.json` of the agent. */
export const AgentJsonSchema = fieldsOf({
  $schema: editorSchema,
  name: required("a name people will recognise").describe("The name people see."),
  description: text().optional().describe("A short description."),
  agent_id: text().optional().describe("The id of an existing agent to take over instead of creating one."),
  model: model
    .optional()
    .describe("`provider:model`. Without a colon: a model configuration saved in the workspace's Playground."),
  runtime: RuntimeSchema.optional().describe("The API's way to say the model; `model` is the shorter one."),
  backend: BackendSchema.optional().describe("Where file and code tools work. Default: `state`."),
  permissions: PermissionsSchema.optional().describe("Who may see, run and change the agent."),
  extras: z
    .record(z.string(), json, "must be an object of JSON values")
    .optional()
    .describe("Metadata of your own, kept with the agent."),
}).superRefine(({ model, runtime }, context) => {
  if (model !== undefined && runtime !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["runtime"],
      message: "cannot be combined with model: keep one of the two",
    });
  }
});
export type AgentJson = z.infer<typeof AgentJsonSchema>;

/** `agent.json` of a subagent. */
export const SubagentJsonSchema = fieldsOf({
  $schema: editorSchema,
  name: text().optional().describe("The subagent's name, which is that of its directory. May be left out."),
  description: text().optional().describe("Tells the main agent what the subagent is for."),
  model: model.optional().describe("`provider:model`. Default: the main agent's model."),
  model_id: model.optional().describe("The older name of `model`."),
}).superRefine(({ model, model_id }, context) => {
  if (model !== undefined && model_id !== undefined) {
    context.addIssue({ code: "custom", path: ["model_id"], message: "is the older name of model: drop it" });
  }
});
export type SubagentJson = z.infer<typeof SubagentJsonSchema>;

const ToolJsonSchema = fieldsOf({
  name: required("the tool's name as the MCP server exposes it").describe(
    "The tool's name as the MCP server exposes it.",
  ),
  mcp_server_url: required("the URL of the MCP server that has the tool").describe(
    "The URL of the registered MCP server that has the tool.",
  ),
  mcp_server_name: text().optional().describe("The server's name for people. Default: its URL."),
  display_name: text().optional().describe("The tool's name for people. Default: `name`."),
});

/** `tools.json` of the agent or of a subagent. Its content is the API's `tools` field. */
export const ToolsJsonSchema = fieldsOf(
  {
    $schema: editorSchema,
    tools: z.array(ToolJsonSchema, "must be a list of tools").describe("Tools of MCP servers that the agent may call."),
    interrupt_config: record(
      z.boolean("must be true (ask a person before each call) or false"),
      "true or false by tool",
      MAX_ITEMS.interruptRules,
    )
      .optional()
      .describe("Approval rules by tool: `{mcp_server_url}::{tool_name}`. `true` asks a person before each call."),
  },
  '{ "tools": […] }',
);

/** The JSON schemas that the package publishes for editors. `agent` becomes `schemas/agent.schema.json`. */
const PUBLISHED: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  agent: { title: "agent.json of a Deep Agents project", schema: AgentJsonSchema },
  subagent: { title: "agent.json of a subagent in a Deep Agents project", schema: SubagentJsonSchema },
  tools: { title: "tools.json of an agent or subagent in a Deep Agents project", schema: ToolsJsonSchema },
  "smoke-test": { title: "Cases of a smoke test", schema: SmokeTestFileSchema },
};

/** The text of each file, by its name. */
export function schemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PUBLISHED).map(([name, { title, schema }]) => {
      // The draft that editors support best.
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
