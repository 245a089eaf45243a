/** What the repository's host, editors and contributors read besides the code. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

const ROOT = resolve(__dirname, "../../..");
const PACKAGES = ["package.json", "emulator/package.json"];

const formSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(
    z.strictObject({
      type: z.enum(["markdown", "textarea", "input", "dropdown", "checkboxes"]),
      id: z.string().optional(),
      attributes: z.looseObject({ label: z.string().optional(), value: z.string().optional() }),
      validations: z.strictObject({ required: z.boolean() }).optional(),
    }),
  ),
});

const dependabotSchema = z.strictObject({
  version: z.literal(2),
  updates: z.array(
    z.looseObject({
      "package-ecosystem": z.string(),
      directory: z.string().optional(),
      directories: z.array(z.string()).optional(),
      schedule: z.strictObject({ interval: z.enum(["weekly", "monthly"]) }),
      groups: z.record(z.string(), z.object({})),
    }),
  ),
});

describe("the oldest Node.js", () => {
  const oldest = read(".nvmrc").trim();

  it.each(PACKAGES)("is the same in .nvmrc and in %s", (path) => {
    const { engines } = JSON.parse(read(path)) as { readonly engines?: { readonly node?: string } };
    expect(engines?.node).toBe(`>=${oldest}.0`);
  });

  it("is stated in README once, and no other version beside it", () => {
    expect(read("README.md").match(/Node(?:\.js)? \d[\d.]*(?: or newer)?/g)).toEqual([`Node.js ${oldest} or newer`]);
  });
});

it.each(["bug_report", "feature_request"])("the %s form asks each question once, and for something", (name) => {
  const form = formSchema.parse(parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`), { strict: true }));
  const questions = form.body.filter(({ type }) => type !== "markdown");
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  expect(questions.filter(({ id, attributes }) => id === undefined || attributes.label === undefined)).toEqual([]);
  expect(questions.some(({ validations }) => validations?.required)).toBe(true);
});

it("an issue starts from one of the forms", () => {
  expect(parse(read(".github/ISSUE_TEMPLATE/config.yml"))).toEqual({ blank_issues_enabled: false });
});

it("Dependabot keeps npm packages, the engine's Go modules and actions up to date, in groups", () => {
  const { updates } = dependabotSchema.parse(parse(read(".github/dependabot.yml"), { strict: true }));
  expect(updates.map((update) => update["package-ecosystem"])).toEqual(["npm", "gomod", "github-actions"]);
  expect(updates.filter(({ groups }) => Object.keys(groups).length === 0)).toEqual([]);
  const [npm, gomod] = updates;
  expect(existsSync(join(ROOT, npm?.directory ?? "?", "package-lock.json"))).toBe(true);
  const modules = (gomod?.directories ?? []).flatMap((folder) => globSync(`.${folder}/go.mod`, { cwd: ROOT }));
  expect(modules).toHaveLength(2);
});

it(".editorconfig agrees with Prettier", () => {
  const { printWidth } = JSON.parse(read(".prettierrc.json")) as { readonly printWidth: number };
  const [all = ""] = /^\[\*\]\n(?:.+\n)+/m.exec(read(".editorconfig")) ?? [];
  expect(all).toContain(`max_line_length = ${String(printWidth)}\n`);
  expect(all).toContain("indent_size = 2\nindent_style = space\n");
});

it("the changelog starts with what comes next", () => {
  expect(/^## .*$/m.exec(read("CHANGELOG.md"))?.[0]).toBe("## [Unreleased]");
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
