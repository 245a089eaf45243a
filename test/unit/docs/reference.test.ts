/** The pages in docs/reference say what the doc comments say, and those name the arguments that the schemas take. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as z from "zod";
import {
  AgentInputsSchema,
  BackendInputsSchema,
  PermissionsInputsSchema,
  SkillInputsSchema,
  SubagentInputsSchema,
  ToolInputsSchema,
} from "../../../provider/inputs/agent";
import { McpConnectionInputsSchema } from "../../../provider/inputs/mcp-connection";
import { McpServerInputsSchema } from "../../../provider/inputs/mcp-server";
import { ExpectationsSchema } from "../../../provider/inputs/smoke-expectations";
import { SmokeCaseSchema } from "../../../provider/inputs/smoke-test";
import { PoliciesSchema } from "../../../provider/inputs/policies";
import { propertiesOf, ROOT } from "./snippets";

it("is up to date: if not, npm run docs", () => {
  const folder = mkdtempSync(join(tmpdir(), "deepagents-docs-"));
  try {
    const typedoc = join(ROOT, "node_modules/typedoc/bin/typedoc");
    execFileSync(process.execPath, [typedoc, "--out", folder], { cwd: ROOT, stdio: "pipe" });
    expect(pagesIn(folder)).toEqual(pagesIn(join(ROOT, "docs/reference")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it.each<[string, z.ZodObject, string[]]>([
  // What the SDK makes of `mcpServer`.
  ["ToolArgs", ToolInputsSchema, ["mcpServer"]],
  ["AgentArgs", AgentInputsSchema, []],
  ["BackendArgs", BackendInputsSchema, []],
  ["PermissionsArgs", PermissionsInputsSchema, []],
  ["SubagentArgs", SubagentInputsSchema, []],
  ["SkillArgs", SkillInputsSchema, []],
  ["McpServerArgs", McpServerInputsSchema, []],
  ["McpConnectionArgs", McpConnectionInputsSchema, ["mcpServer"]],
  ["SmokeTestCaseArgs", SmokeCaseSchema, []],
  ["ExpectationsArgs", ExpectationsSchema, []],
  ["Policies", PoliciesSchema, []],
])("%s documents exactly what its schema takes", (name, schema, madeBySdk) => {
  const taken = Object.keys(schema.shape).filter((key) => !key.startsWith("__"));
  expect(propertiesOf(name).sort()).toEqual([...taken, ...madeBySdk].sort());
});

function pagesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
