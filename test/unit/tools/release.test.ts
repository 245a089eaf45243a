/** A tag is published only when both packages and the changelog are ready for it. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type Manifest, type Release, releaseProblems } from "../../../tools/release/problems";

const READY: Manifest = {
  version: "0.1.0",
  repository: { type: "git", url: "git+https://example.com/agents.git" },
  bugs: { url: "https://example.com/agents/issues" },
  homepage: "https://example.com/agents",
};
const READY_EMULATOR: Manifest = {
  ...READY,
  repository: { type: "git", url: "git+https://example.com/agents.git", directory: "emulator" },
};

const CHANGELOG = `# Changelog

## [Unreleased]

## [0.1.0] - 2027-01-31

### Added

- An agent.

## [0.0.1] - 2027-01-01
`;

function problems(changes: Partial<Release> = {}): string[] {
  return releaseProblems({
    tag: "v0.1.0",
    manifests: { "package.json": READY, "emulator/package.json": READY_EMULATOR },
    changelog: CHANGELOG,
    ...changes,
  });
}

function withManifest(changes: Manifest): Partial<Release> {
  return { manifests: { "package.json": READY, "emulator/package.json": { ...READY_EMULATOR, ...changes } } };
}

describe("the release check", () => {
  it("accepts a tag for which everything is there", () => {
    expect(problems()).toEqual([]);
  });

  it.each([
    ["repository", undefined],
    ["repository", ""],
    ["repository", { type: "git" }],
    ["bugs", undefined],
    ["bugs", { url: " " }],
    ["homepage", undefined],
    ["homepage", null],
  ] as const)("refuses a package whose %s is %j", (field, value) => {
    expect(problems(withManifest({ [field]: value }))).toEqual([`emulator/package.json has no ${field}`]);
  });

  it.each([
    "https://example.com/agents.git",
    { url: "https://example.com/agents.git" },
    { url: "https://example.com/agents.git", directory: "elsewhere" },
  ])("refuses %j as the repository of the emulator, whose folder it does not name", (repository) => {
    expect(problems(withManifest({ repository }))).toEqual([
      'emulator/package.json has no repository.directory "emulator"',
    ]);
  });

  it("names every address that is missing, of both packages", () => {
    const manifests = { "package.json": { version: "0.1.0" }, "emulator/package.json": { version: "0.1.0" } };
    expect(problems({ manifests })).toHaveLength(6);
  });

  it("refuses a tag that is not the version of both packages", () => {
    expect(problems(withManifest({ version: "0.1.1" }))).toEqual([
      'emulator/package.json has the version "0.1.1", but the tag is v0.1.0',
    ]);
    expect(problems({ tag: "v0.0.1" })).toEqual(
      expect.arrayContaining([
        'package.json has the version "0.1.0", but the tag is v0.0.1',
        'emulator/package.json has the version "0.1.0", but the tag is v0.0.1',
      ]),
    );
  });

  it.each(["", "0.1.0", "v0.1", "main", "v0.1.0 "])("refuses the tag %j, which is not a version", (tag) => {
    expect(problems({ tag })).toEqual([`the tag "${tag}" is not a version: write it like v0.1.0`]);
  });

  it("refuses a pre-release, which would become the latest version", () => {
    const version = "0.2.0-rc.1";
    const changelog = `## [${version}] - 2027-02-28\n\n- A candidate.\n`;
    const manifests = {
      "package.json": { ...READY, version },
      "emulator/package.json": { ...READY_EMULATOR, version },
    };
    expect(problems({ tag: `v${version}`, manifests, changelog })).toEqual([
      'the tag "v0.2.0-rc.1" is a pre-release, which npm would give to everybody as the latest version',
    ]);
  });

  it.each([
    ["no section", "## [Unreleased]\n\n- An agent.\n", "has no section for 0.1.0"],
    ["a section of another version only", "## [0.1.01] - 2027-01-31\n\n- An agent.\n", "has no section for 0.1.0"],
    ["no date", "## [0.1.0]\n\n- An agent.\n", "has no date in the heading of 0.1.0"],
    ["nothing to say", "## [0.1.0] - 2027-01-31\n\n## [0.0.1] - 2027-01-01\n\n- A.\n", "says nothing about 0.1.0"],
  ])("refuses a changelog with %s", (_, changelog, problem) => {
    expect(problems({ changelog })).toEqual([expect.stringContaining(problem)]);
  });

  it("says on standard error why a tag of this repository is not published, and fails", () => {
    const script = resolve(__dirname, "../../../tools/release/check.ts");
    const { status, stderr } = spawnSync(process.execPath, [script, "main"], { encoding: "utf8" });
    expect(stderr).toContain('the tag "main" is not a version: write it like v0.1.0');
    expect(status).toBe(1);
  });
});
