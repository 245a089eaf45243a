/** The arguments of the look-ups: names in Pulumi's camelCase, values resolved. */
import * as z from "zod";
import { MAX_CHARACTERS, MAX_ITEMS } from "./limits";
import { isUuid } from "../helpers/text";
import { argumentsOf, atLeast, choice, list, longerThan, required, text } from "./fields";
import { mcpUrlProblem } from "./mcp-server";

const flag = z.boolean("must be true or false").optional();
const id = text((value) => (isUuid(value) ? undefined : "must be an id, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11"));
const name = text(longerThan(MAX_CHARACTERS.name));
const url = required("the server's URL", mcpUrlProblem);
const limit = atLeast(1).optional();

/** Requires exactly one of `keys`, each of which says which object is meant. */
function exactlyOne<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  keys: readonly string[],
): z.ZodObject<Shape, z.core.$strict> {
  return schema.superRefine((args: Readonly<Record<string, unknown>>, context) => {
    const given = keys.filter((key) => args[key] !== undefined);
    if (given.length !== 1) {
      const [first = "", ...others] = keys;
      context.addIssue({
        code: "custom",
        path: [given[1] ?? first],
        message:
          given.length > 1
            ? `cannot be combined with ${given[0] ?? ""}`
            : `is missing: write ${[first, ...others].join(" or ")}`,
      });
    }
  });
}

export const GetAgentArgsSchema = exactlyOne(
  argumentsOf({ id: id.optional(), name: name.optional(), includeFiles: flag }),
  ["id", "name"],
);
export type GetAgentArgs = z.infer<typeof GetAgentArgsSchema>;

export const GetAgentsArgsSchema = argumentsOf({
  name: name.optional(),
  sortBy: choice(["createdAt", "updatedAt", "name"]).optional(),
  sortOrder: choice(["asc", "desc"]).optional(),
  limit,
});
export type GetAgentsArgs = z.infer<typeof GetAgentsArgsSchema>;

export const GetMcpServerArgsSchema = exactlyOne(
  argumentsOf({ id: id.optional(), name: name.optional(), url: url.optional() }),
  ["id", "name", "url"],
);
export type GetMcpServerArgs = z.infer<typeof GetMcpServerArgsSchema>;

export const GetMcpServersArgsSchema = argumentsOf({});

export const GetMcpToolsArgsSchema = argumentsOf({
  mcpServerUrl: url,
  names: list(required("a tool's name", longerThan(MAX_CHARACTERS.toolName)), MAX_ITEMS.tools),
  forceRefresh: flag,
  oauthProviderId: id.optional(),
});
export type GetMcpToolsArgs = z.infer<typeof GetMcpToolsArgsSchema>;

export const GetAgentHealthArgsSchema = argumentsOf({ agentId: id });
export type GetAgentHealthArgs = z.infer<typeof GetAgentHealthArgsSchema>;

export const GetThreadsArgsSchema = argumentsOf({
  agentId: id,
  status: choice(["idle", "busy", "interrupted", "error"]).optional(),
  isPinned: flag,
  testRun: flag,
  requiresAttention: flag,
  limit,
}).superRefine(({ status, requiresAttention }, context) => {
  if (status !== undefined && requiresAttention !== undefined) {
    context.addIssue({ code: "custom", path: ["requiresAttention"], message: "cannot be combined with status" });
  }
});
export type GetThreadsArgs = z.infer<typeof GetThreadsArgsSchema>;
