/** The workflow that people copy: well formed, and what it runs exists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import * as z from "zod";
import { readCasesFile } from "../../../cli/smoke/cases-file";
import { smokeCommand } from "../../../cli/smoke-command";

const EXAMPLES = resolve(__dirname, "../../../examples");

const stepSchema = z.union([
  z.strictObject({ run: z.string(), env: z.record(z.string(), z.string()).optional() }),
  z.strictObject({
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    with: z.record(z.string(), z.unknown()).optional(),
  }),
]);

const jobSchema = z.strictObject({
  if: z.string(),
  "runs-on": z.string(),
  permissions: z.record(z.string(), z.enum(["read", "write", "none"])).optional(),
  strategy: z.strictObject({
    matrix: z.strictObject({ stack: z.array(z.string()) }),
    "max-parallel": z.number().optional(),
    "fail-fast": z.boolean(),
  }),
  environment: z.string().optional(),
  concurrency: z.string().optional(),
  steps: z.array(stepSchema),
});

/** As much of GitHub's syntax as the workflow uses: a key that is not here is a mistake, or has to be thought about. */
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.strictObject({ pull_request: z.null(), push: z.strictObject({ branches: z.tuple([z.literal("main")]) }) }),
  permissions: z.record(z.string(), z.literal("read")),
  env: z.record(z.string(), z.string()),
  jobs: z.strictObject({ preview: jobSchema, deploy: jobSchema }),
});

const document = parseDocument(readFileSync(join(EXAMPLES, "ci", "github-actions.yml"), "utf8"), { strict: true });
const { jobs } = workflowSchema.parse(document.toJS());

it("is well-formed YAML without repeated keys", () => {
  expect([...document.errors, ...document.warnings]).toEqual([]);
});

it("previews pull requests of the repository itself, and deploys what is on main", () => {
  expect(settingsOf("pulumi/actions", jobs.preview)).toEqual([
    expect.objectContaining({ command: "preview", "comment-on-pr": true }),
  ]);
  expect(jobs.preview.if).toBe(
    "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
  );
  expect(jobs.preview.permissions).toMatchObject({ "pull-requests": "write" });
  expect(settingsOf("pulumi/actions", jobs.deploy)).toEqual([expect.objectContaining({ command: "up" })]);
  expect(jobs.deploy.if).toBe("github.event_name == 'push'");
});

it("runs on the stacks that the example has, with the Pulumi action for each", () => {
  const stacks = readdirSync(join(EXAMPLES, "multi-environment"))
    .flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
  for (const name of ["preview", "deploy"] as const) {
    expect([...jobs[name].strategy.matrix.stack].sort()).toEqual(stacks);
    expect(settingsOf("pulumi/actions", jobs[name])).toEqual([
      expect.objectContaining({ "stack-name": "${{ matrix.stack }}" }),
    ]);
  }
});

it("runs commands that a project has: npm's own, and programs of installed packages", () => {
  const programs = commands().flatMap((command) => /^npx (\S+)/.exec(command)?.[1] ?? []);
  expect(programs).toEqual(["tsc", "pulumi-deepagents"]);
  expect(commands().filter((command) => !command.startsWith("npx "))).toEqual(["npm ci", "npm ci"]);
  expect(existsSync(resolve(EXAMPLES, "../node_modules/.bin/tsc"))).toBe(true);
});

it("tests what it deployed with options that the command has, and cases that it takes", () => {
  const [command = ""] = commands().filter((each) => each.startsWith("npx pulumi-deepagents"));
  const smoke = smokeCommand();
  expect(command).toContain(`npx pulumi-deepagents ${smoke.name()} `);
  const withoutShell = command.replace(/"\$\(.*\)"/, "id");
  const given = withoutShell.match(/--\S+/g) ?? [];
  expect(smoke.options.map(({ long }) => long)).toEqual(expect.arrayContaining(given));
  const cases = /--cases (\S+)/.exec(command)?.[1] ?? "";
  expect(readCasesFile(join(EXAMPLES, "multi-environment", cases)).cases).toHaveLength(2);
});

it("uses a Node.js that the package runs on", () => {
  const settings = Object.values(jobs).flatMap((job) => settingsOf("actions/setup-node", job));
  expect(settings).toHaveLength(2);
  for (const { "node-version": version } of settings) {
    expect(Number(version)).toBeGreaterThan(22);
  }
});

function commands(): string[] {
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => ("run" in step ? step.run : [])));
}

/** What the job's steps that use the action give it. */
function settingsOf(action: string, { steps }: z.infer<typeof jobSchema>): Record<string, unknown>[] {
  return steps.flatMap((step) => ("uses" in step && step.uses.startsWith(`${action}@`) ? [step.with ?? {}] : []));
}
