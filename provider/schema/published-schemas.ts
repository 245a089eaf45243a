/** The JSON schemas that the package publishes, so that editors complete and check the files of people. */
import * as z from "zod";
import { SmokeTestFileSchema } from "./inputs/smoke-test";
import { AgentJsonSchema, SubagentJsonSchema } from "./project/agent-json";
import { ToolsJsonSchema } from "./project/tools-json";

/** By name: `agent` is published as `schemas/agent.schema.json`. */
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
