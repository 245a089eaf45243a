import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { jsonSchemaFiles } from "../../../../provider/schema/project/json-schemas";

const ROOT = join(__dirname, "../../../..");
const PROJECT = join(ROOT, "test/fixtures/projects/research/project");
const files = jsonSchemaFiles();

it("are published as they are: if not, npm run schemas", () => {
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

it.each([
  ["agent", { name: "a", modle: "a:b" }],
  ["agent", { name: "a", backend: { type: "docker" } }],
  ["agent", { name: "a", runtime: { backend_type: "sandbox" } }],
  ["agent", {}],
  ["tools", { tools: [{ name: "search" }] }],
  ["tools", { tools: [], interrupt_config: { search: "yes" } }],
  ["subagent", { tools: [] }],
])("%s refuses %j", (schema, value) => {
  expect(accepts(schema, value)).toBe(false);
});
