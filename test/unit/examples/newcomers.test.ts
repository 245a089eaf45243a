/** What somebody who copies an example finds in its folder. That its README works is shown in test/long. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { satisfies } from "semver";
import { peerDependencies, version } from "../../../package.json";

const ROOT = resolve(__dirname, "../../..");
const EXAMPLES = readdirSync(join(ROOT, "examples"));

type Versions = Readonly<Record<string, string>>;

const versionIn = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;

/** Whether a copy gets what the example is tested with here. */
function fits(name: string, range: string): boolean {
  if (name.startsWith("pulumi-deepagents")) {
    return range === `^${version}`;
  }
  const installed = versionIn(join(ROOT, "node_modules", name, "package.json"));
  return satisfies(installed, range) && (name !== "@pulumi/pulumi" || range === peerDependencies[name]);
}

// The workflow goes into another example's copy.
it.each(EXAMPLES.filter((name) => name !== "ci"))("npm install in a copy of %s brings what is tested here", (name) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "examples", name, "package.json"), "utf8")) as {
    readonly dependencies: Versions;
    readonly devDependencies?: Versions;
  };
  const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(asked.filter(([other, range]) => !fits(other, range))).toEqual([]);
});

it.each(EXAMPLES)(
  "the README of %s has commands and what they print, which that test follows, and nothing else",
  (name) => {
    const readme = readFileSync(join(ROOT, "examples", name, "README.md"), "utf8");
    const opened = [...readme.matchAll(/^ *```(\w*)\n[^]*?^ *```$/gm)].map(([, language]) => language);
    expect(opened).toContain("sh");
    expect(opened.filter((language) => language !== "sh" && language !== "text")).toEqual([]);
  },
);

it("the examples that are deployed begin in the same way", () => {
  const deployed = EXAMPLES.filter((name) => existsSync(join(ROOT, "examples", name, "Pulumi.yaml")));
  const beginnings = deployed.map((name) => {
    const [, setUp = ""] = readFileSync(join(ROOT, "examples", name, "README.md"), "utf8").split("\n## Set up\n");
    return setUp.slice(0, setUp.indexOf("npx pulumi-deepagents emulator\n"));
  });
  expect(beginnings[0]).toContain("npm install\n");
  expect(new Set(beginnings).size).toBe(1);
});
