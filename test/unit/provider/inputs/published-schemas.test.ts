import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { schemaFiles } from "../../../../provider/inputs/project-files";

const ROOT = join(__dirname, "../../../..");
const PROJECT = join(ROOT, "test/fixtures/projects/research/project");
const files = schemaFiles();

it("the published schemas are up to date: if not, npm run schemas", () => {
  const published = readdirSync(join(ROOT, "schemas")).map((name): [string, string] => [
    name,
    readFileSync(join(ROOT, "schemas", name), "utf8"),
  ]);
  expect(Object.fromEntries(published)).toEqual(files);
});

function accepts(schema: string, value: unknown): boolean {
  return new Ajv().validate(JSON.parse(files[`${schema}.schema.json`] ?? "") as object, value) === true;
}

it.each([
  ["agent", "agent.json"],
  ["tools", "tools.json"],
  ["subagent", "subagents/web reader/agent.json"],
])("%s accepts %s of a project", (schema, file) => {
  expect(accepts(schema, JSON.parse(readFileSync(join(PROJECT, file), "utf8")))).toBe(true);
});

it("smoke-test accepts the file that docs/smoke-tests.md begins with", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/smoke-tests.md"), "utf8")) ?? [];
  expect(accepts("smoke-test", parse(yaml))).toBe(true);
});

it.each([
  ["agent", { name: "a", modle: "a:b" }],
  ["agent", { name: "a", backend: { type: "docker" } }],
  ["agent", { name: "a", runtime: { backend_type: "sandbox" } }],
  ["agent", {}],
  ["tools", { tools: [{ name: "search" }] }],
  ["tools", { tools: [], interrupt_config: { search: "yes" } }],
  ["subagent", { tools: [] }],
  ["smoke-test", { cases: [{ name: "a", promt: "Hello." }] }],
  ["smoke-test", { cases: [{ name: "a", expect: { interrupts: [{ tool: "b", decision: "maybe" }] } }] }],
])("%s refuses %j", (schema, value) => {
  expect(accepts(schema, value)).toBe(false);
});
