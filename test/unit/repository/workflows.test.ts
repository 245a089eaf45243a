/** The repository's own workflows: well formed, testing what a contributor tests, and publishing only what was checked. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import * as z from "zod";

const ROOT = resolve(__dirname, "../../..");
const WORKFLOWS = ["ci", "release"] as const;

const stepSchema = z.union([
  z.strictObject({ run: z.string() }),
  z.strictObject({
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    if: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
  }),
]);

const permissionsSchema = z.record(z.string(), z.enum(["read", "write", "none"]));

const jobSchema = z.strictObject({
  needs: z.string().optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  permissions: permissionsSchema.optional(),
  steps: z.array(stepSchema),
});

/** As much of GitHub's syntax as the workflows use: a key that is not here is a mistake, or has to be thought about. */
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    pull_request: z.null().optional(),
    push: z.strictObject({ branches: z.array(z.string()).optional(), tags: z.array(z.string()).optional() }),
    workflow_call: z.null().optional(),
  }),
  permissions: permissionsSchema,
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.union([z.boolean(), z.string()]) }),
  jobs: z.record(z.string(), z.union([jobSchema, z.strictObject({ needs: z.string().optional(), uses: z.string() })])),
});

type Job = z.infer<typeof jobSchema>;

const documents = Object.fromEntries(WORKFLOWS.map((name) => [name, parseDocument(textOf(name), { strict: true })]));
const [ci, release] = WORKFLOWS.map((name) => workflowSchema.parse(documents[name]?.toJS()));

it.each(WORKFLOWS)("%s is well-formed YAML without repeated keys", (name) => {
  const { errors = [], warnings = [] } = documents[name] ?? {};
  expect([...errors, ...warnings]).toEqual([]);
});

it.each([
  ["ci", ci],
  ["release", release],
])("%s may only read, unless a job says otherwise", (_, workflow) => {
  expect(workflow?.permissions).toEqual({ contents: "read" });
});

describe("ci", () => {
  const test = jobOf(ci, "test");

  it("runs on pull requests and on main what a contributor runs", () => {
    expect(ci?.on).toMatchObject({ pull_request: null, push: { branches: ["main"] } });
    expect(commandsOf(test)).toEqual(["bash .ci/run"]);
    expect(existsSync(join(ROOT, ".ci/run"))).toBe(true);
    expect(test["timeout-minutes"]).toBe(90);
  });

  it("ends the run of a pull request's older commit, and runs each commit of main", () => {
    expect(ci?.concurrency).toEqual({
      group: "ci-${{ github.event_name == 'pull_request' && github.ref || github.sha }}",
      "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    });
  });

  it("runs on the oldest Node.js that the packages support", () => {
    expect(settingsOf(test, "actions/setup-node")).toEqual([{ "node-version-file": ".nvmrc", cache: "npm" }]);
  });

  it("keeps the engine until something that decides about it changes", () => {
    const [cache] = settingsOf(test, "actions/cache");
    expect(cache?.path).toBe(".engine");
    const files = [...String(cache?.key).matchAll(/'([^']+)'/g)].map(([, pattern = ""]) => pattern.replace("/**", ""));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("keeps the coverage report, also of a run that failed", () => {
    expect(test.steps).toContainEqual(
      expect.objectContaining({
        uses: expect.stringMatching(/^actions\/upload-artifact@/) as string,
        if: "always()",
        with: expect.objectContaining({ path: "coverage/" }) as object,
      }),
    );
  });
});

describe("release", () => {
  const publish = jobOf(release, "publish");
  const publishing = commandsOf(publish).filter((command) => command.includes("npm publish"));

  it("never runs beside itself, and is never stopped halfway", () => {
    expect(release?.concurrency).toEqual({ group: "release-${{ github.ref }}", "cancel-in-progress": false });
  });

  it("runs the same test as ci before it publishes a tag", () => {
    expect(release?.on).toEqual({ push: { tags: ["v*"] } });
    expect(release?.jobs.test).toEqual({ needs: "check", uses: "./.github/workflows/ci.yml" });
    expect(ci?.on).toHaveProperty("workflow_call");
    expect(publish.needs).toBe("test");
  });

  it("checks the tag before the long test, which is before it publishes", () => {
    expect(commandsOf(jobOf(release, "check"))).toEqual(['node tools/release/check.ts "$GITHUB_REF_NAME"']);
    expect(existsSync(join(ROOT, "tools/release/check.ts"))).toBe(true);
  });

  it("publishes both packages, publicly and with provenance", () => {
    const options = publishing.map((command) => command.split("npm publish --provenance --access public")[1]?.trim());
    expect(options).toEqual(["", "--workspace pulumi-deepagents-emulator"]);
    expect(publish.permissions).toEqual({ contents: "read", "id-token": "write" });
  });

  it.each([
    ["publishes a version that is not on npm", "", true],
    ["publishes the first version of a package, for which npm fails", "exit 1", true],
    ["leaves out what a run that failed halfway has published", "echo 0.1.0", false],
  ])("%s", (_, view, isPublished) => {
    for (const [index, name] of ["pulumi-deepagents", "pulumi-deepagents-emulator"].entries()) {
      const npm = `npm() { if [ "$1" = publish ]; then echo published; else test "$2" = "${name}@0.1.0" && ${view || ":"}; fi; }`;
      const { status, stdout } = spawnSync("bash", ["-e", "-c", `${npm}\n${publishing[index] ?? "exit 2"}`], {
        encoding: "utf8",
        env: { ...process.env, GITHUB_REF_NAME: "v0.1.0" },
      });
      expect({ status, isPublished: stdout.includes("published") }).toEqual({ status: 0, isPublished });
    }
  });
});

it.each(WORKFLOWS)("%s names no secret by its value", (name) => {
  expect(secretsByValue(documents[name]?.toJS())).toEqual([]);
});

it("the search for secrets finds one that is named by its value", () => {
  const env = { NPM_TOKEN: "npm_0123", OTHER_TOKEN: "${{ secrets.OTHER }}", note: "lsv2_pt_0123456789abcdef" };
  expect(secretsByValue({ env, permissions: { "id-token": "write" } })).toEqual(["env.NPM_TOKEN", "env.note"]);
});

function textOf(name: string): string {
  return readFileSync(join(ROOT, ".github/workflows", `${name}.yml`), "utf8");
}

function jobOf(workflow: z.infer<typeof workflowSchema> | undefined, name: string): Job {
  return jobSchema.parse(workflow?.jobs[name]);
}

function commandsOf({ steps }: Job): string[] {
  return steps.flatMap((step) => ("run" in step ? step.run : []));
}

/** What the job's steps that use the action give it. */
function settingsOf({ steps }: Job, action: string): Record<string, unknown>[] {
  return steps.flatMap((step) => ("uses" in step && step.uses.startsWith(`${action}@`) ? [step.with ?? {}] : []));
}

/** The places whose name asks for a secret, or whose value looks like one, and that are not a reference to one. */
function secretsByValue(value: unknown, place: readonly string[] = []): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => secretsByValue(inner, [...place, key]));
  }
  const asksForOne = /token|secret|passw|api_?key/i.test(place.at(-1) ?? "") && !place.includes("permissions");
  const looksLikeOne = /\b(lsv2|npm|gh[opsu]|pul|github_pat)[_-]\w{10,}/.test(String(value));
  const isReference = /^\$\{\{ secrets\.\w+ \}\}$/.test(String(value));
  return (asksForOne || looksLikeOne) && !isReference ? [place.join(".")] : [];
}
